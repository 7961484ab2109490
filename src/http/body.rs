//! Reading a request's body: JSON, of a bounded size, in a bounded time.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use serde_json::{Map, Value};

use crate::error::{Code, Error, Message, Problem};

/// How long a client may take to send a body.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The JSON object that a request's body holds, of at most `limit` bytes.
pub(super) async fn json_object(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Map<String, Value>, Error> {
    require_json(headers)?;
    let bytes = read(body, limit).await?;
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        not_readable("the body must be UTF-8".into(), "请求体必须是 UTF-8 编码".into())
    })?;
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(not_readable(
            "the body must be a JSON object".into(),
            "请求体必须是 JSON 对象".into(),
        )),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(not_readable(
                format!("the body is not JSON: see line {line}, column {column}"),
                format!("请求体不是有效的 JSON：第 {line} 行第 {column} 列"),
            ))
        }
    }
}

/// A problem of one of a body's fields.
pub(super) fn problem(field: &str, en: &'static str, zh: &'static str) -> Problem {
    Problem { field: field.into(), message: Message::new(en, zh) }
}

fn not_readable(en: String, zh: String) -> Error {
    Error::new(Code::InvalidInput, Message::new(en, zh))
}

fn require_json(headers: &HeaderMap) -> Result<(), Error> {
    let field = headers.get(header::CONTENT_TYPE).and_then(|field| field.to_str().ok());
    let mut parts = field.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|of| of.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset")
            || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if is_json && is_utf8 {
        return Ok(());
    }
    Err(Error::new(
        Code::UnsupportedMediaType,
        Message::new(
            "the body's media type must be application/json, in UTF-8",
            "请求体的媒体类型必须是 UTF-8 编码的 application/json",
        ),
    ))
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Error> {
    let whole = tokio::time::timeout(LONGEST_WAIT, to_bytes(body, limit)).await.map_err(|_| {
        Error::new(Code::Timeout, Message::new("the body took too long", "请求体传输超时"))
    })?;
    whole.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(<dyn std::error::Error>::is::<LengthLimitError>) {
            Error::new(
                Code::PayloadTooLarge,
                Message::new(
                    format!("the body is larger than {limit} bytes"),
                    format!("请求体超过 {limit} 字节"),
                ),
            )
        } else {
            not_readable("the body broke off".into(), "请求体不完整".into())
        }
    })
}
