//! When a case is due, and who may put that off.

use chrono::TimeDelta;
use entity::category;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::json;

use super::super::Desk;
use super::{at, days_ago, end_of, moment};
use crate::support::{Backend, both};

both! {
    async fn a_case_is_due_at_the_midnight_that_ends_its_last_day(backend: Backend) {
        let desk = Desk::open(backend).await;
        let day = days_ago(3);
        for (severity, days) in [("SIMPLE", 0), ("ORDINARY", 7), ("MAJOR", 30)] {
            let evening = desk.received(severity, at(day, (23, 59, 59))).await;
            assert_eq!(moment(&desk.shown(&evening, "dueAt").await), end_of(day, days), "{severity}");
            let night = desk.received(severity, at(day, (0, 0, 0))).await;
            assert_eq!(moment(&desk.shown(&night, "dueAt").await), end_of(day, days), "{severity}");
        }
        let unknown = json!({"receivedAt": at(day, (12, 0, 0))});
        let unknown = desk.registered("community", "3511", unknown).await;
        assert_eq!(moment(&desk.shown(&unknown, "dueAt").await), end_of(day, 7), "ORDINARY");
    }
}

both! {
    /// The time is counted from the receipt, however late it is judged.
    async fn a_judgement_sets_the_clock_anew_from_receipt_by_its_categorys_limits(
        backend: Backend
    ) {
        let desk = Desk::open(backend).await;
        let own = category::Entity::update_many()
            .col_expr(category::Column::SimpleDays, Expr::value(1))
            .col_expr(category::Column::OrdinaryDays, Expr::value(3))
            .col_expr(category::Column::MajorDays, Expr::value(60));
        own.exec(desk.server.database.connection()).await.unwrap();
        let (day, category) = (days_ago(2), desk.category().await);
        let case = desk.received("ORDINARY", at(day, (9, 0, 0))).await;
        let mut before = end_of(day, 7);
        desk.server.clock.advance(TimeDelta::hours(20));
        for (severity, days) in [("MAJOR", 60), ("SIMPLE", 1), ("ORDINARY", 3)] {
            let judged = desk.acts("community", "triageCase", &case, json!({
                "severity": severity, "categoryId": category,
            })).await;
            let due = end_of(day, days);
            assert_eq!(moment(&judged["case"]["dueAt"]), due, "{severity}");
            assert_eq!(moment(&judged["event"]["dueBefore"]), before);
            assert_eq!(moment(&judged["event"]["dueAfter"]), due);
            let clock = desk.clock(&case, "RESOLUTION").await;
            assert_eq!(moment(&clock["dueAt"]), due);
            assert_eq!(moment(&clock["startedAt"]), at(day, (9, 0, 0)));
            assert_eq!(desk.clocks(&case).await.len(), 1, "it is the same clock");
            before = due;
        }
    }
}

both! {
    async fn more_time_is_given_with_a_reason_and_not_by_the_late_team_itself(backend: Backend) {
        let desk = Desk::with_night_shift(backend).await;
        let day = days_ago(1);
        let case = desk.received("ORDINARY", at(day, (9, 0, 0))).await;
        desk.acts("town", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        assert!(desk.allowed("second", &case).await.contains(&"EXTEND".to_owned()));
        let team = desk.team("Night shift").await;
        desk.acts("town", "assignCase", &case, json!({"teamId": team})).await;
        let later = end_of(day, 9);
        let more = desk.with_version(&case, json!({"dueAt": later, "reason": "Away"})).await;
        assert!(!desk.allowed("second", &case).await.contains(&"EXTEND".to_owned()));
        let own = desk.refused("second", "extendCase", more.clone()).await;
        assert_eq!(own, json!({"code": "FORBIDDEN", "object": "case", "action": "extend"}));

        for (due, reason, field) in
            [(end_of(day, 7), "Away", "input.dueAt"), (later, " ", "input.reason")]
        {
            let wrong = desk.with_version(&case, json!({"dueAt": due, "reason": reason})).await;
            let wrong = desk.refused("town", "extendCase", wrong).await;
            assert_eq!(wrong["problems"][0]["field"], field, "{wrong}");
        }
        let extended = desk.does("town", "extendCase", more).await;
        assert_eq!(moment(&extended["case"]["dueAt"]), later);
        assert_eq!(moment(&extended["event"]["dueBefore"]), end_of(day, 7));
        assert_eq!(moment(&extended["event"]["dueAfter"]), later);
        assert_eq!(extended["event"]["note"], "Away");
        assert_eq!(moment(&desk.clock(&case, "RESOLUTION").await["dueAt"]), later);
    }
}
