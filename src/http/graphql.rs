//! `/graphql`, as the GraphQL-over-HTTP specification has it.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::Shared;
use super::body::json_text;
use super::credentials::holder_of;
use super::events;
use super::media_type::MediaType;
use super::observe::AnsweredTo;
use super::reply::{error_as, json_as, language_of, status_of};
use super::request::{from_body, from_query_string};
use crate::error::{Code, Error, Message};
use crate::schema::{GraphQlRequest, GraphQlResponse, Outcome};

/// `POST /graphql`: queries and mutations.
pub(super) async fn post(State(app): State<Shared>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let read = async || {
        let limits = &app.limits;
        from_body(&json_text(&parts.headers, body, limits.body).await?, limits, &app.known)
    };
    answer(&app, &parts, false, read).await
}

/// `GET /graphql`: queries only.
pub(super) async fn get(State(app): State<Shared>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let read = async || from_query_string(&parts.uri, &app.limits, &app.known);
    answer(&app, &parts, true, read).await
}

async fn answer(
    app: &Shared,
    parts: &Parts,
    only_queries: bool,
    read: impl AsyncFnOnce() -> Result<GraphQlRequest, Error>,
) -> Response<Body> {
    let language = language_of(&parts.headers);
    let events = events::wanted(&parts.headers);
    let media_type = match events {
        true => MediaType::negotiate(&parts.headers).or(Some(MediaType::Json)),
        false => MediaType::negotiate(&parts.headers),
    };
    let Some(media_type) = media_type else {
        let error = not_acceptable();
        return error_as(MediaType::Json, StatusCode::NOT_ACCEPTABLE, &error, language);
    };
    let refuse = |error: Error| error_as(media_type, status_of(error.code), &error, language);
    let grants = match holder_of(&parts.headers, &app.identity).await {
        Ok(grants) => grants,
        Err(error) => return refuse(error),
    };
    let user = grants.user_id();
    let answered = async {
        let place = app.turns.place(user)?;
        let request = read().await?;
        let _turn = app.turns.turn(place).await?;
        if events {
            let asked = events::Asked { request, only_queries, language };
            return events::answer(app, parts, grants, asked).await;
        }
        let executed = app.engine.execute(grants, request, only_queries, language).await;
        Ok(Answered::Whole(executed))
    };
    let mut response = match answered.await {
        Err(error) => refuse(error),
        Ok(Answered::Events(response)) => response,
        Ok(Answered::Whole(executed)) => {
            let mut response =
                json_as(media_type, status(media_type, executed.outcome), executed.body);
            if response.status() == StatusCode::METHOD_NOT_ALLOWED {
                let allow = HeaderValue::from_static("POST");
                response.headers_mut().insert(header::ALLOW, allow);
            }
            response
        }
    };
    response.extensions_mut().insert(AnsweredTo(user));
    response
}

/// How a request was answered.
pub(super) enum Answered {
    /// By one response.
    Whole(GraphQlResponse),
    /// By events, as they happen.
    Events(Response<Body>),
}

/// The status code of an answer to a well-formed request.
fn status(media_type: MediaType, outcome: Outcome) -> StatusCode {
    match (outcome, media_type) {
        (Outcome::NotAllowedByGet, _) => StatusCode::METHOD_NOT_ALLOWED,
        (Outcome::Executed, _) | (_, MediaType::Json) => StatusCode::OK,
        (Outcome::RequestError, MediaType::GraphQlResponse) => StatusCode::BAD_REQUEST,
        (Outcome::Unavailable, MediaType::GraphQlResponse) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn not_acceptable() -> Error {
    Error::new(
        Code::InvalidInput,
        Message::new(
            "Accept must allow application/graphql-response+json or application/json",
            "Accept 须包含 application/graphql-response+json 或 application/json",
        ),
    )
}
