//! That a case became overdue is noted once, whoever sweeps, is killed, or sets a clock wrong.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use chrono::TimeDelta;
use entity::{audit_entry, case, case_event, outbox};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::super::Desk;
use super::{at, days_ago, end_of, moment};
use crate::support::{Backend, Dice, both, import};

const LATE: usize = 450;

/// How often each case was noted, by its title.
pub(in crate::life) async fn noted(desk: &Desk) -> BTreeMap<String, usize> {
    let database = desk.server.database.connection();
    let cases = case::Entity::find().filter(case::Column::Title.starts_with("Late"));
    let cases = cases.all(database).await.unwrap();
    let events = case_event::Entity::find().filter(case_event::Column::Kind.eq("BECAME_OVERDUE"));
    let events = events.all(database).await.unwrap();
    let mut noted: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases {
        let of_it = events.iter().filter(|event| event.case_id == case.id);
        assert!(
            of_it.clone().all(|event| Some(event.at) == case.due_at && event.actor_id.is_none())
        );
        noted.insert(case.title, of_it.count());
    }
    noted
}

/// That each event of these was told and noted once.
async fn is_told(desk: &Desk) {
    let database = desk.server.database.connection();
    let late = case_event::Column::Kind.eq("BECAME_OVERDUE");
    let events = case_event::Entity::find().filter(late).all(database).await.unwrap();
    let entries = audit_entry::Column::Action.eq("become_overdue");
    let entries = audit_entry::Entity::find().filter(entries).count(database).await.unwrap();
    assert_eq!(entries, events.len() as u64);
    for event in events {
        let told = outbox::Entity::find().filter(outbox::Column::EventId.eq(event.id));
        assert_eq!(told.count(database).await.unwrap(), 1);
    }
}

/// So many cases that are late.
pub(in crate::life) async fn many_late(desk: &Desk, many: usize) {
    let mut file = "number,title,area_code,received_at,severity\n".to_owned();
    for n in 0..many {
        writeln!(file, "L-{n},Late {n},3511,2026-02-01T08:00:00Z,SIMPLE").unwrap();
    }
    import::cases(&desk.server.store, &file, &desk.server.keys).await;
}

both! {
    async fn two_instances_that_sweep_at_once_note_each_case_once(backend: Backend) {
        let desk = Desk::open(backend).await;
        many_late(&desk, LATE).await;
        let other = desk.server.database.store().await;
        let now = desk.server.clock.now();
        let sweep = async |store: &wardbook::store::Store| {
            let mut noted = 0;
            for _ in 0..6 {
                noted += store.note_overdue_cases(now).await.unwrap();
            }
            noted
        };
        let (one, two) = tokio::join!(sweep(&desk.server.store), sweep(&other));
        assert!(one + two >= LATE as u64);
        let noted = noted(&desk).await;
        assert_eq!(noted.len(), LATE);
        assert!(noted.values().all(|times| *times == 1), "{noted:?}");
        is_told(&desk).await;
        assert_eq!(other.note_overdue_cases(now).await.unwrap(), 0);
    }
}

