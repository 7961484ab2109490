//! Who may do what with a shift, and when.

use serde_json::{Value, json};

use super::{Duty, fields, id_of};
use crate::support::{Backend, both};

const BO: &str = "username,display_name,role,area_code
bo,Bo,community,3511
bo,Bo,analyst,3512
";

fn forbidden(action: &str) -> Value {
    json!({"code": "FORBIDDEN", "object": "shift", "action": action})
}

fn wrong_state(allowed: &[&str]) -> Value {
    json!({"code": "WRONG_STATE", "allowedActions": allowed})
}

both! {
    async fn shifts_are_planned_by_who_runs_the_desk_and_out_of_sight_are_not_there(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let desk = &duty.desk;
        let new = duty.of("DUTY", "351", (8, 20), &["town"]).await;
        let shift = id_of(&duty.saves("town", new.clone()).await.unwrap());
        let mut own = new.clone();
        own["id"] = json!(shift);
        own["expectedVersion"] = json!(1);
        let stand_in = json!({
            "shiftId": shift, "expectedVersion": 1, "userId": desk.user("town").await,
            "standInId": desk.user("second").await, "reason": "Ill",
        });
        let text = json!({"shiftId": shift, "text": "Quiet"});
        let before = duty.rows().await;
        for user in ["analyst", "mediator", "administrator"] {
            assert_eq!(duty.saves(user, new.clone()).await.unwrap_err(), forbidden("save"), "{user}");
        }
        assert_eq!(duty.saves("analyst", own.clone()).await.unwrap_err(), forbidden("save"));
        assert_eq!(duty.replaces("analyst", stand_in.clone()).await.unwrap_err(), forbidden("replace"));
        assert_eq!(duty.logs("analyst", text.clone()).await.unwrap_err(), forbidden("log"));
        for user in ["far", "community", "leader", "mediator"] {
            let mut answers = vec![
                duty.saves(user, own.clone()).await,
                duty.replaces(user, stand_in.clone()).await,
                duty.logs(user, text.clone()).await,
                duty.signs(user, "in", &shift).await,
                duty.signs(user, "out", &shift).await,
            ];
            if user != "mediator" {
                answers.push(duty.saves(user, new.clone()).await);
            }
            for answer in answers {
                assert_eq!(answer.unwrap_err()["code"], "NOT_FOUND", "{user}");
            }
        }
        // It goes nowhere that whoever moves it does not see.
        let mut away = own.clone();
        away["areaId"] = json!(desk.area("352").await);
        assert_eq!(fields(duty.saves("town", away).await), ["input.areaId"]);
        assert_eq!(duty.rows().await, before);
    }
}

both! {
    /// Bo plans the shifts of one community and reads those of the next.
    async fn a_shift_that_moves_is_judged_where_it_goes(backend: Backend) {
        let duty = Duty::begin(backend).await;
        duty.desk.employs(BO).await;
        let mut own = duty.of("DUTY", "3511", (8, 20), &["bo"]).await;
        own["id"] = json!(id_of(&duty.saves("bo", own.clone()).await.unwrap()));
        own["expectedVersion"] = json!(1);
        let before = duty.rows().await;
        let mut moved = own.clone();
        moved["areaId"] = json!(duty.desk.area("3512").await);
        assert_eq!(duty.saves("bo", moved.clone()).await.unwrap_err(), forbidden("save"));
        // The town may move it, but Bo could not sign in there.
        assert_eq!(fields(duty.saves("town", moved).await), ["input.roster[0].userId"]);
        assert_eq!(duty.rows().await, before);
        own["kind"] = json!("RECEPTION_DAY");
        assert_eq!(duty.saves("bo", own).await.unwrap()["kind"], "RECEPTION_DAY");
    }
}

both! {
    async fn who_is_on_the_roster_signs_in_once_in_time_and_out_after(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let planned = duty.of("DUTY", "351", (8, 20), &["town"]).await;
        let shift = id_of(&duty.saves("town", planned).await.unwrap());
        duty.wait_until(0, 7, 29);
        let before = duty.rows().await;
        for user in ["second", "above", "analyst"] {
            for way in ["in", "out"] {
                assert_eq!(duty.signs(user, way, &shift).await.unwrap_err(), forbidden("sign"), "{user}");
            }
        }
        let early = wrong_state(&["SAVE", "REPLACE"]);
        assert_eq!(duty.signs("town", "in", &shift).await.unwrap_err(), early);
        assert_eq!(duty.signs("town", "out", &shift).await.unwrap_err(), early);
        let text = json!({"shiftId": shift, "text": "Quiet"});
        assert_eq!(duty.logs("town", text.clone()).await.unwrap_err(), early);
        let document = "mutation{signInToShift(id:\"shift_1\"){shiftId}}";
        assert_eq!(fields(duty.desk.tries("town", document, json!({})).await), ["id"]);
        assert_eq!(duty.rows().await, before);

        duty.wait_until(0, 7, 31);
        let now = wrong_state(&["SAVE", "REPLACE", "SIGN_IN", "LOG"]);
        assert_eq!(duty.signs("town", "out", &shift).await.unwrap_err(), now);
        duty.signs("town", "in", &shift).await.unwrap();
        let before = duty.rows().await;
        let twice = wrong_state(&["SAVE", "REPLACE", "SIGN_OUT", "LOG"]);
        assert_eq!(duty.signs("town", "in", &shift).await.unwrap_err(), twice);
        assert_eq!(duty.rows().await, before);
        duty.wait_until(0, 19, 50);
        let out = duty.signs("town", "out", &shift).await.unwrap();
        assert!(out["roster"][0]["signedOutAt"].is_string());
        let gone = wrong_state(&["SAVE", "REPLACE", "LOG"]);
        assert_eq!(duty.signs("town", "out", &shift).await.unwrap_err(), gone);
        assert_eq!(duty.signs("town", "in", &shift).await.unwrap_err(), gone);
    }
}

both! {
    async fn the_log_is_kept_by_who_is_on_duty_about_cases_that_they_see(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let desk = &duty.desk;
        let planned = duty.of("DUTY", "351", (8, 20), &["town"]).await;
        let shift = id_of(&duty.saves("town", planned).await.unwrap());
        duty.wait_until(0, 8, 0);
        let hidden = desk.registered("far", "3521", json!({})).await;
        let before = duty.rows().await;
        let text = json!({"shiftId": shift, "text": "Quiet", "idempotencyKey": "log"});
        assert_eq!(duty.logs("second", text.clone()).await.unwrap_err(), forbidden("log"));
        let unknown = format!("case_{}", "0".repeat(32));
        let own = desk.area("351").await;
        for case in [&hidden, &unknown, &own] {
            let entry = json!({"shiftId": shift, "text": "Quiet", "caseId": case});
            assert_eq!(fields(duty.logs("town", entry).await), ["input.caseId"], "{case}");
        }
        let wrong = json!({"shiftId": shift, "text": " ", "caseId": hidden});
        assert_eq!(fields(duty.logs("town", wrong).await), ["input.text", "input.caseId"]);
        assert_eq!(duty.rows().await, before);
        duty.logs("town", text.clone()).await.unwrap();
        let mut other = text;
        other["text"] = json!("Noise");
        assert_eq!(duty.logs("town", other).await.unwrap_err()["code"], "CONFLICT");
        assert_eq!(duty.shift("town", &shift).await["log"].as_array().unwrap().len(), 1);
    }
}
