//! The routes of the communities, and of the grids of those who can sign in, with four weeks of visits: some missed, and some that arrived late
//! from a phone that was offline.

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::{area, checkpoint, checkpoint_term, patrol_route, patrol_visit};
use uuid::Uuid;

use super::Town;
use super::chance::Chance;
use super::phrases::ON_PATROL;
use super::words::SPOTS;
use crate::policy::Level;

/// For how many days visits are kept, the last of them today.
const DAYS: u64 = 28;

/// How long a phone may have been offline at most.
const OFFLINE: i64 = 40 * 60;

pub(super) fn walk(town: &mut Town, chance: &mut Chance) {
    let is_community = |area: &area::Model| area.level == Level::Community.as_str();
    let is_own_grid = |area: &area::Model| {
        let mut own = town.accounts.iter().flat_map(|account| &account.grants);
        own.any(|grant| grant.role == "group_leader" && grant.area.as_ref() == Some(&area.code))
    };
    let walked = town.areas.iter().filter(|area| is_community(area) || is_own_grid(area));
    let walked: Vec<area::Model> = walked.cloned().collect();
    for (n, area) in walked.iter().enumerate() {
        let of_team = area.town_id.filter(|_| is_community(area));
        let team = of_team.and_then(|of| town.team("PATROL", of));
        let mut walkers = team.as_ref().map(|(_, members)| members.clone()).unwrap_or_default();
        let keeper = if is_community(area) { "community" } else { "group_leader" };
        walkers.extend(town.holder(keeper, Some(area.id)));
        // In every fourth of them each point is owed a second visit since a fortnight ago.
        let more_since = n.is_multiple_of(4).then_some(14);
        let route = route(town, chance, area, (team.map(|(id, _)| id), more_since));
        let points = 3 + chance.below(3);
        let first = chance.below(SPOTS.len());
        for point in 0..points {
            let name = SPOTS.get((first + point) % SPOTS.len()).copied().unwrap_or_default();
            let id = add_point(town, chance, (area, route), (point, name, more_since));
            let owed = |ago: u64| if more_since.is_some_and(|since| ago <= since) { 2 } else { 1 };
            visit_daily(town, chance, (route, id), owed, &walkers);
        }
    }
    town.patrol_visits.sort_by_key(|visit| (visit.at, visit.id));
}

fn route(
    town: &mut Town,
    chance: &mut Chance,
    area: &area::Model,
    (team_id, more_since): (Option<Uuid>, Option<u64>),
) -> Uuid {
    let at = chance.now - TimeDelta::days(90);
    let id = chance.id(at);
    let changed = more_since.map_or(at, |since| chance.at(days_ago(chance.today(), since), 540));
    town.patrol_routes.push(patrol_route::Model {
        id,
        name: format!("{}巡逻路线", area.name),
        area_id: area.id,
        province_id: area.province_id,
        city_id: area.city_id,
        district_id: area.district_id,
        town_id: area.town_id,
        community_id: area.community_id,
        group_id: area.group_id,
        team_id,
        visits_per_day: if more_since.is_some() { 2 } else { 1 },
        created_by_id: town.holder("community", area.community_id),
        version: if more_since.is_some() { 2 } else { 1 },
        created_at: at,
        updated_at: changed,
    });
    id
}

fn days_ago(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

fn add_point(
    town: &mut Town,
    chance: &mut Chance,
    (area, route): (&area::Model, Uuid),
    (position, name, more_since): (usize, &str, Option<u64>),
) -> Uuid {
    let id = chance.id(chance.now - TimeDelta::days(90));
    town.checkpoints.push(checkpoint::Model {
        id,
        route_id: route,
        position: i32::try_from(position).unwrap_or_default(),
        code: format!("D{:02}", position + 1),
        name: name.to_owned(),
        address: Some(format!("{}{name}", area.name)),
        latitude: None,
        longitude: None,
        on_route_id: Some(route),
    });
    let term = |from_day, until_day, visits_per_day| checkpoint_term::Model {
        checkpoint_id: id,
        from_day,
        until_day,
        visits_per_day,
    };
    let today = chance.today();
    let (begun, more) = (days_ago(today, 90), more_since.map(|since| days_ago(today, since)));
    town.checkpoint_terms.push(term(begun, more, 1));
    town.checkpoint_terms.extend(more.map(|since| term(since, None, 2)));
    id
}

fn visit_daily(
    town: &mut Town,
    chance: &mut Chance,
    (route, point): (Uuid, Uuid),
    owed: impl Fn(u64) -> usize,
    walkers: &[Uuid],
) {
    let mut known: HashSet<(Uuid, DateTime<Utc>)> = HashSet::new();
    for ago in (0..DAYS).rev() {
        let day = days_ago(chance.today(), ago);
        for slot in 0..owed(ago) {
            let fate = chance.below(100);
            // By day where it is owed twice, and in the evening.
            let begins = if slot == 0 { 18 * 60 } else { 9 * 60 };
            let at = chance.at(day, begins) + chance.minutes(0, 290) + chance.seconds(60);
            let offline =
                if fate >= 92 { chance.minutes(240, OFFLINE) } else { chance.seconds(50) };
            let Some(by) = chance.pick(walkers).copied() else { return };
            if fate < 9 || at + offline > chance.now || !known.insert((by, at)) {
                continue;
            }
            let note = chance.percent(8).then(|| chance.word(ON_PATROL).to_owned());
            town.patrol_visits.push(patrol_visit::Model {
                id: chance.id(at + offline),
                route_id: route,
                checkpoint_id: point,
                by_id: by,
                at,
                day,
                received_at: at + offline,
                note,
                masked_note: None,
            });
        }
    }
}
