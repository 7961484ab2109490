//! One hidden record of each kind, with the rows that hang on it. Those of a kind are alike but for
//! what tells them apart, so that a filter aimed at one is aimed at all.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{area, case, case_event, check, check_item, file, reporter};
use uuid::Uuid;
use wardbook::policy::Object;

use super::hidden::{Guard, Hidden};
use super::neighbours::{NEAR_TEAM, id};
use crate::town::{Parts, Town, Trail, hours};

/// The district, and whoever is looked up in it.
pub(super) struct Makes<'a> {
    pub(super) town: &'a Town,
    pub(super) now: DateTime<Utc>,
}

impl Makes<'_> {
    /// An entry of the audit trail, of what somebody in sight did to a record in sight.
    pub(super) fn with_entry(&self, name: &'static str, n: i64, code: Option<&str>) -> Hidden {
        let area = code.map(|code| self.area(code));
        let entry = id(Object::Audit, n as u128);
        let record = self.town.cases[0].id;
        let trail = Trail::of((entry, 9_000 + n), area, (self.town.user("community"), record));
        let guard = Guard { object: Object::Audit, id: entry };
        Hidden { name, guard, rows: Town { trail, ..Town::default() } }
    }

    pub(super) fn area(&self, code: &str) -> &area::Model {
        self.town.areas.iter().find(|area| area.code == code).expect("a code of the tree")
    }

    pub(super) fn case(&self, n: u128, code: &str) -> case::Model {
        let area = self.area(code).clone();
        let user = |name: &str| Some(self.town.user(name));
        case::Model {
            id: id(Object::Case, n),
            number: format!("{}-2026-90000{n}", &code[..9]),
            title: "Hidden 隐没的事项".to_owned(),
            description: "不应显示".to_owned(),
            category_id: Some(self.town.categories[1].id),
            source: "PATROL".to_owned(),
            severity: "MAJOR".to_owned(),
            emergency: true,
            confidential: false,
            status: "IN_PROGRESS".to_owned(),
            is_open: true,
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            desk_id: area.id,
            address: Some("隐没路1号".to_owned()),
            latitude: Some(26.0625),
            longitude: Some(119.3125),
            received_at: hours(600),
            due_at: Some(hours(700)),
            closed_at: None,
            updated_at: hours(800),
            received_by_id: user("coming"),
            first_handler_id: user("town_center"),
            handler_id: user("handler"),
            overseer_id: None,
            team_id: Some(self.town.teams[NEAR_TEAM].id),
            satisfaction: Some(2),
            reopen_count: 7,
            version: 3,
            resolution: None,
            masked_title: None,
            masked_description: None,
            masked_resolution: None,
            masked_address: None,
            overdue_noted_at: None,
            merged_into_id: None,
        }
    }

    pub(super) fn with_case(&self, name: &'static str, case: case::Model) -> Hidden {
        let n = case.id.as_u128() & 0xff;
        let files = [false, true].map(|personal| self.file(n << 8, case.id, personal));
        let (team, user) = (self.town.teams[NEAR_TEAM].id, self.town.user("town_center"));
        let parts = Parts::of(&case, team, user, |kind| id(Object::Patrol, n << 8 | kind));
        let event = |step: u128| case_event::Model {
            id: id(Object::Reporter, n << 8 | step),
            case_id: case.id,
            kind: ["REGISTERED", "TRIAGED", "ASSIGNED", "EXTENDED"][step as usize].to_owned(),
            at: case.received_at + TimeDelta::hours(step as i64),
            actor_id: Some(self.town.user("town_center")),
            from_status: Some("RECEIVED".to_owned()),
            to_status: Some(case.status.clone()),
            team_id: case.team_id,
            desk_id: Some(case.desk_id),
            due_before: Some(case.received_at),
            due_after: case.due_at,
            note: Some("隐没的记录".to_owned()),
            handler_id: None,
            handover_id: Some(parts.handovers[0].id),
            supervision_id: Some(parts.supervisions[0].id),
            coordination_id: Some(parts.coordinations[0].id),
            reply_id: Some(parts.replies[0].id),
            follow_up_id: Some(parts.follow_ups[0].id),
            attachment_id: files.get(step as usize).map(|file| file.id),
            amended_from: None,
            masked_amended_from: None,
            masked_note: None,
        };
        let reporter = reporter::Model {
            case_id: case.id,
            sealed: vec![1; 40],
            key_id: "test".to_owned(),
            created_at: case.received_at,
            updated_at: case.received_at,
            reachable: true,
        };
        let guard = Guard { object: Object::Case, id: case.id };
        let events = (0..4).map(event).collect();
        let rows = Town {
            events,
            files: files.to_vec(),
            parts,
            reporters: vec![reporter],
            cases: vec![case],
            ..Town::default()
        };
        Hidden { name, guard, rows }
    }

    /// A file of a case; one of each kind for each `n`.
    fn file(&self, n: u128, case: Uuid, personal: bool) -> file::Model {
        file::Model {
            id: id(Object::Export, n | u128::from(personal)),
            file_name: "隐没的来信.pdf".to_owned(),
            masked_name: None,
            media_type: "application/pdf".to_owned(),
            byte_length: 90_001,
            sha256: "9".repeat(64),
            has_thumbnail: false,
            uploaded_by_id: self.town.user("coming"),
            uploaded_at: hours(601),
            case_id: Some(case),
            personal,
            attached_at: Some(hours(602)),
            check_id: None,
            before_hazard_id: None,
            after_hazard_id: None,
            visit_id: None,
        }
    }

    /// A letter of an ordinary case that is in the sight of many who may not read its reporter.
    pub(super) fn with_letter(&self, name: &'static str, code: &str) -> Hidden {
        let area = self.area(code).id;
        let mut cases = self.town.cases.iter();
        let case = cases.find(|case| case.area_id == area && !case.confidential).expect("a case");
        let guard = Guard { object: Object::Reporter, id: case.id };
        let files = vec![self.file(0, case.id, true)];
        Hidden { name, guard, rows: Town { files, ..Town::default() } }
    }

    pub(super) fn with_check(
        &self,
        name: &'static str,
        n: u128,
        place: Uuid,
        team: Uuid,
    ) -> Hidden {
        let place = self.town.places.iter().find(|known| known.id == place).expect("a place");
        let row = check::Model {
            id: id(Object::Check, n),
            number: format!("JC-2026-900{n}"),
            kind: "SPECIAL".to_owned(),
            status: "SIGNED".to_owned(),
            outcome: Some("HAZARDS_FOUND".to_owned()),
            area_id: place.area_id,
            province_id: place.province_id,
            city_id: place.city_id,
            district_id: place.district_id,
            town_id: place.town_id,
            community_id: place.community_id,
            group_id: place.group_id,
            place_id: place.id,
            team_id: Some(team),
            // The neighbours' is made by those who may not see so far.
            inspector_id: Some(self.town.user(if n == 3 { "team_member" } else { "handler" })),
            signed_by_id: Some(self.town.user("community")),
            created_by_id: Some(self.town.user("group_leader")),
            planned_for: hours(600).date_naive(),
            signed_at: Some(hours(610)),
            version: 4,
            updated_at: hours(610),
            checklist_id: Some(self.town.checklists[0].id),
            rechecks_id: None,
            plan: None,
            started_at: Some(hours(609)),
            cancel_reason: None,
            masked_cancel_reason: None,
        };
        let item = check_item::Model {
            check_id: row.id,
            position: 0,
            code: "Q1".to_owned(),
            question: "隐没的问题？".to_owned(),
            passed: Some(false),
            note: Some("不应显示".to_owned()),
            masked_note: None,
        };
        let guard = Guard { object: Object::Check, id: row.id };
        let rows = Town { items: vec![item], checks: vec![row], ..Town::default() };
        Hidden { name, guard, rows }
    }
}
