//! A town is set up without a shell, once its areas are there and its first administrator is made.

use serde_json::{Value, json};

use super::{CREATE, Office, SAVE_CATEGORY, SAVE_TEAM};
use crate::support::{Backend, both};

both! {
    async fn a_new_colleague_registers_a_case_of_a_new_kind(backend: Backend) {
        let office = Office::open(backend).await;
        let desk = &office.desk;
        let mill = desk.area("3512").await;
        for (username, name) in [("ning", "宁"), ("bao", "宝")] {
            let input = json!({
                "username": username, "displayName": name, "workPhone": "0591-8765432",
                "areaId": mill,
            });
            let made = office.send("administrator", CREATE, input).await.unwrap();
            let user = json!({
                "id": office.id(username).await, "username": username, "displayName": name, "workPhone": "0591-8765432",
                "active": true, "area": {"code": "3512"}, "grants": [],
            });
            assert_eq!(made["user"], user);
            office.enters(username, made["oneTimePassword"].as_str().unwrap()).await;
        }
        let made = office.grants("administrator", "ning", "community", "3512").await.unwrap();
        assert_eq!(made["user"]["grants"], json!([{"role": "community", "area": {"code": "3512"}}]));
        assert_eq!(made["grant"]["grantedBy"]["displayName"], "Ada");
        assert_eq!((&made["grant"]["reason"], &made["pending"]), (&json!("as agreed"), &Value::Null));
        office.grants("administrator", "bao", "team_member", "3512").await.unwrap();
        let team = json!({
            "name": "Mill mediators", "kind": "MEDIATION", "areaId": mill,
            "leaderId": office.id("bao").await, "memberIds": [],
        });
        let saved = office.send("administrator", SAVE_TEAM, team).await.unwrap();
        assert_eq!(saved["team"]["members"]["nodes"], json!([{"displayName": "宝"}]));
        let noise = json!({
            "code": "NOISE", "name": "噪音", "nameEn": "Noise", "simpleDays": 0, "ordinaryDays": 3,
            "majorDays": 10,
        });
        let saved = office.send("administrator", SAVE_CATEGORY, noise).await.unwrap();
        let category = saved["categoryId"].as_str().unwrap().to_owned();
        office.until("ning", "{areas{totalCount}}", |seen| {
            seen["data"]["areas"]["totalCount"] == 1
        }).await;
        let reporter = json!({"name": "Wei", "phone": "0591-87654321"});
        let input = json!({
            "title": "Noise at night", "description": "", "source": "WALK_IN", "areaId": mill,
            "severity": "ORDINARY", "categoryId": category, "reporter": reporter,
        });
        let case = desk.does("ning", "registerCase", input).await;
        assert_eq!(case["event"]["actor"]["displayName"], "宁");
        let did: Vec<String> = office.trail("user").await.into_iter().map(|(did, _)| did).collect();
        assert_eq!(did, ["grant", "grant", "create", "create"]);
    }
}

both! {
    async fn users_are_found_by_name_role_area_and_the_end_of_a_grant(backend: Backend) {
        let office = Office::open(backend).await;
        let in_a_week = chrono::Utc::now() + chrono::TimeDelta::days(7);
        let acting = office.grant_of("walker", "analyst", "3511").await;
        office.grants_with("administrator", &acting, json!({"validUntil": in_a_week})).await.unwrap();
        let found = async |by: &str, filter: Value| {
            let query = "query($f:UserFilter){users(filter:$f){nodes{username}}}";
            let found = office.desk.tries(by, query, json!({"f": filter})).await.unwrap();
            let nodes = found["nodes"].as_array().unwrap().clone();
            let name = |user: &Value| user["username"].as_str().unwrap().to_owned();
            nodes.iter().map(name).collect::<Vec<_>>()
        };
        let mill = office.desk.area("3512").await;
        for (filter, names) in [
            (json!({"search": "WAL"}), vec!["walker"]),
            (json!({"search": "ada"}), vec!["administrator"]),
            (json!({"search": "role:"}), vec!["role:community"]),
            (json!({"role": {"eq": "analyst"}}), vec!["analyst", "walker"]),
            (json!({"role": {"eq": "mayor"}}), vec![]),
            (json!({"role": {"in": ["analyst", "mayor"]}, "search": "wal"}), vec!["walker"]),
            (json!({"role": {"ne": "analyst"}, "search": "wal"}), vec![]),
            (json!({"role": {"isNull": true}, "search": "wal"}), vec![]),
            (json!({"role": {"startsWith": "ana"}, "search": "wal"}), vec!["walker"]),
            (json!({"area": {"within": mill}}), vec!["mill"]),
            (json!({"grantEndsBefore": in_a_week}), vec![]),
            (json!({"grantEndsBefore": in_a_week + chrono::TimeDelta::days(1)}), vec!["walker"]),
            (json!({"active": {"eq": false}}), vec![]),
            (json!({"or": [{"search": "mill"}, {"search": "hal"}]}), vec!["helper", "mill"]),
            (json!({"and": [{"role": {"eq": "analyst"}}, {"not": {"search": "wal"}}]}), vec!["analyst"]),
        ] {
            assert_eq!(found("administrator", filter.clone()).await, names, "{filter}");
        }
        assert_eq!(found("mill", json!({})).await, ["mill"]);
        assert_eq!(found("analyst", json!({})).await, ["analyst"]);
        let by_name = "{user(by:{username:\"walker\"}){displayName area{code}}}";
        let shown = office.desk.data("administrator", by_name).await;
        assert_eq!(shown["user"], json!({"displayName": "Wal", "area": {"code": "3511"}}));
        assert_eq!(office.desk.data("mill", by_name).await["user"], Value::Null);
    }
}
