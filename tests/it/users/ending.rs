//! Somebody works here no longer.

use std::time::Instant;

use entity::case;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{DEACTIVATE, LONGEST, Office, REACTIVATE, uuid_of};
use crate::support::{Backend, PASSWORD, both};
use crate::told::Socket;

both! {
    async fn their_session_and_their_subscription_end_by_themselves(backend: Backend) {
        let office = Office::open(backend).await;
        let server = &office.desk.server;
        let (token, refresh) = server.login("mill").await;
        let (_, elsewhere) = server.login("mill").await;
        office.desk.keeps("mill", &token).await;
        let mut socket = Socket::of(server, &token).await;
        socket.watch("w", json!(null), None).await;
        let case = office.desk.registered("mill", "3512", json!({})).await;
        assert_eq!(socket.change("w").await["caseId"], case);
        let id = office.id("mill").await;
        case::Entity::update_many()
            .col_expr(case::Column::HandlerId, Expr::value(uuid_of(&id)))
            .filter(case::Column::Id.eq(uuid_of(&case)))
            .exec(server.database.connection())
            .await
            .unwrap();
        let ended = office.send_id("administrator", DEACTIVATE, &id).await.unwrap();
        let told = json!({"user": {"active": false}, "openCaseCount": 1, "openHazardCount": 0});
        assert_eq!(ended, told);
        let begun = Instant::now();
        while server.ask_with(&token, json!({"query": "{viewer{user{id}}}"})).await.0 != 401 {
            assert!(begun.elapsed() < LONGEST, "the session goes on");
        }
        let said = socket.hear().await;
        assert_ne!(said["type"], "next", "{said}");
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": refresh})).await.0, 401);
        let login = json!({"username": "mill", "password": PASSWORD});
        assert_eq!(server.post("/auth/login", login).await.0, 401);
        // Once more it is as before, and nothing new is in the trail.
        let before = office.rows().await;
        assert_eq!(office.send_id("administrator", DEACTIVATE, &id).await.unwrap(), told);
        assert_eq!(office.rows().await, before);
        let back = office.send_id("administrator", REACTIVATE, &id).await.unwrap();
        assert_eq!(back["user"]["active"], true);
        // What was given out before stays good for nothing, also where the reactivation is in effect.
        let (new, _) = server.login("mill").await;
        let begun = Instant::now();
        while server.ask_with(&new, json!({"query": "{viewer{user{id}}}"})).await.0 != 200 {
            assert!(begun.elapsed() < LONGEST, "nobody is let in again");
        }
        assert_eq!(server.ask_with(&token, json!({"query": "{viewer{user{id}}}"})).await.0, 401);
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": elsewhere})).await.0, 401);
        let did: Vec<String> = office.trail("user").await.into_iter().map(|(did, _)| did).collect();
        assert_eq!(did, ["reactivate", "deactivate"]);
    }
}
