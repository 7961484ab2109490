//! Passwords that are told once.

use serde_json::json;

use super::{CREATE, LONGEST, Office, RESET};
use crate::support::{Backend, PASSWORD, both};

both! {
    async fn a_password_that_was_reset_is_good_and_the_old_one_and_its_sessions_are_not(backend: Backend) {
        let office = Office::open(backend).await;
        let server = &office.desk.server;
        let (token, refresh) = server.login("mill").await;
        let reset = office.send_id("administrator", RESET, &office.id("mill").await).await.unwrap();
        let password = reset["oneTimePassword"].as_str().unwrap();
        let signs_in = async |password: &str| {
            server.post("/auth/login", json!({"username": "mill", "password": password})).await.0
        };
        assert_eq!(signs_in(PASSWORD).await, 401);
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": refresh})).await.0, 401);
        let begun = std::time::Instant::now();
        while server.ask_with(&token, json!({"query": "{viewer{user{id}}}"})).await.0 != 401 {
            assert!(begun.elapsed() < LONGEST, "the session goes on");
        }
        assert_eq!(signs_in(password).await, 200);
        assert!(office.row("mill").await.password_must_change);
        assert_eq!(office.trail("user").await[0], ("reset".to_owned(), serde_json::Value::Null));
        let input = json!({"username": "new", "displayName": "New"});
        let made = office.send("administrator", CREATE, input).await.unwrap();
        assert_ne!(made["oneTimePassword"], reset["oneTimePassword"]);
        let kept = office.row("new").await.password_hash.unwrap();
        assert!(kept.starts_with("$argon2id$"), "it is kept nowhere");
    }
}
