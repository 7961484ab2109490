//! Whether the process lives, and whether it can serve.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::json;

use super::Shared;
use super::media_type::MediaType;
use super::reply::{self, json_as, language_of};
use crate::error::{Code, Error, Message};
use crate::store::MigrationState;

/// How long the database may take to answer.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// `GET /healthz`: the process lives.
pub(super) async fn alive() -> Response<Body> {
    fine()
}

/// `GET /readyz`: the database answers, and is of this program's version.
pub(super) async fn ready(State(app): State<Shared>, headers: HeaderMap) -> Response<Body> {
    let message = match tokio::time::timeout(LONGEST_WAIT, app.store.migration_state()).await {
        Ok(Ok(MigrationState::Ready)) => return fine(),
        Ok(Ok(MigrationState::Pending(_) | MigrationState::TooNew(_))) => Message::new(
            "the database is of another version of this program",
            "数据库版本与本程序不一致",
        ),
        Ok(Err(_)) | Err(_) => Message::new("the database does not answer", "数据库无响应"),
    };
    reply::error(&Error::new(Code::Unavailable, message), language_of(&headers))
}

fn fine() -> Response<Body> {
    json_as(MediaType::Json, StatusCode::OK, json!({"status": "ok"}).to_string().into())
}
