//! Grants and people that cannot be: refused with all that is wrong, and nothing is left behind.

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use super::{CREATE, GRANT, Office, RESET, REVOKE, fields, with};
use crate::support::{Backend, both};

both! {
    async fn a_grant_that_cannot_be(backend: Backend) {
        let office = Office::open(backend).await;
        let grant = office.grant_of("walker", "analyst", "3511").await;
        let now = Utc::now();
        let before = office.rows().await;
        for (changes, wrong) in [
            (json!({"everywhere": true}), vec!["input.areaId"]),
            (json!({"areaId": null}), vec!["input.areaId"]),
            (json!({"areaId": null, "everywhere": false}), vec!["input.areaId"]),
            (json!({"areaId": "area_1"}), vec!["input.areaId"]),
            (json!({"areaId": format!("area_{}", "0".repeat(32))}), vec!["input.areaId"]),
            (json!({"userId": "walker"}), vec!["input.userId"]),
            (json!({"role": "mayor"}), vec!["input.role"]),
            (json!({"role": "role:analyst"}), vec!["input.role"]),
            (json!({"role": "analyst, *"}), vec!["input.role"]),
            (json!({"role": ""}), vec!["input.role"]),
            (json!({"reason": " "}), vec!["input.reason"]),
            (json!({"validUntil": now - TimeDelta::hours(1)}), vec!["input.validUntil"]),
            (
                json!({"validFrom": now + TimeDelta::hours(2), "validUntil": now + TimeDelta::hours(1)}),
                vec!["input.validUntil"],
            ),
            (
                json!({"role": "mayor", "reason": "", "areaId": null}),
                vec!["input.areaId", "input.reason", "input.role"],
            ),
        ] {
            let refused = office.grants_with("administrator", &grant, changes.clone()).await;
            assert_eq!(fields(refused), wrong, "{changes}");
        }
        let unknown = json!({"userId": format!("user_{}", "0".repeat(32))});
        let refused = office.grants_with("administrator", &grant, unknown).await.unwrap_err();
        assert_eq!(refused["code"], "NOT_FOUND");
        let meant = with(&grant, json!({"role": "analist"}));
        let answer = office.desk.ask("administrator", GRANT, json!({"input": meant})).await;
        let said = answer["errors"][0]["extensions"]["problems"][0]["message"].as_str().unwrap();
        assert!(said.contains("did you mean `analyst`?"), "{said}");
        let grant = office.grant_id("walker", "team_member").await;
        let no_reason = json!({"grantId": grant, "reason": ""});
        assert_eq!(fields(office.send("administrator", REVOKE, no_reason).await), ["reason"]);
        assert_eq!(office.rows().await, before);
    }
}

both! {
    async fn a_user_who_cannot_be(backend: Backend) {
        let office = Office::open(backend).await;
        let new = json!({"username": "new", "displayName": "New"});
        let before = office.rows().await;
        let long = "x".repeat(65);
        for (changes, wrong) in [
            (json!({"username": ""}), vec!["input.username"]),
            (json!({"username": " new"}), vec!["input.username"]),
            (json!({"username": "ne\nw"}), vec!["input.username"]),
            (json!({"username": "ne\u{202e}w"}), vec!["input.username"]),
            (json!({"username": long}), vec!["input.username"]),
            (json!({"username": "walker"}), vec!["input.username"]),
            (json!({"username": "administrator"}), vec!["input.username"]),
            (json!({"displayName": " "}), vec!["input.displayName"]),
            (json!({"areaId": "3511"}), vec!["input.areaId"]),
            (json!({"username": "walker", "displayName": ""}), vec!["input.displayName", "input.username"]),
        ] {
            let refused = office.send("administrator", CREATE, with(&new, changes.clone())).await;
            assert_eq!(fields(refused), wrong, "{changes}");
        }
        let nowhere = json!({"areaId": format!("area_{}", "0".repeat(32))});
        let refused = office.send("administrator", CREATE, with(&new, nowhere)).await.unwrap_err();
        assert_eq!(refused["code"], "NOT_FOUND");
        let refused = office.send_id("administrator", RESET, "user_1").await;
        assert_eq!(fields(refused), ["userId"]);
        assert_eq!(office.rows().await, before);
    }
}

both! {
    /// Whoever is named like a role, or like all of them, is a user like any other.
    async fn a_user_named_like_a_role_is_just_a_user(backend: Backend) {
        let office = Office::open(backend).await;
        for name in ["role:administrator", "administrator ", "/35/", "user:1"] {
            let input = json!({"username": name, "displayName": "Nobody", "areaId": office.desk.area("351").await});
            let made = office.send("administrator", CREATE, input).await;
            if name.ends_with(' ') {
                assert_eq!(fields(made), ["input.username"]);
                continue;
            }
            let made = made.unwrap();
            office.enters(name, made["oneTimePassword"].as_str().unwrap()).await;
            let answer = office.desk.ask(name, "{users{totalCount}}", json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{name}: {answer}");
            assert_eq!(answer["data"]["users"], Value::Null);
            let refused = office.grants(name, "walker", "analyst", "3511").await.unwrap_err();
            assert_eq!(refused["code"], "NOT_FOUND", "{name}");
            let areas = office.desk.data(name, "{areas{totalCount}}").await;
            assert_eq!(areas["areas"]["totalCount"], 0);
        }
    }
}