both! {
    async fn a_sweep_that_is_cut_off_is_taken_up_where_it_was(backend: Backend) {
        let desk = Desk::open(backend).await;
        many_late(&desk, LATE).await;
        let now = desk.server.clock.now();
        let mut dice = Dice::new(7);
        let mut cut_off = 0;
        for most in [5, 20, 80, 200, 400] {
            let patience = Duration::from_millis(dice.between(1, most) as u64);
            let sweep = desk.server.store.note_overdue_cases(now);
            cut_off += usize::from(tokio::time::timeout(patience, sweep).await.is_err());
            let noted = noted(&desk).await;
            assert!(noted.values().all(|times| *times <= 1));
        }
        assert!(cut_off > 0);
        // The one that was cut off may hold its lock until PostgreSQL has seen that it is gone; the
        // sweepers come by again.
        let all_noted = async {
            while !noted(&desk).await.values().all(|times| *times == 1) {
                desk.server.store.note_overdue_cases(now).await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(20), all_noted).await.unwrap();
        is_told(&desk).await;
    }
}

both! {
    /// The clock jumps a year ahead, all is swept, and it jumps back.
    async fn a_clock_that_jumped_ahead_and_back_notes_no_case_twice(backend: Backend) {
        let desk = Desk::open(backend).await;
        let store = &desk.server.store;
        let title = json!({"title": "Late one day"});
        let case = desk.registered("community", "3511", title).await;
        let now = desk.server.clock.now();
        store.note_overdue_cases(now).await.unwrap();
        assert_eq!(noted(&desk).await["Late one day"], 0);
        store.note_overdue_cases(now + TimeDelta::days(365)).await.unwrap();
        assert_eq!(noted(&desk).await["Late one day"], 1);
        // Back in its own time the case is not late, and whatever is done makes it no news again.
        assert_eq!(desk.shown(&case, "overdue").await, false);
        desk.does("community", "addCaseNote", json!({"id": case, "text": "Called"})).await;
        desk.acts("community", "amendCase", &case, json!({"description": "d", "note": "n"})).await;
        for days in [1, 9, 10] {
            store.note_overdue_cases(now + TimeDelta::days(days)).await.unwrap();
        }
        assert_eq!(noted(&desk).await["Late one day"], 1);
        is_told(&desk).await;
    }
}

both! {
    async fn a_case_that_was_late_before_the_sweeper_came_by_is_noted_with_the_change(
        backend: Backend
    ) {
        let desk = Desk::open(backend).await;
        let day = days_ago(2);
        let case = desk.received("SIMPLE", at(day, (9, 0, 0))).await;
        assert_eq!(desk.kinds(&case).await, ["REGISTERED"]);
        desk.does("community", "addCaseNote", json!({"id": case, "text": "Called"})).await;
        assert_eq!(desk.kinds(&case).await, ["REGISTERED", "BECAME_OVERDUE", "NOTED"]);
        assert_eq!(desk.version(&case).await, 1);
        desk.server.store.note_overdue_cases(desk.server.clock.now()).await.unwrap();
        desk.does("community", "addCaseNote", json!({"id": case, "text": "Again"})).await;
        assert_eq!(desk.kinds(&case).await, ["REGISTERED", "BECAME_OVERDUE", "NOTED", "NOTED"]);
        // With more time it is not late, and when that is up it is, again.
        let later = end_of(days_ago(0), 3);
        let more = json!({"dueAt": later, "reason": "Away"});
        let extended = desk.acts("community", "extendCase", &case, more).await;
        assert_eq!(extended["case"]["overdue"], false);
        assert_eq!(desk.clock(&case, "RESOLUTION").await["missed"], true, "what was missed stays so");
        desk.server.store.note_overdue_cases(desk.server.clock.now()).await.unwrap();
        assert_eq!(desk.kinds(&case).await.len(), 5);
        desk.server.clock.advance(TimeDelta::days(5));
        desk.server.store.note_overdue_cases(desk.server.clock.now()).await.unwrap();
        assert_eq!(desk.kinds(&case).await[5..], ["BECAME_OVERDUE"]);
        let query = format!(
            "{{case(by:{{id:\"{case}\"}}){{overdue events(last:50){{nodes{{kind at actor{{id}}}}}}}}}}"
        );
        let told = desk.data("town", &query).await;
        assert_eq!(told["case"]["overdue"], true);
        let events = told["case"]["events"]["nodes"].as_array().unwrap();
        let late: Vec<_> = events.iter().filter(|event| event["kind"] == "BECAME_OVERDUE").collect();
        assert_eq!(late.len(), 2);
        assert_eq!(late[0]["at"], events[0]["at"], "its timeline begins with its registration");
        assert_eq!(moment(&late[1]["at"]), later);
        assert_eq!(late[0]["actor"], json!(null));
        is_told(&desk).await;
    }
}
