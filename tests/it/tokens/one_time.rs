//! A one-time password, from the import that made it to the first sign-in and the change.

use serde_json::{Value, json};

use super::{SECOND, code, fields, who};
use crate::files::{body_of, pdf};
use crate::support::{Backend, PASSWORD, Server, both, import, password_hashes};
use crate::told::Socket;

const NEW: &str = "a lantern above the bridge";
const NEWCOMERS: &str = "username,display_name,role,area_code\nnew,Nia Bridge,community,3511\n";

async fn sign_in(server: &Server, password: &str) -> (u16, Value) {
    server.post("/auth/login", json!({"username": "new", "password": password})).await
}

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn change(server: &Server, token: &str, current: &str, new: &str) -> Value {
    let query = "mutation($current: String!, $new: String!) { \
                 changePassword(current: $current, new: $new) { userId } }";
    let variables = json!({"current": current, "new": new});
    server.ask_with(token, json!({"query": query, "variables": variables})).await.1
}

both! {
    async fn nothing_is_done_by_it_before_it_is_changed(backend: Backend) {
        let server = Server::start(backend).await;
        import::users(&server.store, NEWCOMERS, &password_hashes(NEWCOMERS)).await;
        let (status, signed_in) = sign_in(&server, PASSWORD).await;
        assert_eq!((status, &signed_in["password_must_change"]), (200, &json!(true)), "{signed_in}");
        let (token, refresh) = (text(&signed_in, "access_token"), text(&signed_in, "refresh_token"));
        let renewed = server.post("/auth/refresh", json!({"refresh_token": refresh})).await.1;
        assert_eq!(renewed["password_must_change"], true);
        let refresh = text(&renewed, "refresh_token");

        let known = server.ask(&token, "{ viewer { user { username } } installation { name } }").await;
        assert_eq!(known["viewer"]["user"]["username"], "new");
        for more in [
            "{ cases { totalCount } }",
            "{ viewer { user { id } } areas { totalCount } }",
            "{ __schema { types { name } } }",
            "{ categories { id } }",
            "mutation { changePassword(current: \"\", new: \"\") { userId } addCaseNote(input: {id: \"\", text: \"\"}) { caseId } }",
        ] {
            let answer = server.ask_with(&token, json!({"query": more})).await.1;
            let expected = if more.starts_with("mutation") { "INVALID_INPUT" } else { "FORBIDDEN" };
            assert_eq!(code(&answer), expected, "{more}: {answer}");
            let told = &answer["errors"][0]["extensions"]["mustChangePassword"];
            assert!(expected != "FORBIDDEN" || *told == json!(true), "{answer}");
        }
        let chinese = server.client.post(format!("{}/graphql", server.url)).bearer_auth(&token);
        let chinese = chinese.header("accept-language", "zh-CN").json(&json!({"query": "{ cases { totalCount } }"}));
        let chinese: Value = chinese.send().await.unwrap().json().await.unwrap();
        assert!(chinese.to_string().contains("一次性密码"), "{chinese}");
        let schema = server.client.get(format!("{}/schema.graphql", server.url)).bearer_auth(&token);
        assert_eq!(schema.send().await.unwrap().status(), 403);
        let (kind, body) = body_of("file", "a.pdf", &pdf());
        let sent = server.client.post(format!("{}/files", server.url)).bearer_auth(&token);
        assert_eq!(sent.header("content-type", kind).body(body).send().await.unwrap().status(), 403);
        let mut socket = Socket::of(&server, &token).await;
        let payload = json!({"query": "subscription { caseChanged { kind } }"});
        socket.say(json!({"type": "subscribe", "id": "1", "payload": payload})).await;
        let told = socket.hear().await;
        assert_eq!(told["payload"][0]["extensions"]["mustChangePassword"], true, "{told}");

        let changed = change(&server, &token, PASSWORD, NEW).await;
        assert_eq!(changed.get("errors"), None, "{changed}");
        // The session goes on by its refresh token, and by the old password no other one begins.
        let renewed = server.post("/auth/refresh", json!({"refresh_token": refresh})).await.1;
        assert_eq!(renewed.get("password_must_change"), None, "{renewed}");
        let seen = server.ask(&text(&renewed, "access_token"), "{ cases { totalCount } }").await;
        assert_eq!(seen["cases"]["totalCount"], 2);
        assert_eq!(sign_in(&server, PASSWORD).await.0, 401);
        let again = sign_in(&server, NEW).await.1;
        assert_eq!(again.get("password_must_change"), None);
    }
}

both! {
    async fn a_change_ends_the_other_sessions_and_leaves_an_entry(backend: Backend) {
        let server = Server::start(backend).await;
        let (own, own_refresh) = server.login("town").await;
        let (other, other_refresh) = server.login("town").await;
        assert_eq!(change(&server, &own, PASSWORD, NEW).await.get("errors"), None);
        tokio::time::sleep(SECOND).await;
        for token in [&own, &other] {
            assert_eq!(who(&server, token).await.0, 401, "access tokens of before");
        }
        let refresh = |token: String| server.post("/auth/refresh", json!({"refresh_token": token}));
        assert_eq!(refresh(other_refresh).await.0, 401);
        assert_eq!(refresh(own_refresh).await.0, 200);
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let entries = entity::audit_entry::Entity::find()
            .filter(entity::audit_entry::Column::Action.eq("change_password"))
            .all(server.database.connection())
            .await
            .unwrap();
        assert_eq!(entries.len(), 1);
        assert!(!format!("{entries:?}").contains(NEW));
    }
}

both! {
    async fn who_guesses_at_the_present_one_is_slowed_down(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        assert_eq!(fields(&change(&server, &token, "wrong", NEW).await), ["current"]);
        for weak in ["short", "123456789012", "town town town", PASSWORD] {
            assert_eq!(fields(&change(&server, &token, PASSWORD, weak).await), ["new"], "{weak}");
        }
        let mut limited = false;
        for _ in 0..8 {
            let answer = change(&server, &token, "wrong", NEW).await;
            limited |= code(&answer) == "RATE_LIMITED";
        }
        assert!(limited);
        let right = json!({"username": "town", "password": PASSWORD});
        assert_eq!(server.post("/auth/login", right).await.0, 429, "one count for both doors");
    }
}
