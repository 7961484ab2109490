//! Hidden hazards, patrol routes and shifts, with all that hangs on them.

use entity::{file, hazard, patrol_route, shift};
use uuid::Uuid;
use wardbook::policy::Object;

use super::hidden::{Guard, Hidden};
use super::neighbours::id;
use super::records::Makes;
use crate::town::{Duty, Hazards, Patrols, Town, found_at, hours, route_in, shift_in};

impl Makes<'_> {
    /// A photograph that no record has yet; one for each `n`.
    pub(super) fn photograph(&self, n: u128) -> file::Model {
        file::Model {
            id: id(Object::Export, n),
            file_name: "隐没的照片.jpg".to_owned(),
            masked_name: None,
            media_type: "image/jpeg".to_owned(),
            byte_length: 90_002,
            sha256: "8".repeat(64),
            has_thumbnail: true,
            uploaded_by_id: self.town.user("coming"),
            uploaded_at: hours(601),
            case_id: None,
            personal: false,
            attached_at: Some(hours(602)),
            check_id: None,
            before_hazard_id: None,
            after_hazard_id: None,
            visit_id: None,
        }
    }

    /// A hazard with a photograph from before and one from after, found by this colleague.
    pub(super) fn with_hazard(
        &self,
        name: &'static str,
        n: u128,
        place: Uuid,
        found_by: &str,
    ) -> Hidden {
        let place = self.town.places.iter().find(|known| known.id == place).expect("a place");
        let check = self.town.checks.iter().find(|check| check.place_id == place.id);
        let row = hazard::Model {
            check_id: check.map(|check| check.id),
            item_code: Some("Q9".to_owned()),
            case_id: Some(self.town.cases[0].id),
            description: "隐没的隐患".to_owned(),
            major: true,
            status: "RECTIFYING".to_owned(),
            responsible_id: Some(self.town.user("handler")),
            responsible_unit: Some("隐没的单位".to_owned()),
            found_at: hours(600),
            found_by_id: Some(self.town.user(found_by)),
            due_at: hours(700),
            overdue_noted_at: Some(hours(700)),
            raised_to_id: Some(self.area("350199001").id),
            raised_at: Some(hours(750)),
            version: 6,
            updated_at: hours(800),
            ..found_at(place, id(Object::Hazard, n), format!("{}-2026-HZ900{n}", 350_199_001))
        };
        let part = |part: u128| id(Object::Hazard, n << 8 | part);
        let mut hazards = Hazards::of(row, self.town.areas[0].id, part);
        let hazard = hazards.rows[0].id;
        let files = vec![
            file::Model { before_hazard_id: Some(hazard), ..self.photograph(n << 16) },
            file::Model { after_hazard_id: Some(hazard), ..self.photograph(n << 16 | 1) },
        ];
        hazards.events[1].attachment_id = Some(files[0].id);
        let guard = Guard { object: Object::Hazard, id: hazard };
        Hidden { name, guard, rows: Town { hazards, files, ..Town::default() } }
    }

    /// A route with its visits, of which one has a photograph.
    pub(super) fn with_route(&self, name: &'static str, n: u128, code: &str, team: Uuid) -> Hidden {
        let base = route_in(self.area(code), id(Object::Patrol, n), "隐没的路线".to_owned());
        let route = patrol_route::Model {
            team_id: Some(team),
            visits_per_day: 9,
            version: 7,
            created_by_id: Some(self.town.user("community")),
            ..base
        };
        let guard = Guard { object: Object::Patrol, id: route.id };
        let part = |part: u128| id(Object::Patrol, n << 16 | part);
        let patrols = Patrols::of(route, self.town.user("team_member"), part);
        let visit_id = Some(patrols.visits[0].id);
        let files = vec![file::Model { visit_id, ..self.photograph(n << 16 | 2) }];
        Hidden { name, guard, rows: Town { patrols, files, ..Town::default() } }
    }

    /// A shift with its roster, its log and its gaps.
    pub(super) fn with_shift(&self, name: &'static str, n: u128, code: &str, team: Uuid) -> Hidden {
        let user = |name: &str| self.town.user(name);
        let base = shift_in(self.area(code), id(Object::Shift, n), user("several"));
        let shift = shift::Model {
            kind: "STANDBY".to_owned(),
            team_id: Some(team),
            starts_at: hours(500),
            ends_at: hours(508),
            version: 8,
            ..base
        };
        let guard = Guard { object: Object::Shift, id: shift.id };
        let people = (user("team_member"), user("handler"));
        let part = |part: u128| id(Object::Shift, n << 8 | part);
        let duty = Duty::of(shift, people, self.town.cases[0].id, part);
        Hidden { name, guard, rows: Town { duty, ..Town::default() } }
    }
}
