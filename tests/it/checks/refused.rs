//! What is refused, with its field and what would be right, and nothing spent.

use chrono::{Days, Months, TimeDelta};
use serde_json::{Value, json};

use super::town::Town;
use crate::support::{Backend, both};

/// An input with one field otherwise.
fn with(input: &Value, field: &str, value: Value) -> Value {
    let mut input = input.clone();
    input[field] = value;
    input
}

both! {
    async fn a_check_is_planned_of_what_is_known_for_a_day_to_come(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let other = town.place("S-2", "SHOP", "3512").await;
        let far = town.place("S-3", "SHOP", "3521").await;
        let signed = town.begun("above", &other).await;
        let answers = town.answers(&signed, &[]).await;
        town.acts("above", "signCheck", &signed, json!({"answers": answers, "hazards": []})).await;
        let good = json!({
            "kind": "MONTHLY", "checklistId": town.checklist("FIRE").await, "placeId": shop,
            "plannedFor": town.day(1),
        });
        let recheck = with(&good, "kind", json!("RECHECK"));
        let open = town.planned("community", &shop, json!({})).await;
        let nobody = format!("user_{}", uuid::Uuid::now_v7().simple());
        for (input, fields) in [
            (
                with(&good, "plannedFor", json!(town.day(0) - Days::new(1))),
                vec!["input.plannedFor"],
            ),
            (
                with(&good, "plannedFor", json!(town.day(2) + Months::new(12))),
                vec!["input.plannedFor"],
            ),
            (with(&good, "checklistId", json!("FIRE")), vec!["input.checklistId"]),
            (
                with(
                    &good,
                    "checklistId",
                    json!(format!("checklist_{}", uuid::Uuid::now_v7().simple())),
                ),
                vec!["input.checklistId"],
            ),
            (with(&good, "teamId", json!(town.desk.team("Lake team").await)), vec!["input.teamId"]),
            (with(&good, "inspectorId", json!(nobody)), vec!["input.inspectorId"]),
            (
                with(&good, "inspectorId", json!(town.desk.user("far").await)),
                vec!["input.inspectorId"],
            ),
            (recheck.clone(), vec!["input.rechecksId"]),
            (with(&good, "rechecksId", json!(open)), vec!["input.rechecksId", "input.rechecksId"]),
            // One that is not signed, and one of another place.
            (with(&recheck, "rechecksId", json!(open)), vec!["input.rechecksId"]),
            (with(&recheck, "rechecksId", json!(signed)), vec!["input.rechecksId"]),
            (with(&good, "placeId", json!("S-1")), vec!["input.placeId"]),
            (
                with(
                    &with(&with(&recheck, "plannedFor", json!("2020-01-01")), "teamId", json!("x")),
                    "checklistId",
                    json!("y"),
                ),
                vec!["input.plannedFor", "input.rechecksId", "input.checklistId", "input.teamId"],
            ),
        ] {
            assert_eq!(
                town.wrong("community", "planCheck", input.clone()).await,
                fields,
                "{input}"
            );
        }
        // Foreign places are as good as none; those in sight of whom may not plan are forbidden.
        let unseen = with(&good, "placeId", json!(far));
        assert_eq!(town.refused("community", "planCheck", unseen).await["code"], "NOT_FOUND");
        let bridge = town.place("S-4", "SHOP", "35111").await;
        let own = with(&good, "placeId", json!(bridge));
        let forbidden = town.refused("leader", "planCheck", own).await;
        assert_eq!(forbidden, json!({"code": "FORBIDDEN", "object": "check", "action": "plan"}));
        // What was refused took no number.
        let next = town.planned("community", &shop, json!({})).await;
        let number = town.shown("community", &next).await["number"].as_str().unwrap().to_owned();
        assert!(number.ends_with("-C0003"), "{number}");
    }
}

both! {
    async fn answers_are_to_questions_that_were_asked_each_once(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let check = town.begun("community", &shop).await;
        for (answers, fields) in [
            (json!([]), vec!["input.answers"]),
            (json!([{"code": "Z99", "passed": true}]), vec!["input.answers[0].code"]),
            (
                json!([{"code": "F01", "passed": true}, {"code": "F01", "passed": false}]),
                vec!["input.answers[1].code"],
            ),
            (
                json!([{"code": "F01", "passed": true, "note": "\u{7}"}, {"code": "Z", "passed": true}]),
                vec!["input.answers[0].note", "input.answers[1].code"],
            ),
        ] {
            let input = town.with_version(&check, json!({"answers": answers})).await;
            assert_eq!(
                town.wrong("community", "saveCheckAnswers", input).await,
                fields,
                "{answers}"
            );
        }
        let other = town.planned("community", &shop, json!({})).await;
        let early =
            town.with_version(&other, json!({"answers": [{"code": "F01", "passed": true}]})).await;
        let early = town.refused("community", "saveCheckAnswers", early).await;
        assert_eq!(
            (&early["code"], &early["allowedActions"]),
            (&json!("WRONG_STATE"), &json!(["START", "CANCEL", "ATTACH"]))
        );
    }
}

