//! `POST /auth/login`, `/auth/refresh` and `/auth/logout`: a password for a pair of tokens, a
//! refresh token for the next pair, and the end of a session.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use serde_json::json;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::Shared;
use super::body::{fields, json_text, problem, text_of};
use super::media_type::MediaType;
use super::reply::{self, json_as, language_of};
use crate::error::{Code, Error, Message};
use crate::identity::TokenPair;

/// The largest body, in bytes.
const LIMIT: usize = 16 * 1024;

/// How long an answer may take: a turn to have a password verified, and the database's work.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Signs in.
pub(super) async fn login(State(app): State<Shared>, request: Request) -> Response<Body> {
    answer(request, async |body| {
        let [username, password] = texts(body, ["username", "password"])?;
        let pair = app.identity.sign_in(&username, Zeroizing::new(password)).await?;
        Ok(tokens(&pair))
    })
    .await
}

/// Goes on.
pub(super) async fn refresh(State(app): State<Shared>, request: Request) -> Response<Body> {
    answer(request, async |body| {
        let [refresh_token] = texts(body, ["refresh_token"])?;
        Ok(tokens(&app.identity.refresh(&refresh_token).await?))
    })
    .await
}

/// Signs out.
pub(super) async fn logout(State(app): State<Shared>, request: Request) -> Response<Body> {
    answer(request, async |body| {
        let [refresh_token] = texts(body, ["refresh_token"])?;
        app.identity.sign_out(&refresh_token).await?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(response)
    })
    .await
}

pub(super) async fn answer(
    request: Request,
    respond: impl AsyncFnOnce(&str) -> Result<Response<Body>, Error>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let response = match json_text(&parts.headers, body, LIMIT).await {
        Ok(body) => timeout(LONGEST_WAIT, respond(&body)).await.unwrap_or_else(|_| Err(too_slow())),
        Err(error) => Err(error),
    };
    response.unwrap_or_else(|error| reply::error(&error, language_of(&parts.headers)))
}

fn too_slow() -> Error {
    let message = Message::new("this takes too long now: try again", "暂时无法处理，请稍后重试");
    Error::new(Code::Unavailable, message)
}

/// The body's fields, each of which must be a text; any others are left alone.
pub(super) fn texts<const N: usize>(body: &str, names: [&str; N]) -> Result<[String; N], Error> {
    let fields = fields(body)?;
    let mut problems = Vec::new();
    let texts = names.map(|name| {
        fields.get(name).and_then(|value| text_of(value)).unwrap_or_else(|| {
            problems.push(problem(name, "must be a text", "必须是字符串"));
            String::new()
        })
    });
    if problems.is_empty() { Ok(texts) } else { Err(Error::invalid_input(problems)) }
}

pub(super) fn tokens(pair: &TokenPair) -> Response<Body> {
    let mut body = json!({
        "access_token": pair.access_token,
        "token_type": "Bearer",
        "expires_in": pair.expires_in.as_secs(),
        "refresh_token": pair.refresh_token,
    });
    if pair.password_must_change {
        body["password_must_change"] = true.into();
    }
    json_as(MediaType::Json, StatusCode::OK, body.to_string().into())
}
