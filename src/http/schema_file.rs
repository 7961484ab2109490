//! `GET /schema.graphql`: the schema in its definition language, as whoever is signed in
//! is shown it.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, header};

use super::Shared;
use super::credentials::grants_of;
use super::observe::AnsweredTo;
use super::reply::{self, language_of};

/// The schema's text.
pub(super) async fn get(State(app): State<Shared>, headers: HeaderMap) -> Response<Body> {
    let grants = match grants_of(&headers, &app.identity).await {
        Ok(grants) => grants,
        Err(error) => return reply::error(&error, language_of(&headers)),
    };
    let mut response = Response::new(Body::from(app.engine.sdl_for(&grants).to_string()));
    let content_type = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response.extensions_mut().insert(AnsweredTo(grants.user_id()));
    response
}
