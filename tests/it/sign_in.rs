//! Signing in, staying in, and being shown the door.

use entity::user;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::support::{Backend, PASSWORD, Server, both};

const WHO: &str = "{ viewer { user { username } } }";

both! {
    /// The same question, four jurisdictions, and the parts add up to the whole.
    async fn each_level_reads_its_own_part(backend: Backend) {
        let server = Server::start(backend).await;
        let mut counts = Vec::new();
        for (name, numbers) in [
            ("leader", vec!["N-1"]),
            ("community", vec!["N-2", "N-1"]),
            ("town", vec!["N-5", "N-3", "N-2", "N-1"]),
            ("far", vec!["N-4"]),
            ("analyst", vec!["N-5", "N-4", "N-3", "N-2", "N-1"]),
            ("administrator", vec![]),
        ] {
            let (token, _) = server.login(name).await;
            let answer =
                server.ask(&token, "{ cases { totalCount nodes { number } } areas { totalCount } }").await;
            let nodes = answer["cases"]["nodes"].as_array().unwrap();
            let found: Vec<&str> = nodes.iter().map(|node| node["number"].as_str().unwrap()).collect();
            assert_eq!(found, numbers, "{name}");
            assert_eq!(answer["cases"]["totalCount"], json!(numbers.len()), "{name}");
            counts.push(numbers.len());
        }
        assert_eq!(counts[2] + counts[3], counts[4], "two towns are the district");
    }
}

both! {
    async fn names_like_roles_are_just_names(backend: Backend) {
        let server = Server::start(backend).await;
        for name in ["administrator", "role:community", "*"] {
            let (token, _) = server.login(name).await;
            let answer = server.ask(&token, WHO).await;
            assert_eq!(answer["viewer"]["user"]["username"], json!(name));
        }
        let (token, _) = server.login("role:community").await;
        let answer = server.ask(&token, "{ cases { nodes { number } } }").await;
        assert_eq!(answer["cases"]["nodes"], json!([{"number": "N-4"}]), "only the own grid's town");
    }
}

both! {
    async fn a_wrong_password_and_an_unknown_user_are_told_the_same(backend: Backend) {
        let server = Server::start(backend).await;
        let mut answers = Vec::new();
        for name in ["town", "nobody at all"] {
            let body = json!({"username": name, "password": "wrong"});
            answers.push(server.post("/auth/login", body).await);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].0, 401);
        assert_eq!(answers[0].1["errors"][0]["extensions"]["code"], json!("UNAUTHENTICATED"));
    }
}

both! {
    async fn repeated_failures_slow_down_even_for_the_right_password(backend: Backend) {
        let server = Server::start(backend).await;
        let wrong = json!({"username": "town", "password": "wrong"});
        let mut limited = None;
        for attempt in 1..=8 {
            let (status, answer) = server.post("/auth/login", wrong.clone()).await;
            if status == 429 {
                limited = Some((attempt, answer));
                break;
            }
            assert_eq!(status, 401);
        }
        let (attempt, answer) = limited.expect("guessing is slowed down");
        assert!(attempt > 3, "a few slips are forgiven");
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("RATE_LIMITED"));
        assert!(answer["errors"][0]["extensions"]["retryAfter"].as_u64().unwrap() >= 1);
        let right = json!({"username": "town", "password": PASSWORD});
        assert_eq!(server.post("/auth/login", right).await.0, 429);
        server.login("far").await;
    }
}

both! {
    async fn a_refresh_token_is_good_once_and_a_second_use_ends_the_family(backend: Backend) {
        let server = Server::start(backend).await;
        let (_, first) = server.login("town").await;
        let refresh = |token: String| server.post("/auth/refresh", json!({"refresh_token": token}));
        let (status, answer) = refresh(first.clone()).await;
        assert_eq!(status, 200, "{answer}");
        let second = answer["refresh_token"].as_str().unwrap().to_owned();
        assert_eq!(refresh(first).await.0, 401, "used up");
        assert_eq!(refresh(second).await.0, 401, "the family ended with the reuse");
    }
}

both! {
    async fn of_two_refreshes_at_once_one_wins(backend: Backend) {
        let server = Server::start(backend).await;
        let (_, token) = server.login("town").await;
        let refresh = || server.post("/auth/refresh", json!({"refresh_token": token}));
        let (a, b) = tokio::join!(refresh(), refresh());
        let won = [a.0, b.0].into_iter().filter(|status| *status == 200).count();
        assert!(won <= 1, "{} and {}", a.0, b.0);
    }
}

both! {
    async fn signing_out_ends_the_family(backend: Backend) {
        let server = Server::start(backend).await;
        let (_, token) = server.login("town").await;
        let body = json!({"refresh_token": token});
        assert_eq!(server.post("/auth/logout", body.clone()).await.0, 204);
        assert_eq!(server.post("/auth/refresh", body).await.0, 401);
    }
}

both! {
    async fn a_deactivated_user_is_out_within_a_second(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, refresh) = server.login("town").await;
        server.ask(&token, WHO).await;
        user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Username.eq("town"))
            .exec(server.database.connection())
            .await
            .unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let (status, answer) = server.ask_with(&token, json!({"query": WHO})).await;
        assert_eq!(status, 401, "{answer}");
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": refresh})).await.0, 401);
        let body = json!({"username": "town", "password": PASSWORD});
        assert_eq!(server.post("/auth/login", body).await.0, 401);
    }
}

both! {
    async fn a_token_of_somebody_else_s_making_is_no_credential(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let mut parts: Vec<&str> = token.split('.').collect();
        let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
        let unsigned = format!("{none}.{}.", parts[1]);
        parts[2] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let forged = parts.join(".");
        for bad in ["", "x", "a.b.c", &unsigned, &forged] {
            let (status, answer) = server.ask_with(bad, json!({"query": WHO})).await;
            assert_eq!(status, 401, "{bad}");
            assert_eq!(answer["errors"][0]["extensions"]["code"], json!("UNAUTHENTICATED"));
        }
    }
}
