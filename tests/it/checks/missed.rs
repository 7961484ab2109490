//! A check that nobody began is missed when its day is over: noted once, whoever sweeps.

use std::time::{Duration, Instant};

use chrono::{Datelike, Days, TimeDelta};
use entity::{audit_entry, check};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::town::Town;
use crate::binary::Serving;
use crate::support::{Backend, Dice, Installed, both, name};

/// More than one transaction notes.
const MANY: u64 = 450;

/// How often a server is killed that sweeps.
const ROUNDS: usize = 6;

impl Town {
    /// As many checks as one has copies, all planned for yesterday.
    async fn all_of_yesterday(&self) {
        let database = self.desk.server.database.connection();
        let row = check::Entity::find().one(database).await.unwrap().unwrap();
        for n in 1..MANY {
            let copy =
                check::Model { id: uuid::Uuid::now_v7(), number: format!("M-{n}"), ..row.clone() };
            let copy: check::ActiveModel = copy.into();
            let copy = check::Entity::insert(sea_orm::ActiveModelTrait::reset_all(copy));
            copy.exec_without_returning(database).await.unwrap();
        }
        let past = Expr::value(self.day(0) - Days::new(1));
        let all = check::Entity::update_many().col_expr(check::Column::PlannedFor, past);
        all.exec(database).await.unwrap();
    }

    /// How many entries of the audit trail nobody but the program made by this action.
    async fn entries(&self, action: &str) -> u64 {
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.eq(action))
            .filter(audit_entry::Column::ActorId.is_null());
        entries.count(self.desk.server.database.connection()).await.unwrap()
    }

    /// How many checks stand so.
    async fn standing(&self, status: &str) -> u64 {
        let checks = check::Entity::find().filter(check::Column::Status.eq(status));
        checks.count(self.desk.server.database.connection()).await.unwrap()
    }
}

both! {
    async fn what_was_planned_and_not_begun_is_missed_once_its_day_is_over(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let missed = town.planned("community", &shop, json!({"plannedFor": town.day(0)})).await;
        let begun = town.begun("community", &shop).await;
        let later = town.planned("community", &shop, json!({"plannedFor": town.day(2)})).await;
        let store = &town.desk.server.store;
        let now = town.desk.server.clock.now();
        assert_eq!(
            store.note_missed_checks(town.day(0), now).await.unwrap(),
            0,
            "the day is not over"
        );
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
        let signed = town
            .acts("community", "signCheck", &missed, json!({"answers": answers, "hazards": []}))
            .await;
        assert_eq!(signed["status"], "SIGNED");
    }
}

both! {
    async fn several_instances_miss_each_check_once(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let first = town.planned("community", &shop, json!({})).await;
        town.all_of_yesterday().await;
        let stores =
            [town.desk.server.database.store().await, town.desk.server.database.store().await];
        let now = town.desk.server.clock.now() + TimeDelta::seconds(1);
        let sweeps =
            stores.iter().cycle().take(6).map(|store| store.note_missed_checks(town.day(0), now));
        let noted: u64 =
            futures_util::future::join_all(sweeps).await.into_iter().map(Result::unwrap).sum();
        // One that found another at it left what was left to the next sweep.
        let rest = stores[0].note_missed_checks(town.day(0), now).await.unwrap();
        assert_eq!(noted + rest, MANY);
        assert_eq!(town.entries("become_missed").await, MANY);
        assert_eq!(town.standing("MISSED").await, MANY);
        assert_eq!(town.shown("community", &first).await["version"], 2);
    }
}

both! {
    /// Two servers at once, killed whenever, each time begun again.
    async fn servers_that_are_killed_miss_and_plan_each_check_once(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        town.planned("community", &shop, json!({})).await;
        town.all_of_yesterday().await;
        let installed = Installed::around(&town.desk.server.database);
        let (places, schedule) = (installed.file("places.csv"), installed.file("checks.toml"));
        let lines: String = (2..=MANY).map(|n| format!("S-{n},Shop {n},SHOP,3511\n")).collect();
        std::fs::write(&places, format!("code,name,kind,area_code\n{lines}")).unwrap();
        installed.done(&["import", "places", name(&places)]);
        let text = format!(
            "[[holidays]]\ndate = {}\nname = \"节\"\n[[plans]]\nname = \"节前\"\nchecklist = \"FIRE\"\n\
             area = \"351\"\ndays_before_holidays = 2\n",
            town.day(9),
        );
        std::fs::write(&schedule, text).unwrap();
        let serve = || {
            let mut command = installed.command(&["serve", "--listen", "127.0.0.1:0"]);
            command.args(["--metrics-listen", "off", "--check-schedule", name(&schedule)]);
            Serving::start(command.args(["--log-format", "json"]), true, "address")
        };
        let mut dice = Dice::new(u64::from(std::process::id()));
        for _ in 0..ROUNDS {
            let mut servers = [serve(), serve()];
            tokio::time::sleep(Duration::from_millis(dice.between(0, 300) as u64)).await;
            for server in &mut servers {
                server.child.kill().unwrap();
                server.child.wait().unwrap();
            }
        }
        let servers = [serve(), serve()];
        let begun = Instant::now();
        while town.standing("MISSED").await < MANY || town.standing("PLANNED").await < MANY {
            assert!(begun.elapsed() < Duration::from_secs(40), "nobody sweeps");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for server in servers {
            server.stop();
        }
        assert_eq!(
            (town.standing("MISSED").await, town.entries("become_missed").await),
            (MANY, MANY)
        );
        assert_eq!((town.standing("PLANNED").await, town.entries("plan").await), (MANY, MANY));
        let checks = check::Entity::find().filter(check::Column::Plan.is_not_null());
        let checks = checks.all(town.desk.server.database.connection()).await.unwrap();
        let mut numbers: Vec<String> = checks.into_iter().map(|check| check.number).collect();
        numbers.sort();
        let year = town.day(0).year();
        let expected: Vec<String> = (2..=MANY + 1).map(|n| format!("351-{year}-C{n:04}")).collect();
        assert_eq!(numbers, expected, "without a gap, behind the one that was planned by hand");
    }
}
