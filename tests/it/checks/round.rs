//! A month's end: the checks of a whole town, planned by the schedule, made, missed and made late,
//! cancelled, and looked at again.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{Datelike, Days, Months, NaiveDate};
use entity::{audit_entry, check};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, TransactionTrait,
};
use serde_json::{Value, json};
use wardbook::import::{Problems, schedule};

use super::town::Town;
use crate::support::{Backend, Installed, both, import, name};

const SCHEDULE: &str = r#"
[[plans]]
name = "每月消防检查"
checklist = "FIRE"
area = "351"
kinds = ["SHOP", "SCHOOL"]
team_kind = "PATROL"
month_end = true
"#;

impl Town {
    /// What the schedule plans today; how many checks.
    async fn plans(&self, text: &str, today: NaiveDate) -> u64 {
        let store = &self.desk.server.store;
        let mut problems = Problems::default();
        let schedule = schedule::parse(text, &mut problems).unwrap();
        let rounds = store.rounds(&schedule, today, &mut problems).await.unwrap();
        assert!(problems.is_empty(), "{problems}");
        let missing = store.unplanned(&rounds).await.unwrap();
        let planned =
            store.plan_rounds(&rounds, today, self.desk.server.clock.now()).await.unwrap();
        assert_eq!(planned, missing);
        planned
    }

