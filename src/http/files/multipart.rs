//! The one part of a `multipart/form-data` body.

use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use futures_util::StreamExt;
use multer::{Multipart, parse_boundary};

use crate::error::{Code, Error, Message, Problem};
use crate::http::body::{broken, not_readable, problem, require_plain, too_large};

/// What the part must be called.
const PART: &str = "file";

/// How many bytes a body may have around the file.
const AROUND: usize = 16 * 1024;

/// How many bytes of a body that is refused are still read, so that its client, which may read
/// nothing before it has sent all, is told.
const READ_ON: usize = 8 << 20;

/// A file as it was sent: what the client calls it, and its bytes.
pub(super) struct Sent {
    pub(super) name: String,
    pub(super) bytes: Bytes,
}

/// The file that a body of one part holds, of at most `most` bytes.
pub(super) async fn one_file(headers: &HeaderMap, body: Body, most: usize) -> Result<Sent, Error> {
    require_plain(headers)?;
    let boundary = headers
        .get(header::CONTENT_TYPE)
        .and_then(|field| parse_boundary(field.to_str().ok()?).ok())
        .ok_or_else(no_multipart)?;
    let mut stream = Counted { stream: body.into_data_stream(), length: 0, most: most + AROUND };
    let sent = parts(&mut stream, boundary, most).await;
    if sent.is_err() {
        stream.read_on().await;
    }
    sent
}

async fn parts(stream: &mut Counted, boundary: String, most: usize) -> Result<Sent, Error> {
    let chunks = futures_util::stream::poll_fn(|context| stream.poll_chunk(context));
    let mut parts = Multipart::new(chunks, boundary);
    let refused = |error| refusal(error, most);
    let Some(mut part) = parts.next_field().await.map_err(refused)? else {
        return Err(wrong_parts(
            "one part is wanted, and none was sent",
            "请求须包含一个文件，但未收到",
        ));
    };
    if part.name() != Some(PART) {
        return Err(wrong_parts("the one part must be called `file`", "文件字段名必须为 file"));
    }
    let name = part.file_name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(refused)? {
        if bytes.len() + chunk.len() > most {
            return Err(too_large("the file is", "文件", most));
        }
        bytes.extend_from_slice(&chunk);
    }
    drop(part);
    if parts.next_field().await.map_err(refused)?.is_some() {
        return Err(wrong_parts("send one file at a time", "每次只能上传一个文件"));
    }
    Ok(Sent { name, bytes: bytes.into() })
}

/// A body, and how much of it was read.
struct Counted {
    stream: BodyDataStream,
    length: usize,
    most: usize,
}

/// The body is longer than any that holds a file of the largest size.
#[derive(Debug, thiserror::Error)]
#[error("the body is too long")]
struct TooLong;

impl Counted {
    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, axum::BoxError>>> {
        let polled = self.stream.poll_next_unpin(context);
        polled.map(|chunk| {
            let chunk = match chunk? {
                Ok(chunk) => chunk,
                Err(error) => return Some(Err(error.into())),
            };
            self.length += chunk.len();
            Some(if self.length > self.most { Err(TooLong.into()) } else { Ok(chunk) })
        })
    }

    async fn read_on(&mut self) {
        let mut left = READ_ON;
        while let Some(Ok(chunk)) = self.stream.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                break;
            }
        }
    }
}

fn refusal(error: multer::Error, most: usize) -> Error {
    match error {
        multer::Error::StreamReadFailed(ref cause) if cause.is::<TooLong>() => {
            too_large("the file is", "文件", most)
        }
        multer::Error::StreamReadFailed(_)
        | multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream => broken(&error),
        _ => not_readable(
            "the body is not multipart/form-data as it should be".into(),
            "请求体不是有效的 multipart/form-data".into(),
        ),
    }
}

fn no_multipart() -> Error {
    let message = Message::new(
        "the body must be multipart/form-data with one part, `file`",
        "请求体须为 multipart/form-data，且仅含一个字段 file",
    );
    Error::new(Code::UnsupportedMediaType, message)
}

fn wrong_parts(en: &'static str, zh: &'static str) -> Error {
    let problems: Vec<Problem> = vec![problem(PART, en, zh)];
    Error::invalid_input(problems)
}
