//! One check from plan to signature, by those who may and at the right time.

use entity::audit_entry;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::town::Town;
use crate::support::{Backend, both};

fn can(check: &Value) -> Vec<&str> {
    check["allowedActions"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect()
}

both! {
    async fn a_team_checks_a_school_and_signs_what_it_found(backend: Backend) {
        let town = Town::open(backend).await;
        let school = town.place("S-1", "SCHOOL", "3511").await;
        let (team, walker) =
            (town.desk.team("Bridge patrol").await, town.desk.user("walker").await);
        let check = town
            .planned(
                "community",
                &school,
                json!({
                    "teamId": team, "inspectorId": walker,
                }),
            )
            .await;
        let planned = town.shown("community", &check).await;
        let year = town.day(0).format("%Y").to_string();
        assert_eq!(planned["number"], format!("351-{year}-C0001"));
        assert_eq!(planned["status"], "PLANNED");
        assert_eq!(
            (&planned["team"]["name"], &planned["inspector"]["displayName"]),
            (&json!("Bridge patrol"), &json!("Wal"))
        );
        assert_eq!(can(&planned), ["START", "CANCEL", "ATTACH"]);
        assert_eq!(can(&town.shown("walker", &check).await), ["START", "ATTACH"]);
        assert_eq!(town.shown("far", &check).await, Value::Null);

        let begun = town.acts("walker", "startCheck", &check, json!({})).await;
        assert_eq!(begun["status"], "IN_PROGRESS");
        assert_ne!(begun["startedAt"], Value::Null);
        assert_eq!(can(&begun), ["SAVE_ANSWERS", "SIGN", "ATTACH"]);

        // Answers are kept as they come, and the later ones count.
        let first = json!({"answers": [{"code": "F01", "passed": false, "note": "Locked"}, {"code": "F02", "passed": true}]});
        town.acts("walker", "saveCheckAnswers", &check, first).await;
        let second =
            json!({"answers": [{"code": "F02", "passed": false, "note": "Call 13800138000"}]});
        let kept = town.acts("walker", "saveCheckAnswers", &check, second).await;
        assert_eq!(kept["items"][0], json!({"code": "F01", "passed": false, "note": "Locked"}));
        assert_eq!(
            kept["items"][1],
            json!({"code": "F02", "passed": false, "note": "Call 13800138000"})
        );
        assert_eq!(kept["items"][2]["passed"], Value::Null);
        let listed = town.desk.data("community", "{checks{nodes{items{note}}}}").await;
        assert_eq!(
            listed["checks"]["nodes"][0]["items"][1]["note"], "Call 138********",
            "lists mask it"
        );

        let rest: Vec<Value> = town.questions(&check).await[2..]
            .iter()
            .map(|code| json!({"code": code, "passed": true}))
            .collect();
        let mut of_a_user = town.found(Some("F01"));
        of_a_user["responsibleId"] = json!(walker);
        of_a_user["responsibleUnit"] = json!(null);
        let mut of_a_shop = town.found(Some("F02"));
        of_a_shop["responsibleUnit"] = json!("The school");
        let hazards = json!([of_a_user, of_a_shop, town.found(None)]);
        let signed = town
            .acts("walker", "signCheck", &check, json!({"answers": rest, "hazards": hazards}))
            .await;
        assert_eq!(
            (&signed["status"], &signed["outcome"]),
            (&json!("SIGNED"), &json!("HAZARDS_FOUND"))
        );
        assert_eq!(signed["signedBy"]["displayName"], "Wal");
        assert_eq!(signed["place"]["lastCheckedOn"], json!(town.day(0)));
        assert!(can(&signed).is_empty());
        let as_community = town.shown("community", &check).await;
        assert_eq!(can(&as_community), ["RECHECK"]);
        let mut hazards = as_community["hazards"]["nodes"].as_array().unwrap().clone();
        hazards.sort_by_key(|hazard| hazard["number"].as_str().unwrap().to_owned());
        assert_eq!(hazards.len(), 3);
        assert_eq!(hazards[0]["number"], format!("351-{year}-HZ0001"));
        assert_eq!(
            (&hazards[0]["itemCode"], &hazards[0]["status"]),
            (&json!("F01"), &json!("FOUND"))
        );
        assert_eq!(hazards[0]["responsible"]["displayName"], "Wal");
        assert_eq!(hazards[1]["responsibleUnit"], "The school");
        assert_eq!(hazards[2]["itemCode"], Value::Null);
        assert_eq!(hazards[2]["foundBy"]["displayName"], "Wal");
        let place = town
            .desk
            .data("community", "{places{nodes{code openHazardCount checks{nodes{number}}}}}")
            .await;
        assert_eq!(place["places"]["nodes"][0]["openHazardCount"], 3);
        assert_eq!(place["places"]["nodes"][0]["checks"]["nodes"].as_array().unwrap().len(), 1);
        // Each step is in the audit trail, and each hazard.
        let database = town.desk.server.database.connection();
        let entries = audit_entry::Entity::find().order_by_asc(audit_entry::Column::Id);
        let entries = entries.all(database).await.unwrap();
        let of = |object: &str| -> Vec<String> {
            let of = entries.iter().filter(|entry| entry.object == object);
            of.map(|entry| entry.action.clone()).collect()
        };
        assert_eq!(of("check"), ["plan", "answer", "answer", "answer", "sign"]);
        assert_eq!(of("hazard"), ["report"; 3]);
        assert_eq!(of("place"), ["save"]);
        let told = entries.iter().filter_map(|entry| entry.detail.as_ref());
        assert!(told.clone().all(|detail| !detail.contains("Locked") && !detail.contains("13800138000")));
    }
}

both! {
    async fn a_signed_check_is_looked_at_again_by_another(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let check = town.begun("community", &shop).await;
        let answers = town.answers(&check, &["F01"]).await;
        let found = json!([town.found(Some("F01"))]);
        town.acts("community", "signCheck", &check, json!({"answers": answers, "hazards": found}))
            .await;
        // What is signed stays.
        for (mutation, more) in [
            ("startCheck", json!({})),
            ("saveCheckAnswers", json!({"answers": [{"code": "F01", "passed": true}]})),
            ("signCheck", json!({"answers": [], "hazards": []})),
            ("cancelCheck", json!({"note": "No"})),
        ] {
            let input = town.with_version(&check, more).await;
            let refused = town.refused("community", mutation, input).await;
            assert_eq!(refused["code"], "WRONG_STATE", "{mutation}");
            assert_eq!(refused["allowedActions"], json!(["RECHECK"]), "{mutation}");
        }
        let again =
            town.planned("community", &shop, json!({"kind": "RECHECK", "rechecksId": check})).await;
        assert_eq!(
            town.shown("community", &again).await["rechecks"]["number"],
            town.shown("community", &check).await["number"]
        );
        town.acts("community", "startCheck", &again, json!({})).await;
        let answers = town.answers(&again, &[]).await;
        let passed = town
            .acts("community", "signCheck", &again, json!({"answers": answers, "hazards": []}))
            .await;
        assert_eq!((&passed["kind"], &passed["outcome"]), (&json!("RECHECK"), &json!("PASSED")));
    }
}

both! {
    async fn a_request_that_is_sent_again_plans_one_check(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let input = json!({
            "kind": "SPECIAL", "checklistId": town.checklist("FIRE").await, "placeId": shop,
            "plannedFor": town.day(3), "idempotencyKey": "once",
        });
        let first = town.does("community", "planCheck", input.clone()).await;
        let second = town.does("community", "planCheck", input.clone()).await;
        assert_eq!(first["checkId"], second["checkId"]);
        let mut other = input.clone();
        other["kind"] = json!("MONTHLY");
        assert_eq!(town.refused("community", "planCheck", other).await["code"], "CONFLICT");
    }
}