    /// The statuses of all checks that somebody sees, counted.
    async fn statuses(&self, user: &str) -> BTreeMap<String, usize> {
        let checks = self.desk.data(user, "{checks(first:100){nodes{status}}}").await;
        let mut counted = BTreeMap::new();
        for check in checks["checks"]["nodes"].as_array().unwrap() {
            *counted.entry(check["status"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        counted
    }
}

/// The last day of the month of this one.
fn month_end(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap() + Months::new(1) - Days::new(1)
}

both! {
    async fn a_month_end_round_of_checks_of_a_whole_town(backend: Backend) {
        let town = Town::open(backend).await;
        for (code, kind, area) in [
            ("S-1", "SCHOOL", "3511"),
            ("S-2", "SHOP", "3511"),
            ("S-3", "SHOP", "35111"),
            ("S-4", "SHOP", "3512"),
            ("S-5", "SHOP", "351"),
            // Another kind, and another town.
            ("R-1", "ROAD", "3511"),
            ("S-6", "SHOP", "3521"),
        ] {
            town.place(code, kind, area).await;
        }
        // Planned ahead, once, however often it is looked.
        let end = month_end(town.day(0));
        let first = end.with_day(1).unwrap();
        assert_eq!(town.plans(SCHEDULE, first).await, 5);
        assert_eq!(town.plans(SCHEDULE, first + Days::new(1)).await, 0);
        let nodes = town
            .desk
            .data(
                "town",
                "{checks(first:100){nodes{id number kind plannedFor place{code} \
             team{name} inspector{id}}}}",
            )
            .await;
        let nodes = nodes["checks"]["nodes"].as_array().unwrap().clone();
        assert_eq!(nodes.len(), 5);
        let of =
            |code: &str| nodes.iter().find(|node| node["place"]["code"] == code).unwrap().clone();
        let id = |code: &str| of(code)["id"].as_str().unwrap().to_owned();
        for node in &nodes {
            assert_eq!((&node["kind"], &node["plannedFor"]), (&json!("MONTHLY"), &json!(end)));
        }
        assert_eq!(of("S-3")["team"]["name"], "Bridge patrol", "the nearest above the grid");
        assert_eq!(of("S-4")["team"], Value::Null, "none is above the mill");
        assert_eq!(town.statuses("far").await, BTreeMap::new());
        // A place that is entered later is still planned.
        town.place("S-7", "SHOP", "3512").await;
        assert_eq!(town.plans(SCHEDULE, first + Days::new(2)).await, 1);

        // The school: begun, drafted from the field, signed with a hazard.
        let school = id("S-1");
        town.acts("walker", "startCheck", &school, json!({})).await;
        let draft = json!({"answers": [{"code": "F01", "passed": false, "note": "Locked"}]});
        town.acts("walker", "saveCheckAnswers", &school, draft).await;
        let rest: Vec<Value> = town
            .questions(&school)
            .await
            .iter()
            .filter(|code| *code != "F01")
            .map(|code| json!({"code": code, "passed": true}))
            .collect();
        let found = json!([town.found(Some("F01"))]);
        let signed = town
            .acts("walker", "signCheck", &school, json!({"answers": rest, "hazards": found}))
            .await;
        assert_eq!(signed["outcome"], "HAZARDS_FOUND");
        // A shop is sound, another is closed down.
        for code in ["S-2", "S-5"] {
            town.acts("town", "startCheck", &id(code), json!({})).await;
            let answers = town.answers(&id(code), &[]).await;
            town.acts("town", "signCheck", &id(code), json!({"answers": answers, "hazards": []}))
                .await;
        }
        town.acts("community", "cancelCheck", &id("S-3"), json!({"note": "Closed down"})).await;
        assert_eq!(
            town.plans(SCHEDULE, end).await,
            plans_of_next_month(end),
            "what was cancelled stays so"
        );

        // Nobody came to the mill by the end of the month; one is made late.
        let store = &town.desk.server.store;
        let now = town.desk.server.clock.now();
        assert_eq!(store.note_missed_checks(end + Days::new(1), now).await.unwrap(), 2);
        let missed = town.acts("mill", "startCheck", &id("S-4"), json!({})).await;
        assert_eq!(missed["status"], "IN_PROGRESS");
        let answers = town.answers(&id("S-4"), &[]).await;
        town.acts("mill", "signCheck", &id("S-4"), json!({"answers": answers, "hazards": []}))
            .await;

        // The school is looked at again.
        let place =
            town.desk.data("town", "{places(filter:{name:{eq:\"Place S-1\"}}){nodes{id}}}").await;
        let place = place["places"]["nodes"][0]["id"].as_str().unwrap().to_owned();
        let again = town
            .planned("community", &place, json!({"kind": "RECHECK", "rechecksId": school}))
            .await;
        town.acts("community", "startCheck", &again, json!({})).await;
        let answers = town.answers(&again, &[]).await;
        town.acts("community", "signCheck", &again, json!({"answers": answers, "hazards": []}))
            .await;

        let mut counted = town.statuses("town").await;
        counted.remove("PLANNED");
        let expected = [("CANCELLED", 1), ("MISSED", 1), ("SIGNED", 5)];
        assert_eq!(counted, expected.map(|(status, count)| (status.to_owned(), count)).into());
        // What was not checked since when, the longest first: the mill's other shop never was.
        let open = town
            .desk
            .data("town", "{places(filter:{lastCheckedOn:{isNull:true}}){nodes{code}}}")
            .await;
        assert_eq!(
            open["places"]["nodes"],
            json!([{"code": "R-1"}, {"code": "S-3"}, {"code": "S-7"}])
        );
    }
}

/// How many checks the last day of a month plans for the next one's: of six places, where that lies
/// within 35 days.
fn plans_of_next_month(end: NaiveDate) -> u64 {
    if (month_end(end + Days::new(1)) - end).num_days() <= 35 { 6 } else { 0 }
}

both! {
    async fn a_town_of_more_places_than_one_transaction_plans_is_planned_whole(backend: Backend) {
        let town = Town::open(backend).await;
        let store = &town.desk.server.store;
        let rows = (0..205).map(|n| format!("S-{n},Shop {n},SHOP,3511\n"));
        let rows: String = rows.collect();
        import::places(store, &format!("code,name,kind,area_code\n{rows}")).await;
        let mut problems = Problems::default();
        let schedule = schedule::parse(SCHEDULE, &mut problems).unwrap();
        let first = town.day(0).with_day(1).unwrap();
        let rounds = store.rounds(&schedule, first, &mut problems).await.unwrap();
        // Whoever only asks how many there are waits for nobody.
        let changing = town.desk.server.database.connection().begin().await.unwrap();
        changing.execute_unprepared("update places set version = version + 1").await.unwrap();
        let count = tokio::time::timeout(Duration::from_secs(10), store.unplanned(&rounds));
        assert_eq!(count.await.expect("it waits for nobody").unwrap(), 205);
        changing.rollback().await.unwrap();
        let now = town.desk.server.clock.now();
        assert_eq!(store.plan_rounds(&rounds, first, now).await.unwrap(), 205);
        assert_eq!(store.unplanned(&rounds).await.unwrap(), 0);
    }
}

both! {
    async fn several_instances_plan_each_check_once(backend: Backend) {
        let town = Town::open(backend).await;
        for n in 0..30 {
            town.place(&format!("S-{n}"), "SHOP", "3511").await;
        }
        let mut problems = Problems::default();
        let schedule = schedule::parse(SCHEDULE, &mut problems).unwrap();
        let first = town.day(0).with_day(1).unwrap();
        let stores =
            [town.desk.server.database.store().await, town.desk.server.database.store().await];
        let rounds = stores[0].rounds(&schedule, first, &mut problems).await.unwrap();
        let now = town.desk.server.clock.now();
        let all = stores.iter().cycle().take(6).map(|store| store.plan_rounds(&rounds, first, now));
        let planned: u64 =
            futures_util::future::join_all(all).await.into_iter().map(Result::unwrap).sum();
        let rest = stores[1].plan_rounds(&rounds, first, now).await.unwrap();
        assert_eq!(planned + rest, 30);
        let database = town.desk.server.database.connection();
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.eq("plan"))
            .filter(audit_entry::Column::ActorId.is_null());
        assert_eq!(entries.count(database).await.unwrap(), 30);
        let mut numbers: Vec<String> = check::Entity::find()
            .all(database)
            .await
            .unwrap()
            .into_iter()
            .map(|check| check.number)
            .collect();
        numbers.sort();
        let year = first.year();
        let expected: Vec<String> = (1..=30).map(|n| format!("351-{year}-C{n:04}")).collect();
        assert_eq!(numbers, expected, "without a gap");
    }
}

both! {
    async fn an_administrator_tries_a_schedule_and_is_told_what_is_wrong(backend: Backend) {
        let town = Town::open(backend).await;
        town.place("S-1", "SHOP", "3511").await;
        let installed = Installed::around(&town.desk.server.database);
        let file = installed.file("checks.toml");
        let holiday = town.day(10);
        let text = format!(
            "[[holidays]]\ndate = {holiday}\nname = \"节\"\n\n[[plans]]\nname = \"节前\"\n\
             checklist = \"FIRE\"\narea = \"3511\"\ninspector = \"community\"\ndays_before_holidays = 3\n"
        );
        let wrong =
            text.replace("351", "99").replace("FIRE", "SNOW").replace("community", "nobody");
        std::fs::write(&file, wrong).unwrap();
        let told = installed.failed(&["schedule", "checks", name(&file)]);
        for part in [
            "3 problems",
            "line 5: there is no area `991`",
            "line 5: there is no checklist `SNOW`",
            "line 5: there is no active user `nobody`",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
        // A server does not start half-configured.
        let told = installed.failed(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--metrics-listen",
            "off",
            "--check-schedule",
            name(&file),
        ]);
        assert!(told.contains("there is no area `991`"), "{told}");
        // Nobody is given checks that they could not open.
        let beyond = text.replace("3511", "351");
        let refused = "line 5: `community` may not read checks in all of the area `351`";
        std::fs::write(&file, beyond).unwrap();
        let told = installed.failed(&["schedule", "checks", name(&file)]);
        assert!(told.contains(refused), "{told}");
        std::fs::write(&file, &text).unwrap();
        let database = town.desk.server.database.connection();
        let active = |is: bool| format!("update users set active = {is} where username = 'community'");
        database.execute_unprepared(&active(false)).await.unwrap();
        let told = installed.failed(&["schedule", "checks", name(&file)]);
        assert!(told.contains("line 5: there is no active user `community`"), "{told}");
        database.execute_unprepared(&active(true)).await.unwrap();
        let tried = installed.done(&["schedule", "checks", name(&file), "--dry-run"]);
        assert!(
            tried.contains("checks: 1 to be planned (dry run: nothing was written)"),
            "{tried}"
        );
        assert!(installed.done(&["schedule", "checks", name(&file)]).contains("checks: 1 planned"));
        assert!(installed.done(&["schedule", "checks", name(&file)]).contains("checks: 0 planned"));
        let checks = town
            .desk
            .data("community", "{checks{nodes{kind plannedFor inspector{displayName}}}}")
            .await;
        assert_eq!(
            checks["checks"]["nodes"],
            json!([
                {"kind": "PRE_HOLIDAY", "plannedFor": holiday - Days::new(3), "inspector": {"displayName": "Cora"}},
            ])
        );
    }
}
