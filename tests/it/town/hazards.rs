//! Hazards and what happened to them.

use chrono::{TimeDelta, Utc};
use entity::{hazard, hazard_event, place};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel,
    Set, Statement, TransactionTrait,
};
use uuid::Uuid;
use wardbook::read::sql::Dialect;
use wardbook::read::subject::Subject;

use super::{Kind, Town, hours, id};
use crate::support::Dice;

/// Hazards with their timelines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hazards {
    pub(crate) rows: Vec<hazard::Model>,
    pub(crate) events: Vec<hazard_event::Model>,
}

/// A hazard as it was found at a place, with nothing done yet.
pub(crate) fn found_at(place: &place::Model, id: Uuid, number: String) -> hazard::Model {
    hazard::Model {
        id,
        number,
        check_id: None,
        item_code: None,
        case_id: None,
        area_id: place.area_id,
        province_id: place.province_id,
        city_id: place.city_id,
        district_id: place.district_id,
        town_id: place.town_id,
        community_id: place.community_id,
        group_id: place.group_id,
        place_id: place.id,
        description: "疏散通道堆物".to_owned(),
        masked_description: None,
        major: false,
        status: "FOUND".to_owned(),
        responsible_id: None,
        responsible_unit: None,
        masked_responsible_unit: None,
        found_at: hours(0),
        found_by_id: None,
        due_at: hours(72),
        rectified_at: None,
        rectified_by_id: None,
        verified_at: None,
        verified_by_id: None,
        overdue_noted_at: None,
        raised_to_id: None,
        raised_at: None,
        raise_from: None,
        version: 1,
        updated_at: hours(0),
        visit_id: None,
    }
}

impl Hazards {
    /// A hazard that was found, begun, and raised to this area, with ids by the number of the event.
    pub(crate) fn of(row: hazard::Model, raised_to: Uuid, id: impl Fn(u128) -> Uuid) -> Self {
        let event = |(n, kind): (u128, &str)| hazard_event::Model {
            id: id(n),
            hazard_id: row.id,
            kind: kind.to_owned(),
            at: row.found_at + TimeDelta::hours(n as i64),
            actor_id: row.found_by_id,
            from_status: (n > 0).then(|| "FOUND".to_owned()),
            to_status: Some(row.status.clone()),
            note: (n > 0).then(|| "已通知业主".to_owned()),
            masked_note: None,
            due_before: (n > 0).then_some(row.found_at),
            due_after: Some(row.due_at),
            raised_to_id: (kind == "RAISED").then_some(raised_to),
            attachment_id: None,
        };
        let events = (0..).zip(["FOUND", "STARTED", "RAISED"]).map(event).collect();
        Self { rows: vec![row], events }
    }

    pub(crate) fn extend(&mut self, more: Self) {
        self.rows.extend(more.rows);
        self.events.extend(more.events);
    }
}

/// The hazard comes to stand so, with its event and word of it.
pub(crate) async fn hazard_stands(
    connection: &DatabaseConnection,
    row: &hazard::Model,
    kind: &str,
) {
    let dialect = match connection.get_database_backend() {
        DbBackend::Postgres => Dialect::Postgres,
        _ => Dialect::Sqlite,
    };
    let writing = connection.begin().await.unwrap();
    let event = hazard_event::ActiveModel {
        id: Set(Uuid::now_v7()),
        hazard_id: Set(row.id),
        kind: Set(kind.to_owned()),
        at: Set(Utc::now()),
        ..Default::default()
    };
    let event = hazard_event::Entity::insert(event).exec(&writing).await.unwrap().last_insert_id;
    let word = format!(
        "insert into outbox(at, object, record_id, event_id, before) \
         select $1, 'hazard', held.id, $2, {} from hazards held where held.id = $3",
        Subject::Hazard.image(dialect, "held"),
    );
    let values = [Utc::now().into(), event.into(), row.id.into()];
    let word = Statement::from_sql_and_values(writing.get_database_backend(), word, values);
    writing.execute_raw(word).await.unwrap();
    let changed = row.clone().into_active_model().reset_all();
    hazard::Entity::update(changed).exec(&writing).await.unwrap();
    writing.commit().await.unwrap();
}

const STATUSES: [&str; 4] = ["FOUND", "RECTIFYING", "RECTIFIED", "VERIFIED"];

impl Town {
    /// Some share their moments, so that the id decides, and many columns are null.
    pub(super) fn add_hazard(&mut self, n: usize, dice: &mut Dice) {
        let users: Vec<Uuid> = self.users.iter().map(|user| user.id).collect();
        let cases: Vec<Uuid> = self.cases.iter().map(|case| case.id).collect();
        let place = dice.pick(&self.places).clone();
        let of_place = self.checks.iter().filter(|check| check.place_id == place.id);
        let checks: Vec<Uuid> = of_place.map(|check| check.id).collect();
        let status = *dice.pick(&STATUSES);
        let rectified = ["RECTIFIED", "VERIFIED"].contains(&status);
        let at = hours(24 * dice.below(8) as i64);
        let put_right = at + TimeDelta::hours(20);
        let number = format!("350199001-2026-HZ{n:04}");
        let row = hazard::Model {
            check_id: dice.maybe(60, checks.len()).map(|n| checks[n]),
            item_code: dice.percent(60).then(|| "Q3".to_owned()),
            case_id: dice.maybe(30, cases.len()).map(|n| cases[n]),
            major: dice.percent(25),
            status: status.to_owned(),
            responsible_id: dice.maybe(60, users.len()).map(|n| users[n]),
            responsible_unit: dice.percent(40).then(|| "槐荫面馆".to_owned()),
            found_at: at,
            found_by_id: dice.maybe(80, users.len()).map(|n| users[n]),
            due_at: at + TimeDelta::days(1 + dice.below(3) as i64),
            rectified_at: rectified.then_some(put_right),
            rectified_by_id: rectified.then(|| *dice.pick(&users)),
            verified_at: (status == "VERIFIED").then_some(put_right + TimeDelta::hours(5)),
            verified_by_id: (status == "VERIFIED").then(|| *dice.pick(&users)),
            raised_to_id: dice.percent(20).then_some(self.areas[0].id),
            updated_at: put_right,
            ..found_at(&place, id(Kind::Hazard, n), number)
        };
        let events = |step| id(Kind::HazardEvent, n * 16 + step as usize);
        self.hazards.extend(Hazards::of(row, self.areas[0].id, events));
    }
}
