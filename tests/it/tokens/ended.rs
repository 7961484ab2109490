//! How a token ends: revoked, expired, with its owner or with the owner's right; and what is no
//! token at all.

use chrono::{TimeDelta, Utc};
use entity::{api_token, audit_entry, grant, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::{SECOND, cases, code, revoke, token, who};
use crate::support::{Backend, Server, both};
use crate::told::Socket;

both! {
    async fn a_revoked_one_lets_nobody_in_within_a_second_anywhere(backend: Backend) {
        let server = Server::start(backend).await;
        let beside = Server::beside(&server).await;
        let (town, _) = server.login("town").await;
        let (secret, id) = token(&server, &town, json!({})).await;
        for at in [&server, &beside] {
            assert_eq!(who(at, &secret).await.0, 200);
        }
        assert_eq!(revoke(&server, &town, &id).await.get("errors"), None);
        tokio::time::sleep(SECOND).await;
        for at in [&server, &beside] {
            let (status, answer) = who(at, &secret).await;
            assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));
        }
        // Whoever goes on with it is slowed down as one who guesses a password is.
        let mut limited = false;
        for _ in 0..8 {
            limited |= who(&server, &secret).await.0 == 429;
        }
        assert!(limited);
        assert_eq!(who(&server, &town).await.0, 200, "nobody else is");
    }
}

both! {
    async fn it_ends_with_its_owner_and_with_the_owner_s_right(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (secret, _) = token(&server, &town, json!({"scope": ["case:read"]})).await;
        assert_eq!(cases(&server, &secret).await.len(), 4);
        let connection = server.database.connection();
        let owner = server.store.usernames().await.unwrap()["town"];
        let granted = grant::Entity::delete_many().filter(grant::Column::UserId.eq(owner));
        granted.exec(connection).await.unwrap();
        tokio::time::sleep(SECOND).await;
        assert!(cases(&server, &secret).await.is_empty(), "the grant is gone, and the token good");
        let deactivated = user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Id.eq(owner));
        deactivated.exec(connection).await.unwrap();
        tokio::time::sleep(SECOND).await;
        assert_eq!(who(&server, &secret).await.0, 401);
    }
}

both! {
    async fn whoever_is_deactivated_and_comes_back_makes_new_ones(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (admin, _) = server.login("administrator").await;
        let (secret, _) = token(&server, &town, json!({})).await;
        let asked = async |query: String| {
            let (_, answer) = server.ask_with(&admin, json!({"query": query})).await;
            assert_eq!(answer.get("errors"), None, "{query}: {answer}");
            answer["data"].clone()
        };
        let id = asked("{user(by:{username:\"town\"}){id}}".to_owned()).await["user"]["id"].clone();
        for change in ["deactivateUser", "reactivateUser"] {
            asked(format!("mutation{{{change}(id:{id},reason:\"a year abroad\"){{user{{id}}}}}}")).await;
        }
        tokio::time::sleep(SECOND).await;
        assert_eq!(who(&server, &secret).await.0, 401);
        let noted = audit_entry::Entity::find().filter(audit_entry::Column::Object.eq("token"));
        let noted = noted.order_by_asc(audit_entry::Column::Id);
        let noted = noted.all(server.database.connection()).await.unwrap();
        let did: Vec<_> = noted.iter().map(|entry| (entry.action.as_str(), entry.actor_id)).collect();
        let by = server.store.usernames().await.unwrap();
        assert_eq!(did, [("create", Some(by["town"])), ("revoke", Some(by["administrator"]))]);
    }
}

both! {
    async fn its_socket_ends_when_it_does(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let expires = Utc::now() + TimeDelta::seconds(4);
        let (secret, _) = token(&server, &town, json!({"expiresAt": expires})).await;
        let mut socket = Socket::of(&server, &secret).await;
        assert_eq!(socket.closed().await, 4401);
        assert!(Utc::now() >= expires - TimeDelta::milliseconds(200));
        let left = (expires - Utc::now()).to_std().unwrap_or_default();
        tokio::time::sleep(left).await;
        assert_eq!(who(&server, &secret).await.0, 401);
        let path = format!("{}/schema.graphql", server.url);
        let schema = server.client.get(path).bearer_auth(&secret).send().await.unwrap();
        assert_eq!(schema.status(), 401);
    }
}

both! {
    /// Whatever is changed in the table, by whomever, counts.
    async fn an_expiry_brought_forward_is_in_effect_within_a_second(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (secret, _) = token(&server, &town, json!({})).await;
        assert_eq!(who(&server, &secret).await.0, 200);
        let past = Expr::value(Utc::now() - TimeDelta::hours(1));
        let expired = api_token::Entity::update_many().col_expr(api_token::Column::ExpiresAt, past);
        expired.exec(server.database.connection()).await.unwrap();
        tokio::time::sleep(SECOND).await;
        assert_eq!(who(&server, &secret).await.0, 401);
    }
}

both! {
    async fn what_is_no_token_is_told_nothing(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (secret, _) = token(&server, &town, json!({})).await;
        let unknown = "wb_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let cut = &secret[..secret.len() - 1];
        let upper = secret.to_uppercase();
        let doubled = format!("{secret}{secret}");
        for garbage in ["wb_", "wb_x", unknown, cut, &upper, &doubled, "wb_é", "wb_\u{1F511}"] {
            let request = server.client.get(format!("{}/graphql?query=%7B__typename%7D", server.url));
            let field = reqwest::header::HeaderValue::from_bytes(format!("Bearer {garbage}").as_bytes());
            let response = request.header("authorization", field.unwrap()).send().await.unwrap();
            assert_eq!(response.status(), 401, "{garbage}");
        }
        assert_eq!(who(&server, &secret).await.0, 200);
    }
}
