//! A check that nobody began is missed when its day is over: noted once, whoever sweeps.

use chrono::{Days, TimeDelta};
use entity::{audit_entry, check};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::town::Town;
use crate::support::{Backend, both};

/// More than one transaction notes.
const MANY: u64 = 450;

both! {
    async fn what_was_planned_and_not_begun_is_missed_once_its_day_is_over(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let missed = town.planned("community", &shop, json!({"plannedFor": town.day(0)})).await;
        let begun = town.begun("community", &shop).await;
        let later = town.planned("community", &shop, json!({"plannedFor": town.day(2)})).await;
        let store = &town.desk.server.store;
        let now = town.desk.server.clock.now();
        assert_eq!(store.note_missed_checks(town.day(0), now).await.unwrap(), 0, "the day is not over");
        assert_eq!(store.note_missed_checks(town.day(2), now).await.unwrap(), 1);
        assert_eq!(store.note_missed_checks(town.day(2), now).await.unwrap(), 0, "once");
        let shown = town.shown("community", &missed).await;
        assert_eq!((&shown["status"], &shown["version"]), (&json!("MISSED"), &json!(2)));
        assert_eq!(shown["allowedActions"], json!(["START"]));
        assert_eq!(town.shown("community", &begun).await["status"], "IN_PROGRESS");
        assert_eq!(town.shown("community", &later).await["status"], "PLANNED");
        // What was missed is made late, and cannot be cancelled away.
        let input = town.with_version(&missed, json!({"note": "Forget it"})).await;
        assert_eq!(town.refused("community", "cancelCheck", input).await["code"], "WRONG_STATE");
        town.acts("community", "startCheck", &missed, json!({})).await;
        let answers = town.answers(&missed, &[]).await;
        let signed = town.acts("community", "signCheck", &missed, json!({"answers": answers, "hazards": []})).await;
        assert_eq!(signed["status"], "SIGNED");
    }
}

both! {
    async fn several_instances_miss_each_check_once(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let first = town.planned("community", &shop, json!({})).await;
        let database = town.desk.server.database.connection();
        let row = check::Entity::find().one(database).await.unwrap().unwrap();
        for n in 1..MANY {
            let copy = check::Model { id: uuid::Uuid::now_v7(), number: format!("M-{n}"), ..row.clone() };
            let copy: check::ActiveModel = copy.into();
            check::Entity::insert(sea_orm::ActiveModelTrait::reset_all(copy))
                .exec_without_returning(database).await.unwrap();
        }
        let past = town.day(0) - Days::new(1);
        check::Entity::update_many().col_expr(check::Column::PlannedFor, Expr::value(past))
            .exec(database).await.unwrap();
        let stores = [town.desk.server.database.store().await, town.desk.server.database.store().await];
        let now = town.desk.server.clock.now() + TimeDelta::seconds(1);
        let sweeps = stores.iter().cycle().take(6).map(|store| store.note_missed_checks(town.day(0), now));
        let noted: u64 = futures_util::future::join_all(sweeps).await.into_iter().map(Result::unwrap).sum();
        // One that found another at it left what was left to the next sweep.
        let rest = stores[0].note_missed_checks(town.day(0), now).await.unwrap();
        assert_eq!(noted + rest, MANY);
        let entries = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("become_missed"));
        assert_eq!(entries.count(database).await.unwrap(), MANY);
        let open = check::Entity::find().filter(check::Column::Status.ne("MISSED"));
        assert_eq!(open.count(database).await.unwrap(), 0);
        assert_eq!(town.shown("community", &first).await["version"], 2);
    }
}
