//! Places, categories, cases with their timelines, and checks with their questions.

use chrono::TimeDelta;
use entity::{area, case, case_event, category, check, check_item, file, place, reporter};
use uuid::Uuid;

use super::Parts;
use super::checklists::QUESTIONS;
use super::tree::Levels;
use super::{Kind, Town, hours, id};
use crate::support::Dice;

const PLACES: [(&str, &str, &str, &str); 6] = [
    ("P-1", "槐荫小学", "SCHOOL", "350199001001-1"),
    ("P-2", "槐荫面馆", "RESTAURANT", "350199001001-1"),
    ("P-3", "东街市场", "SHOP", "350199001"),
    ("P-4", "柳岸工地", "CONSTRUCTION_SITE", "350199001002-1"),
    ("P-5", "渡口码头", "WATER", "350199002001"),
    ("P-6", "渡口工厂", "FACTORY", "350199002001-1"),
];

pub(super) fn places(areas: &[area::Model]) -> Vec<place::Model> {
    let row = |(n, (code, name, kind, area)): (usize, (&str, &str, &str, &str))| {
        let area = areas.iter().find(|known| known.code == area).expect("a code of the tree");
        let levels = Levels::from(area);
        place::Model {
            id: id(Kind::Place, n),
            code: code.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            area_id: area.id,
            province_id: None,
            city_id: None,
            district_id: levels.district,
            town_id: levels.town,
            community_id: levels.community,
            group_id: levels.group,
            address: (n % 3 != 2).then(|| format!("{name}门口")),
            latitude: (n % 2 == 0).then_some(26.125),
            longitude: (n % 2 == 0).then_some(119.5),
            version: 1,
            created_at: hours(0),
            updated_at: hours(0),
            last_checked_on: None,
        }
    };
    PLACES.into_iter().enumerate().map(row).collect()
}

/// Code, names, and which one above it.
const CATEGORIES: [(&str, &str, Option<&str>, Option<usize>); 6] = [
    ("dispute", "矛盾纠纷", Some("Disputes"), None),
    ("dispute.neighbours", "邻里纠纷", Some("Between neighbours"), Some(0)),
    ("dispute.wages", "劳资纠纷", None, Some(0)),
    ("safety", "公共安全", Some("Public safety"), None),
    ("safety.fire", "消防隐患", None, Some(3)),
    ("safety.fire.exits", "疏散通道", None, Some(4)),
];

pub(super) fn categories() -> Vec<category::Model> {
    let row = |(n, (code, name, name_en, parent)): (usize, (&str, &str, Option<&str>, _))| {
        category::Model {
            id: id(Kind::Category, n),
            code: code.to_owned(),
            name: name.to_owned(),
            name_en: name_en.map(str::to_owned),
            parent_id: Option::map(parent, |parent| id(Kind::Category, parent)),
            simple_days: 0,
            ordinary_days: 7,
            major_days: 30 - n as i32,
            // Two of them stand at the same place, where the code decides.
            position: (n as i32 / 2) * 10,
            version: 1,
        }
    };
    CATEGORIES.into_iter().enumerate().map(row).collect()
}

const STATUSES: [&str; 10] = [
    "RECEIVED",
    "TRIAGED",
    "ASSIGNED",
    "IN_PROGRESS",
    "RESOLVED",
    "REPLIED",
    "FOLLOWED_UP",
    "ARCHIVED",
    "WITHDRAWN",
    "MERGED",
];
const SOURCES: [&str; 4] = ["WALK_IN", "PHONE", "ONLINE", "PATROL"];
const SEVERITIES: [&str; 3] = ["SIMPLE", "ORDINARY", "MAJOR"];
const TITLES: [&str; 10] = [
    "夜间噪音",
    "路灯不亮",
    "Noise at night",
    "NOISE by the market",
    "楼道堆物",
    "漏水 leak",
    "100% 拖欠工资",
    "a_b 'quoted' \"twice\" \\",
    "停车 Parking",
    "parking 停车",
];

