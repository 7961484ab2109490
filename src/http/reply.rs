//! Answers that are no document: what was refused, and why.

use std::any::Any;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::media_type::MediaType;
use crate::error::{Code, Error, Language, Message};

/// The language that a request's answer is to be in.
pub(super) fn language_of(headers: &HeaderMap) -> Language {
    let field = headers.get(header::ACCEPT_LANGUAGE).and_then(|field| field.to_str().ok());
    Language::from_accept_language(field)
}

/// An error with the status code that its own code stands for.
pub(super) fn error(error: &Error, language: Language) -> Response<Body> {
    error_as(MediaType::Json, status_of(error.code), error, language)
}

/// An error with a status code, in a media type.
pub(super) fn error_as(
    media_type: MediaType,
    status: StatusCode,
    error: &Error,
    language: Language,
) -> Response<Body> {
    let body = json!({"errors": [error.to_json(language)]}).to_string();
    let mut response = json_as(media_type, status, body.into());
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(seconds) = error.extensions.get("retryAfter").and_then(serde_json::Value::as_u64) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// A JSON text in a media type.
pub(super) fn json_as(media_type: MediaType, status: StatusCode, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static(media_type.content_type());
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

/// The status code that an error's code stands for.
pub(super) fn status_of(code: Code) -> StatusCode {
    match code {
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::WrongState | Code::Conflict => StatusCode::CONFLICT,
        Code::CursorExpired => StatusCode::GONE,
        Code::Timeout => StatusCode::REQUEST_TIMEOUT,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Code::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::ReadOnly | Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::InvalidInput | Code::QueryTooExpensive | Code::PersistedQueryNotFound => {
            StatusCode::BAD_REQUEST
        }
    }
}

/// For a path that is no route.
pub(super) async fn no_such_route(headers: HeaderMap) -> Response<Body> {
    let message = Message::new("there is nothing at this path", "此路径不存在");
    error(&Error::new(Code::NotFound, message), language_of(&headers))
}

/// For a route that has other methods.
pub(super) async fn no_such_method(headers: HeaderMap) -> Response<Body> {
    let message = Message::new("this path does not take this method", "此路径不支持该请求方法");
    let error = Error::new(Code::InvalidInput, message);
    error_as(MediaType::Json, StatusCode::METHOD_NOT_ALLOWED, &error, language_of(&headers))
}

/// For a handler that panicked; the panic's own text may hold anything, and is not repeated.
pub(super) fn panicked(_: Box<dyn Any + Send>) -> Response<Body> {
    tracing::error!("a request's handler panicked");
    error(&Error::internal(), Language::default())
}
