//! Patrols: what was owed, made and missed, as the tables count it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;
use wardbook::policy::Level;

use super::town;

#[test]
fn each_community_has_a_route_whose_points_were_mostly_visited() {
    let town = town(3);
    let communities = town.areas.iter().filter(|area| area.level == Level::Community.as_str());
    let routes: HashMap<Uuid, Uuid> =
        town.patrol_routes.iter().map(|route| (route.area_id, route.id)).collect();
    // And two grids, whose leaders can sign in.
    assert_eq!(communities.clone().count() + 2, routes.len());
    let today: NaiveDate = "2026-03-01".parse().unwrap();
    for area in communities {
        let route = routes[&area.id];
        let points: Vec<_> = town.checkpoints.iter().filter(|of| of.route_id == route).collect();
        assert!((3..=5).contains(&points.len()), "{}", area.name);
        let (mut owed, mut made) = (0, 0);
        for day in (1..28).map(|ago| today - Days::new(ago)) {
            for point in &points {
                let due = town.checkpoint_terms.iter().find(|term| {
                    term.checkpoint_id == point.id
                        && term.from_day <= day
                        && term.until_day.is_none_or(|until| day < until)
                });
                let due = due.expect("a term").visits_per_day;
                let visits = town.patrol_visits.iter();
                let visits = visits.filter(|of| of.checkpoint_id == point.id && of.day == day);
                let visits = i32::try_from(visits.count()).unwrap();
                assert!(visits <= due, "{} {day}", area.name);
                (owed, made) = (owed + due, made + visits);
            }
        }
        let share = f64::from(made) / f64::from(owed);
        assert!((0.75..0.99).contains(&share), "{}: {made} of {owed}", area.name);
    }
    assert!(town.checkpoint_terms.iter().any(|term| term.until_day.is_some()));
}

#[test]
fn visits_are_made_by_those_who_walk_the_route_and_some_arrive_late() {
    let town = town(3);
    let now: DateTime<Utc> = "2026-03-01T03:00:00Z".parse().unwrap();
    let routes: HashMap<Uuid, _> = town.patrol_routes.iter().map(|of| (of.id, of)).collect();
    let points: HashMap<Uuid, Uuid> =
        town.checkpoints.iter().map(|point| (point.id, point.route_id)).collect();
    let member: HashSet<(Uuid, Uuid)> =
        town.team_members.iter().map(|of| (of.team_id, of.user_id)).collect();
    let mut once = HashSet::new();
    for visit in &town.patrol_visits {
        let route = routes[&visit.route_id];
        assert_eq!(points[&visit.checkpoint_id], route.id);
        let own = town
            .grants
            .iter()
            .any(|grant| (grant.user_id, grant.area_id) == (visit.by_id, Some(route.area_id)));
        let in_team = route.team_id.is_some_and(|team| member.contains(&(team, visit.by_id)));
        assert!(own || in_team);
        assert!(visit.at <= visit.received_at && visit.received_at <= now);
        assert!(visit.received_at - visit.at < TimeDelta::hours(48));
        let zone = chrono_tz::Asia::Shanghai;
        assert_eq!(visit.at.with_timezone(&zone).date_naive(), visit.day);
        assert!(once.insert((visit.checkpoint_id, visit.by_id, visit.at)));
    }
    let late = town.patrol_visits.iter().filter(|of| of.received_at - of.at > TimeDelta::hours(3));
    assert!(late.count() > 20);
}