impl Town {
    /// Some rows share their moments, so that the id decides, and many columns are null.
    pub(super) fn add_case(&mut self, n: usize, dice: &mut Dice) {
        let area = dice.pick(&self.areas).clone();
        let levels = Levels::from(&area);
        let users: Vec<Uuid> = self.users.iter().map(|user| user.id).collect();
        let teams: Vec<Uuid> = self.teams.iter().map(|team| team.id).collect();
        let categories: Vec<Uuid> = self.categories.iter().map(|category| category.id).collect();
        let status = *dice.pick(&STATUSES);
        let is_open = STATUSES[..4].contains(&status);
        let received_at = hours(dice.below(40) as i64 * 6);
        let due = if dice.percent(30) { "2099-01-01T00:00:00Z" } else { "2026-01-12T16:00:00Z" };
        let due_at = dice.percent(75).then(|| due.parse().unwrap());
        let due_at =
            due_at.map(|due: chrono::DateTime<_>| due + TimeDelta::days(dice.below(4) as i64));
        let closed_at = (!is_open).then(|| received_at + TimeDelta::days(dice.below(20) as i64));
        let located = dice.percent(60);
        let row = case::Model {
            id: id(Kind::Case, n),
            number: format!("{}-2026-{n:06}", &area.code[..area.code.len().min(9)]),
            title: (*dice.pick(&TITLES)).to_owned(),
            description: if dice.percent(50) { "详见附件".to_owned() } else { String::new() },
            category_id: dice.maybe(80, categories.len()).map(|n| categories[n]),
            source: (*dice.pick(&SOURCES)).to_owned(),
            severity: (*dice.pick(&SEVERITIES)).to_owned(),
            emergency: dice.percent(15),
            confidential: dice.percent(15),
            status: status.to_owned(),
            is_open,
            area_id: area.id,
            province_id: None,
            city_id: None,
            district_id: levels.district,
            town_id: levels.town,
            community_id: levels.community,
            group_id: levels.group,
            desk_id: if dice.percent(80) { area.id } else { self.areas[0].id },
            address: dice.percent(40).then(|| format!("{}{n}号", area.name)),
            latitude: located.then(|| f64::from(dice.below(64) as u32) / 8.0 + 22.0),
            longitude: located.then(|| f64::from(dice.below(2881) as u32) / 8.0 - 180.0),
            received_at,
            due_at,
            closed_at,
            updated_at: received_at + TimeDelta::hours(dice.below(5) as i64),
            received_by_id: dice.maybe(80, users.len()).map(|n| users[n]),
            first_handler_id: dice.maybe(50, users.len()).map(|n| users[n]),
            handler_id: dice.maybe(30, users.len()).map(|n| users[n]),
            overseer_id: dice.maybe(20, users.len()).map(|n| users[n]),
            team_id: dice.maybe(50, teams.len()).map(|n| teams[n]),
            satisfaction: dice.maybe(40, 5).map(|n| n as i32 + 1),
            reopen_count: dice.below(3) as i32,
            version: 1 + dice.below(5) as i32,
            resolution: None,
            masked_title: None,
            masked_description: None,
            masked_resolution: None,
            masked_address: None,
            overdue_noted_at: None,
            merged_into_id: None,
        };
        self.add_timeline(&row, dice);
        self.add_files(&row, n);
        // Every fifth has been through all that can happen.
        if n.is_multiple_of(5) {
            let (team, user) = (teams[n % teams.len()], users[n % users.len()]);
            let parts = Parts::of(&row, team, user, |kind| id(Kind::Part, n * 16 + kind as usize));
            self.parts.extend(parts);
        }
        if dice.percent(33) {
            self.reporters.push(reporter::Model {
                case_id: row.id,
                sealed: vec![n as u8; 40],
                key_id: "test".to_owned(),
                created_at: received_at,
                updated_at: received_at,
                reachable: true,
            });
        }
        self.cases.push(row);
    }

