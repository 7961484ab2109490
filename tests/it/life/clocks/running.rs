//! A clock stops, runs on, stays when another one is started, and waits for the follow-up.

use chrono::TimeDelta;
use serde_json::json;

use super::super::Desk;
use super::{at, days_ago, end_of, moment};
use crate::support::{Backend, both};

both! {
    async fn late_work_that_is_rejected_is_not_washed_clean(backend: Backend) {
        let desk = Desk::open(backend).await;
        let day = days_ago(2);
        let case = desk.received("ORDINARY", at(day, (9, 0, 0))).await;
        let due = end_of(day, 7);
        desk.acts("town", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        desk.acts("town", "resolveCase", &case, json!({"note": "Done"})).await;
        let stopped = desk.clock(&case, "RESOLUTION").await;
        assert_eq!(stopped["missed"], false);
        // A month later it still was in time, and nobody is late.
        desk.server.clock.advance(TimeDelta::days(30));
        assert_eq!(desk.clock(&case, "RESOLUTION").await, stopped);
        assert_eq!(desk.shown(&case, "overdue").await, false);
        let now = desk.server.clock.now();
        desk.server.store.note_overdue_cases(now).await.unwrap();
        assert!(!desk.kinds(&case).await.contains(&"BECAME_OVERDUE".to_owned()));

        desk.acts("town", "rejectResolution", &case, json!({"note": "The noise goes on"})).await;
        assert_eq!(moment(&desk.shown(&case, "dueAt").await), due);
        assert_eq!(desk.shown(&case, "overdue").await, true);
        let runs = desk.clock(&case, "RESOLUTION").await;
        assert_eq!(desk.clocks(&case).await.len(), 1);
        assert_eq!((moment(&runs["dueAt"]), &runs["metAt"]), (due, &json!(null)));
        assert_eq!(runs["missed"], true);
        desk.acts("town", "resolveCase", &case, json!({"note": "Done at last"})).await;
        let met = desk.clock(&case, "RESOLUTION").await;
        assert_eq!(met["missed"], true, "what was missed stays missed");
        assert!(moment(&met["metAt"]) > due);
    }
}

both! {
    async fn a_case_that_is_reopened_keeps_its_old_clock_and_has_a_new_one(backend: Backend) {
        let desk = Desk::open(backend).await;
        let day = days_ago(20);
        let case = desk.received("SIMPLE", at(day, (9, 0, 0))).await;
        desk.acts("town", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        desk.acts("town", "resolveCase", &case, json!({"note": "Done late"})).await;
        let late = desk.clock(&case, "RESOLUTION").await;
        assert_eq!((late["missed"].clone(), moment(&late["dueAt"])), (json!(true), end_of(day, 7)));
        let reopened = desk.acts("town", "reopenCase", &case, json!({"note": "Again"})).await;
        let clocks = desk.clocks(&case).await;
        assert_eq!(clocks.len(), 2);
        assert_eq!(clocks[0], late, "the old one tells what it told");
        let today = days_ago(0);
        assert_eq!(moment(&clocks[1]["dueAt"]), end_of(today, 7));
        assert_eq!((&clocks[1]["missed"], &clocks[1]["metAt"]), (&json!(false), &json!(null)));
        assert_eq!(reopened["case"]["dueAt"], clocks[1]["dueAt"]);
        assert_eq!(reopened["case"]["reopenCount"], 1);
        assert_eq!(reopened["case"]["overdue"], false);
        // The new time can be missed, too.
        let then = desk.server.clock.now() + TimeDelta::days(9);
        desk.server.store.note_overdue_cases(then).await.unwrap();
        let kinds = desk.kinds(&case).await;
        let times = kinds.iter().filter(|kind| *kind == "BECAME_OVERDUE").count();
        assert_eq!(times, 2, "{kinds:?}");
    }
}

both! {
    async fn the_reporter_is_asked_within_seven_days_after_the_reply(backend: Backend) {
        let desk = Desk::open(backend).await;
        for (days, missed) in [(6, false), (9, true)] {
            let case = desk.received("ORDINARY", at(days_ago(1), (9, 0, 0))).await;
            desk.acts("town", "triageCase", &case, json!({
                "severity": "ORDINARY", "categoryId": desk.category().await,
            })).await;
            desk.acts("town", "resolveCase", &case, json!({"note": "Done"})).await;
            let told = json!({"channel": "PHONE", "text": "It is done"});
            desk.acts("town", "replyToReporter", &case, told).await;
            let clock = desk.clock(&case, "FOLLOW_UP").await;
            let replied = moment(&clock["startedAt"]).with_timezone(&chrono_tz::Asia::Shanghai);
            assert_eq!(moment(&clock["dueAt"]), end_of(replied.date_naive(), 7));
            assert_eq!((&clock["metAt"], &clock["missed"]), (&json!(null), &json!(false)));
            desk.server.clock.advance(TimeDelta::days(days));
            desk.acts("town", "recordFollowUp", &case, json!({"note": "Content"})).await;
            let met = desk.clock(&case, "FOLLOW_UP").await;
            assert_eq!(met["missed"], missed);
            let waited = moment(&met["metAt"]) - moment(&met["startedAt"]);
            assert_eq!(waited.num_days(), days);
        }
    }
}
