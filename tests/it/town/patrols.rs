//! Patrol routes with their checkpoints, what these are owed, and the visits.

use chrono::TimeDelta;
use entity::{area, checkpoint, checkpoint_term, patrol_route, patrol_visit};
use uuid::Uuid;

use super::{Kind, Town, hours, id};

/// Routes with all that hangs on them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patrols {
    pub(crate) routes: Vec<patrol_route::Model>,
    pub(crate) checkpoints: Vec<checkpoint::Model>,
    pub(crate) terms: Vec<checkpoint_term::Model>,
    pub(crate) visits: Vec<patrol_visit::Model>,
}

/// A route in an area.
pub(crate) fn route_in(area: &area::Model, id: Uuid, name: String) -> patrol_route::Model {
    patrol_route::Model {
        id,
        name,
        area_id: area.id,
        province_id: area.province_id,
        city_id: area.city_id,
        district_id: area.district_id,
        town_id: area.town_id,
        community_id: area.community_id,
        group_id: area.group_id,
        team_id: None,
        visits_per_day: 1,
        created_by_id: None,
        version: 1,
        created_at: hours(0),
        updated_at: hours(0),
    }
}

impl Patrols {
    /// A route of two points, of which this colleague has visited the first one; ids by the number of
    /// the point or visit.
    pub(crate) fn of(route: patrol_route::Model, by: Uuid, id: impl Fn(u128) -> Uuid) -> Self {
        let point = |n: u128| checkpoint::Model {
            id: id(n),
            route_id: route.id,
            position: n as i32,
            code: format!("D{n}"),
            name: if n == 0 { "桥头" } else { "码头" }.to_owned(),
            address: Some("江滨路1号".to_owned()),
            latitude: Some(26.125),
            longitude: Some(119.5),
            on_route_id: Some(route.id),
        };
        let term = |n: u128| checkpoint_term::Model {
            checkpoint_id: id(n),
            from_day: hours(0).date_naive(),
            until_day: None,
            visits_per_day: route.visits_per_day,
        };
        // The last of them arrived a day late.
        let visit = |n: u128| patrol_visit::Model {
            id: id(n),
            route_id: route.id,
            checkpoint_id: id(0),
            by_id: by,
            at: hours(600 + n as i64),
            day: hours(608 + n as i64).date_naive(),
            received_at: hours(600 + n as i64) + TimeDelta::days(n as i64),
            note: Some("一切正常".to_owned()),
            masked_note: None,
        };
        Self {
            checkpoints: [0, 1].map(point).to_vec(),
            terms: [0, 1].map(term).to_vec(),
            visits: [0, 1].map(visit).to_vec(),
            routes: vec![route],
        }
    }

    pub(crate) fn extend(&mut self, more: Self) {
        self.routes.extend(more.routes);
        self.checkpoints.extend(more.checkpoints);
        self.terms.extend(more.terms);
        self.visits.extend(more.visits);
    }
}

/// The code of a route's area and the place of its team.
const ROUTES: [(&str, Option<usize>); 3] =
    [("350199001001", Some(1)), ("350199001002-1", None), ("350199002001", Some(3))];

impl Town {
    pub(super) fn add_routes(&mut self) {
        for (n, (code, team)) in ROUTES.into_iter().enumerate() {
            let area =
                self.areas.iter().find(|area| area.code == code).expect("a code of the tree");
            let base = route_in(area, id(Kind::Route, n), format!("{}夜巡", area.name));
            let team_id = team.map(|team| self.teams[team].id);
            let route = patrol_route::Model { team_id, ..base };
            let part = |part| id(Kind::Route, 16 * (n + 1) + part as usize);
            self.patrols.extend(Patrols::of(route, self.users[n].id, part));
        }
    }
}
