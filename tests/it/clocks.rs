//! The machine's clock is set forwards or back by hours: nobody is locked out for longer than the
//! longest delay, and no session ends or lives on for it. What a grant's own time does is told in
//! `authorizer`.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{login_failure, refresh_token};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::support::{Backend, PASSWORD, Server, both};

const LIFETIME: TimeDelta = TimeDelta::days(14);

fn life(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    (now, now + LIFETIME)
}

/// A session, by the number of its newest token, that goes on under different clocks.
struct Session<'a>(&'a Server, u8);

impl<'a> Session<'a> {
    async fn start(server: &'a Server, now: DateTime<Utc>) -> Self {
        let user: Uuid = server.store.usernames().await.unwrap()["town"];
        assert!(server.store.start_session(user, 1, [0; 32], life(now)).await.unwrap().is_some());
        Self(server, 0)
    }

    async fn goes_on(&mut self, now: DateTime<Utc>) -> bool {
        let (this, next) = ([self.1; 32], [self.1 + 1; 32]);
        self.1 += 1;
        self.0.store.renew_session(this, next, life(now)).await.unwrap().is_some()
    }

    async fn expires_at(&self) -> DateTime<Utc> {
        let hash = refresh_token::Column::TokenHash.eq([self.1; 32].to_vec());
        let found = refresh_token::Entity::find().filter(hash);
        found.one(self.0.database.connection()).await.unwrap().unwrap().expires_at
    }
}

both! {
    async fn a_session_goes_on_when_the_clock_jumps_by_hours(backend: Backend) {
        let server = Server::start(backend).await;
        let now = Utc::now();
        let mut session = Session::start(&server, now).await;
        for hours in [9, -9, 30, 0, -30, 1] {
            assert!(session.goes_on(now + TimeDelta::hours(hours)).await, "{hours} h");
            server.store.forget_expired_sessions(now + TimeDelta::hours(hours)).await.unwrap();
        }
        assert!(session.expires_at().await <= now + LIFETIME, "jumps make no session longer");
        assert!(!session.goes_on(now + LIFETIME).await, "and it ends when it would have");
    }
}

both! {
    async fn a_session_begun_under_a_clock_a_year_ahead_is_no_longer_than_others(backend: Backend) {
        let server = Server::start(backend).await;
        let now = Utc::now();
        let mut session = Session::start(&server, now + TimeDelta::days(365)).await;
        assert!(session.goes_on(now).await);
        let difference = session.expires_at().await - (now + LIFETIME);
        assert!(difference.abs() < TimeDelta::seconds(1), "{difference}");
    }
}

both! {
    /// The delay was written by a clock that ran hours ahead and has been set right since.
    async fn nobody_is_locked_out_by_a_clock_that_was_set_back(backend: Backend) {
        let server = Server::start(backend).await;
        let wrong = json!({"username": "town", "password": "wrong"});
        for _ in 0..5 {
            assert_eq!(server.post("/auth/login", wrong.clone()).await.0, 401);
        }
        let ahead = Utc::now() + TimeDelta::hours(7);
        login_failure::Entity::update_many()
            .col_expr(login_failure::Column::LastAt, Expr::value(ahead))
            .col_expr(login_failure::Column::BlockedUntil, Expr::value(ahead))
            .exec(server.database.connection())
            .await
            .unwrap();
        // A guess is counted on from where it was, and delays the next one by the right clock.
        assert_eq!(server.post("/auth/login", wrong.clone()).await.0, 401);
        let (status, answer) = server.post("/auth/login", wrong).await;
        assert_eq!(status, 429, "{answer}");
        let wait = answer["errors"][0]["extensions"]["retryAfter"].as_u64().unwrap();
        assert!(wait <= 2, "{answer}");
        tokio::time::sleep(std::time::Duration::from_secs(wait)).await;
        let right = json!({"username": "town", "password": PASSWORD});
        assert_eq!(server.post("/auth/login", right).await.0, 200);
    }
}
