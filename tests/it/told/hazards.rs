//! hazardChanged: what happens to hazards, told as what happens to cases is.

use std::time::Duration;

use chrono::{SubsecRound, TimeDelta, Utc};
use entity::{area, hazard, place, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Socket;
use crate::support::{Backend, Server, both};
use crate::town::hazard_stands;

const CHANGED: &str = "subscription($filter:HazardFilter){hazardChanged(filter:$filter){kind hazardId hazard{number status allowedActions} event{kind}}}";

/// A hazard of a shop in Bridge 1, which Cora of the community found.
async fn found(server: &Server) -> hazard::Model {
    let connection = server.database.connection();
    let by_code = |code: &str| area::Entity::find().filter(area::Column::Code.eq(code));
    let lies_in = by_code("35111").one(connection).await.unwrap().unwrap();
    let finder = user::Entity::find().filter(user::Column::Username.eq("community"));
    let finder = finder.one(connection).await.unwrap().unwrap();
    let now = Utc::now().trunc_subsecs(0);
    let shop = place::ActiveModel {
        id: Set(Uuid::now_v7()),
        code: Set("P-1".to_owned()),
        name: Set("Corner shop".to_owned()),
        kind: Set("SHOP".to_owned()),
        area_id: Set(lies_in.id),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let shop = place::Entity::insert(shop).exec(connection).await.unwrap().last_insert_id;
    let row = hazard::ActiveModel {
        id: Set(Uuid::now_v7()),
        number: Set("351-2026-HZ0001".to_owned()),
        area_id: Set(lies_in.id),
        district_id: Set(lies_in.district_id),
        town_id: Set(lies_in.town_id),
        community_id: Set(lies_in.community_id),
        group_id: Set(lies_in.group_id),
        place_id: Set(shop),
        description: Set("The way out is blocked".to_owned()),
        major: Set(true),
        status: Set("FOUND".to_owned()),
        found_at: Set(now),
        found_by_id: Set(Some(finder.id)),
        due_at: Set(now + TimeDelta::days(3)),
        version: Set(1),
        updated_at: Set(now),
        ..Default::default()
    };
    hazard::Entity::insert(row).exec_with_returning(connection).await.unwrap()
}

async fn watches(server: &Server, user: &str, filter: Value) -> Socket {
    let (token, _) = server.login(user).await;
    let mut socket = Socket::of(server, &token).await;
    let payload = json!({"query": CHANGED, "variables": {"filter": filter}});
    socket.say(json!({"type": "subscribe", "id": "h", "payload": payload})).await;
    // Answered after it was begun: one and the same turn begins them in their order.
    tokio::time::sleep(Duration::from_millis(150)).await;
    socket
}

async fn told(socket: &mut Socket) -> Value {
    let mut said = socket.hear().await;
    assert_eq!(said["payload"].get("errors"), None, "{said}");
    said["payload"]["data"]["hazardChanged"].take()
}

both! {
    async fn whoever_sees_a_hazard_is_told_what_becomes_of_it(backend: Backend) {
        let server = Server::start(backend).await;
        let mut row = found(&server).await;
        let id = format!("hazard_{}", row.id.simple());
        let open = json!({"status": {"in": ["FOUND", "RECTIFYING"]}, "placeKind": {"eq": "SHOP"}, "major": {"eq": true}, "overdue": {"eq": false}});
        let mut community = watches(&server, "community", open).await;
        let mut leader = watches(&server, "leader", json!({"foundAt": {"gte": "2026-01-01T00:00:00Z"}})).await;
        let mut far = watches(&server, "far", json!({})).await;

        row.status = "RECTIFYING".to_owned();
        row.version = 2;
        hazard_stands(server.database.connection(), &row, "STARTED").await;
        let rectifying = |actions: Value| json!({
            "kind": "UPSERTED", "hazardId": id, "event": {"kind": "STARTED"},
            "hazard": {"number": "351-2026-HZ0001", "status": "RECTIFYING", "allowedActions": actions},
        });
        let all = json!(["REPORT_RECTIFIED", "EXTEND", "MAKE_CASE", "ATTACH"]);
        assert_eq!(told(&mut community).await, rectifying(all));
        assert_eq!(told(&mut leader).await, rectifying(json!(["ATTACH"])));

        // It is put right by Cora: it leaves her list, and she is not the one to look again.
        row.status = "RECTIFIED".to_owned();
        row.rectified_at = Some(Utc::now().trunc_subsecs(0));
        row.rectified_by_id = row.found_by_id;
        hazard_stands(server.database.connection(), &row, "RECTIFIED").await;
        let gone = json!({"kind": "OUT_OF_SIGHT", "hazardId": id, "hazard": null, "event": null});
        assert_eq!(told(&mut community).await, gone);
        assert_eq!(told(&mut leader).await["hazard"]["status"], "RECTIFIED");
        let may = "{ hazard(by: {number: \"351-2026-HZ0001\"}) { allowedActions } }";
        let (cora, _) = server.login("community").await;
        let (town, _) = server.login("town").await;
        let actions = |answer: Value| answer["hazard"]["allowedActions"].clone();
        assert_eq!(actions(server.ask(&cora, may).await), json!(["REOPEN", "MAKE_CASE", "ATTACH"]));
        let of_town = json!(["VERIFY", "REOPEN", "MAKE_CASE", "ATTACH"]);
        assert_eq!(actions(server.ask(&town, may).await), of_town);
        assert!(far.is_silent_for(Duration::from_millis(500)).await, "another town hears nothing");
    }
}