    fn add_timeline(&mut self, case: &case::Model, dice: &mut Dice) {
        const KINDS: [&str; 4] = ["TRIAGED", "ASSIGNED", "NOTED", "EXTENDED"];
        for step in 0..1 + dice.below(5) {
            let kind = if step == 0 { "REGISTERED" } else { *dice.pick(&KINDS) };
            let extended = kind == "EXTENDED";
            self.events.push(case_event::Model {
                id: id(Kind::Event, self.events.len()),
                case_id: case.id,
                kind: kind.to_owned(),
                at: case.received_at + TimeDelta::hours(step as i64 / 2),
                actor_id: dice.percent(80).then(|| dice.pick(&self.users).id),
                from_status: (step > 0).then(|| "RECEIVED".to_owned()),
                to_status: Some(case.status.clone()),
                team_id: (kind == "ASSIGNED").then(|| dice.pick(&self.teams).id),
                desk_id: (kind == "TRIAGED").then_some(case.desk_id),
                due_before: extended.then_some(case.received_at),
                due_after: case.due_at.filter(|_| extended),
                note: (kind == "NOTED").then(|| format!("第{step}步")),
                handler_id: None,
                handover_id: None,
                supervision_id: None,
                coordination_id: None,
                reply_id: None,
                follow_up_id: None,
                attachment_id: None,
                amended_from: None,
                masked_amended_from: None,
                masked_note: None,
            });
        }
    }

    /// Every fourth case has a photograph, every eighth a letter with names in it, and the first
    /// event of each shows what was sent last.
    fn add_files(&mut self, case: &case::Model, n: usize) {
        for (every, personal) in [(4, false), (8, true)] {
            if !n.is_multiple_of(every) {
                continue;
            }
            let file = file::Model {
                id: id(Kind::File, self.files.len()),
                file_name: if personal { "来信.pdf" } else { "现场.jpg" }.to_owned(),
                masked_name: None,
                media_type: if personal { "application/pdf" } else { "image/jpeg" }.to_owned(),
                byte_length: 20_000 + n as i64,
                sha256: format!("{n:064x}"),
                has_thumbnail: !personal,
                uploaded_by_id: self.users[n % self.users.len()].id,
                uploaded_at: case.received_at + TimeDelta::minutes(n as i64),
                case_id: Some(case.id),
                personal,
                attached_at: Some(case.received_at + TimeDelta::hours(1)),
                check_id: None,
                before_hazard_id: None,
                after_hazard_id: None,
                visit_id: None,
            };
            let first = self.events.iter_mut().find(|event| event.case_id == case.id);
            if let Some(event) = first {
                event.attachment_id = Some(file.id);
            }
            self.files.push(file);
        }
    }

    pub(super) fn add_check(&mut self, n: usize, dice: &mut Dice) {
        let users: Vec<Uuid> = self.users.iter().map(|user| user.id).collect();
        let teams: Vec<Uuid> = self.teams.iter().map(|team| team.id).collect();
        let place = dice.pick(&self.places).clone();
        let status = *dice.pick(&["PLANNED", "IN_PROGRESS", "SIGNED", "CANCELLED", "MISSED"]);
        let signed = status == "SIGNED";
        let planned_for = hours(24 * dice.below(10) as i64);
        let row = check::Model {
            id: id(Kind::Check, n),
            number: format!("JC-2026-{n:04}"),
            kind: (*dice.pick(&["MONTHLY", "PRE_HOLIDAY", "SPECIAL", "RECHECK"])).to_owned(),
            status: status.to_owned(),
            outcome: signed.then(|| (*dice.pick(&["PASSED", "HAZARDS_FOUND"])).to_owned()),
            area_id: place.area_id,
            province_id: None,
            city_id: None,
            district_id: place.district_id,
            town_id: place.town_id,
            community_id: place.community_id,
            group_id: place.group_id,
            place_id: place.id,
            team_id: dice.maybe(60, teams.len()).map(|n| teams[n]),
            inspector_id: dice.maybe(60, users.len()).map(|n| users[n]),
            signed_by_id: signed.then(|| *dice.pick(&users)),
            created_by_id: dice.maybe(50, users.len()).map(|n| users[n]),
            planned_for: planned_for.date_naive(),
            signed_at: signed.then(|| planned_for + TimeDelta::hours(3)),
            version: 1,
            updated_at: planned_for,
            checklist_id: Some(self.checklists[0].id),
            rechecks_id: None,
            plan: None,
            started_at: None,
            cancel_reason: None,
            masked_cancel_reason: None,
        };
        for (position, (code, question, _)) in (0..).zip(QUESTIONS) {
            self.items.push(check_item::Model {
                check_id: row.id,
                position,
                code: code.to_owned(),
                question: question.to_owned(),
                passed: dice.percent(70).then(|| dice.percent(60)),
                note: dice.percent(20).then(|| "需整改".to_owned()),
                masked_note: None,
            });
        }
        self.checks.push(row);
    }
}
