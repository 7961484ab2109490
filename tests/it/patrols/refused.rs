//! Routes and visits that are refused: with the field and what would be right, and nothing is spent.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Round, fields, point};
use crate::support::{Backend, both};

const BO: &str = "username,display_name,role,area_code
bo,Bo,community,3511
bo,Bo,analyst,3512
";

fn with(input: &Value, changes: Value) -> Value {
    let mut input = input.clone();
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

both! {
    async fn a_route_that_cannot_be_is_refused_with_all_that_is_wrong(backend: Backend) {
        let round = Round::begin(backend).await;
        let desk = &round.desk;
        let new = json!({
            "name": "Market round", "areaId": desk.area("3511").await, "visitsPerDay": 1,
            "checkpoints": [point("M-1", "Market")],
        });
        let own = with(&new, json!({"id": round.route, "expectedVersion": 1}));
        let before = round.rows().await;
        let all = with(&new, json!({
            "name": " ", "visitsPerDay": 25, "teamId": desk.team("Lake team").await,
            "checkpoints": [point("M 1", ""), point("M-2", "Market"), point("M-2", "Hall")],
        }));
        assert_eq!(fields(round.save("community", all).await), [
            "input.name", "input.visitsPerDay", "input.checkpoints[0].code",
            "input.checkpoints[0].name", "input.checkpoints[2].code", "input.teamId",
        ]);
        for (changes, field) in [
            (json!({"visitsPerDay": 0}), "input.visitsPerDay"),
            (json!({"checkpoints": []}), "input.checkpoints"),
            (json!({"name": "Bridge round"}), "input.name"),
            (json!({"name": "Call 13812345678"}), "input.name"),
            (json!({"checkpoints": [{"code": "M-1", "name": "Market", "location": {"address": "Ask 13812345678"}}]}), "input.checkpoints[0].location.address"),
            (json!({"areaId": "area_1"}), "input.areaId"),
            (json!({"teamId": round.route}), "input.teamId"),
            (json!({"expectedVersion": 1}), "input.expectedVersion"),
            (json!({"id": round.route}), "input.expectedVersion"),
            (json!({"id": "patrol_route_1", "expectedVersion": 1}), "input.id"),
            (json!({"checkpoints": [{"code": "M-1", "name": "Market", "location": {"latitude": 91.0, "longitude": 1.0}}]}), "input.checkpoints[0].location.latitude"),
        ] {
            let refused = round.save("community", with(&new, changes.clone())).await;
            assert_eq!(fields(refused), [field], "{changes}");
        }
        let away = with(&own, json!({"areaId": desk.area("3521").await}));
        assert_eq!(fields(round.save("community", away).await), ["input.areaId"]);
        let stale = with(&own, json!({"expectedVersion": 7}));
        let conflict = json!({"code": "CONFLICT", "presentVersion": 1});
        assert_eq!(round.save("community", stale).await.unwrap_err(), conflict);
        assert_eq!(round.rows().await, before);
        round.save("community", own).await.unwrap();
        round.save("community", with(&new, json!({"name": "Bridge round"}))).await.unwrap();
    }
}

both! {
    async fn only_who_keeps_routes_there_keeps_this_one(backend: Backend) {
        let round = Round::begin(backend).await;
        let desk = &round.desk;
        let new = json!({
            "name": "Market round", "areaId": desk.area("3511").await, "visitsPerDay": 1,
            "checkpoints": [point("M-1", "Market")],
        });
        let own = with(&new, json!({"id": round.route, "expectedVersion": 1}));
        let before = round.rows().await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "patrol", "action": "save"});
        for user in ["analyst", "walker", "administrator"] {
            assert_eq!(round.save(user, new.clone()).await.unwrap_err(), forbidden, "{user}");
        }
        for user in ["analyst", "walker"] {
            assert_eq!(round.save(user, own.clone()).await.unwrap_err(), forbidden, "{user}");
        }
        let of_group = with(&new, json!({"areaId": desk.area("35111").await}));
        assert_eq!(round.save("leader", of_group).await.unwrap_err(), forbidden);
        for (user, input) in [
            ("leader", &new), ("far", &new), ("mill", &new), ("far", &own), ("leader", &own),
        ] {
            let refused = round.save(user, input.clone()).await.unwrap_err();
            assert_eq!(refused["code"], "NOT_FOUND", "{user}: {refused}");
        }
        assert_eq!(round.rows().await, before);
        let moved = with(&own, json!({"areaId": desk.area("3512").await}));
        assert_eq!(round.save("town", moved).await.unwrap()["route"]["area"]["code"], "3512");
        assert_eq!(round.save("community", own).await.unwrap_err()["code"], "NOT_FOUND");
    }
}

both! {
    /// Bo keeps the routes of one community and reads those of the next.
    async fn a_route_that_moves_is_judged_where_it_goes(backend: Backend) {
        let round = Round::begin(backend).await;
        round.desk.employs(BO).await;
        let mut own = json!({
            "id": round.route, "expectedVersion": 1, "name": "Mill round", "visitsPerDay": 1,
            "areaId": round.desk.area("3512").await, "checkpoints": [point("M-1", "Mill")],
        });
        let before = round.rows().await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "patrol", "action": "save"});
        assert_eq!(round.save("bo", own.clone()).await.unwrap_err(), forbidden);
        assert_eq!(round.rows().await, before);
        own["areaId"] = json!(round.desk.area("3511").await);
        assert_eq!(round.save("bo", own).await.unwrap()["route"]["version"], 2);
    }
}

both! {
    async fn only_who_walks_there_signs_for_a_point(backend: Backend) {
        let round = Round::begin(backend).await;
        let desk = &round.desk;
        let now = desk.server.clock.now() - TimeDelta::minutes(1);
        let elsewhere = round.save("far", json!({
            "name": "Lake round", "areaId": desk.area("3521").await, "visitsPerDay": 1,
            "checkpoints": [point("A-1", "Landing")],
        })).await.unwrap();
        let foreign = elsewhere["route"]["checkpoints"][0]["id"].as_str().unwrap().to_owned();
        let head = round.point("A-1").await;
        let visit = |point: &str| json!({"checkpointId": point, "at": now, "idempotencyKey": "k"});
        let before = round.rows().await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "patrol", "action": "visit"});
        assert_eq!(round.visit("analyst", visit(&head)).await.unwrap_err(), forbidden);
        let unknown = format!("checkpoint_{}", "0".repeat(32));
        for (user, point) in
            [("walker", &foreign), ("community", &foreign), ("walker", &unknown), ("far", &head),
             ("leader", &head), ("mediator", &head)]
        {
            let refused = round.visit(user, visit(point)).await.unwrap_err();
            assert_eq!(refused["code"], "NOT_FOUND", "{user}: {refused}");
        }
        let wrong = json!({
            "checkpointId": round.route, "at": now, "note": "\u{202e}", "idempotencyKey": " ",
        });
        let wrong = fields(round.visit("walker", wrong).await);
        assert_eq!(wrong, ["input.note", "input.idempotencyKey", "input.checkpointId"]);
        assert_eq!(round.rows().await, before);
        assert_eq!(round.signs(&head, now).await["visit"]["by"]["displayName"], "Wal");
    }
}
