//! Reading a request's body: JSON, of a bounded size. Its time is bounded where it comes from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::timed_body::TooSlow;
use crate::error::{Code, Error, Message, Problem};

/// The texts of an object's values by their names; of a name that comes twice, the last one.
pub(super) type Fields<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The text of JSON that a request's body is, of at most `most` bytes.
pub(super) async fn json_text(
    headers: &HeaderMap,
    body: Body,
    most: usize,
) -> Result<String, Error> {
    require_json(headers)?;
    require_plain(headers)?;
    let bytes = read(body, most).await?;
    String::from_utf8(bytes.into()).map_err(|_| {
        not_readable("the body must be UTF-8".into(), "请求体必须是 UTF-8 编码".into())
    })
}

/// The object that a body's text is: the text of each value by its name. No value is made of it
/// here, for the reason that [`VariableValues`](crate::schema::VariableValues) has.
pub(super) fn fields(text: &str) -> Result<Fields<'_>, Error> {
    serde_json::from_str(text).map_err(|_| why_no_object(text))
}

/// The text that a JSON value is, if it is one.
pub(super) fn text_of(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

fn why_no_object(text: &str) -> Error {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) if text.trim_ascii_start().starts_with('[') => {
            let mut error = not_readable(
                "the body must be a JSON object: send one request at a time, over one connection \
                 if you like; batches are not taken"
                    .into(),
                "请求体必须是 JSON 对象：请逐个发送请求（可复用连接），不接受批量请求".into(),
            );
            error.extensions.insert("limit".into(), 1.into());
            error
        }
        Ok(_) => {
            not_readable("the body must be a JSON object".into(), "请求体必须是 JSON 对象".into())
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            not_readable(
                format!("the body is not JSON: see line {line}, column {column}"),
                format!("请求体不是有效的 JSON：第 {line} 行第 {column} 列"),
            )
        }
    }
}

/// What was sent is larger than so many bytes.
pub(super) fn too_large(what_en: &str, what_zh: &str, limit: usize) -> Error {
    let message = Message::new(
        format!("{what_en} larger than {limit} bytes"),
        format!("{what_zh}超过 {limit} 字节"),
    );
    let mut error = Error::new(Code::PayloadTooLarge, message);
    error.extensions.insert("limit".into(), limit.into());
    error
}

/// A problem of one of a body's fields.
pub(super) fn problem(field: &str, en: &'static str, zh: &'static str) -> Problem {
    Problem { field: field.into(), message: Message::new(en, zh) }
}

pub(super) fn not_readable(en: String, zh: String) -> Error {
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

/// What is compressed is not read: a kilobyte of it may unpack to a gigabyte.
pub(super) fn require_plain(headers: &HeaderMap) -> Result<(), Error> {
    let coded = headers.get_all(header::CONTENT_ENCODING).iter();
    if coded.into_iter().all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Ok(());
    }
    let message = Message::new(
        "the body must be sent as it is, without Content-Encoding",
        "请求体不得压缩，不支持 Content-Encoding",
    );
    Err(Error::new(Code::UnsupportedMediaType, message))
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Error> {
    to_bytes(body, limit).await.map_err(|error| {
        if has_cause::<LengthLimitError>(&error) {
            too_large("the body is", "请求体", limit)
        } else {
            broken(&error)
        }
    })
}

/// Why a body did not come whole.
pub(super) fn broken(error: &(dyn std::error::Error + 'static)) -> Error {
    if has_cause::<TooSlow>(error) {
        Error::new(Code::Timeout, Message::new("the body took too long", "请求体传输超时"))
    } else {
        not_readable("the body broke off".into(), "请求体不完整".into())
    }
}

fn has_cause<T: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(|cause| cause.is::<T>())
}