both! {
    async fn a_check_is_signed_whole_or_not_at_all(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let check = town.begun("community", &shop).await;
        let (all, failed) =
            (town.answers(&check, &[]).await, town.answers(&check, &["F01", "F03"]).await);
        let some: Value = all.as_array().unwrap()[1..].to_vec().into();
        let found = |code| town.found(Some(code));
        let mut late = found("F01");
        late["dueAt"] = json!(town.desk.server.clock.now() - TimeDelta::seconds(1));
        let mut blank = found("F01");
        blank["description"] = json!(" ");
        let mut foreign = found("F01");
        foreign["responsibleId"] = json!(town.desk.user("far").await);
        let mut both = foreign.clone();
        both["responsibleId"] = json!(town.desk.user("walker").await);
        let mut nobody = found("F01");
        for of in [&mut foreign, &mut nobody] {
            of["responsibleUnit"] = json!(null);
        }
        for (answers, hazards, fields) in [
            (some.clone(), json!([]), vec!["input.answers"]),
            (failed.clone(), json!([]), vec!["input.hazards"]),
            (failed.clone(), json!([found("F03")]), vec!["input.hazards"]),
            // One that need not be passed weighs less, and is a hazard all the same.
            (failed.clone(), json!([found("F01")]), vec!["input.hazards"]),
            (failed.clone(), json!([found("F01"), town.found(None)]), vec!["input.hazards"]),
            (
                failed.clone(),
                json!([found("F01"), found("F03"), found("Z99")]),
                vec!["input.hazards[2].itemCode"],
            ),
            (
                failed.clone(),
                json!([found("F01"), found("F03"), found("F02")]),
                vec!["input.hazards[2].itemCode"],
            ),
            (failed.clone(), json!([late, found("F03")]), vec!["input.hazards[0].dueAt"]),
            (failed.clone(), json!([blank, found("F03")]), vec!["input.hazards[0].description"]),
            (failed.clone(), json!([foreign, found("F03")]), vec!["input.hazards[0].responsibleId"]),
            (failed.clone(), json!([nobody, found("F03")]), vec!["input.hazards[0].responsibleId"]),
            (failed.clone(), json!([both, found("F03")]), vec!["input.hazards[0].responsibleUnit"]),
            (
                json!([{"code": "Z", "passed": true}]),
                json!([late]),
                vec!["input.hazards[0].dueAt", "input.answers[0].code", "input.answers"],
            ),
        ] {
            let input =
                town.with_version(&check, json!({"answers": answers, "hazards": hazards})).await;
            assert_eq!(town.wrong("community", "signCheck", input).await, fields);
        }
        let input = json!({"answers": failed, "hazards": [found("F01"), found("F03")]});
        let signed = town.acts("community", "signCheck", &check, input.clone()).await;
        assert_eq!(signed["outcome"], "HAZARDS_FOUND");
        let again = town.with_version(&check, input).await;
        assert_eq!(town.refused("community", "signCheck", again).await["code"], "WRONG_STATE");
    }
}

both! {
    async fn the_wrong_person_and_the_wrong_version_are_refused(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "35111").await;
        let check = town.planned("community", &shop, json!({})).await;
        for (mutation, more, action) in [
            ("startCheck", json!({}), "answer"),
            ("saveCheckAnswers", json!({"answers": [{"code": "F01", "passed": true}]}), "answer"),
            ("signCheck", json!({"answers": [], "hazards": []}), "sign"),
            ("cancelCheck", json!({"note": "No"}), "cancel"),
        ] {
            let input = town.with_version(&check, more).await;
            // The leader sees the check of the grid, but it is not theirs.
            let forbidden = town.refused("leader", mutation, input.clone()).await;
            assert_eq!(
                forbidden,
                json!({"code": "FORBIDDEN", "object": "check", "action": action})
            );
            assert_eq!(town.refused("far", mutation, input.clone()).await["code"], "NOT_FOUND");
            let other = with(&input, "expectedVersion", json!(7));
            let conflict = town.refused("community", mutation, other).await;
            assert_eq!(conflict, json!({"code": "CONFLICT", "presentVersion": 1}), "{mutation}");
        }
        let input = town.with_version(&check, json!({"note": " "})).await;
        assert_eq!(town.wrong("community", "cancelCheck", input).await, ["input.note"]);
        let done = town
            .acts("community", "cancelCheck", &check, json!({"note": "Closed since May"}))
            .await;
        assert_eq!(
            (&done["status"], &done["cancelReason"]),
            (&json!("CANCELLED"), &json!("Closed since May"))
        );
        assert_eq!(done["allowedActions"], json!([]));
        // A check that is the leader's is begun by the leader.
        let own = town
            .planned("community", &shop, json!({"inspectorId": town.desk.user("leader").await}))
            .await;
        assert_eq!(
            town.acts("leader", "startCheck", &own, json!({})).await["status"],
            "IN_PROGRESS"
        );
    }
}
