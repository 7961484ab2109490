//! `GET /files/{id}`: the bytes of a file, for whoever may see it. A file that is not there, one of
//! somebody else, one out of sight and an address that is not good are answered alike.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use chrono::Utc;
use futures_util::TryStreamExt;
use uuid::Uuid;

use super::disposition::disposition;
use super::range::{Wanted, wanted};
use crate::error::{Code, Error, Message};
use crate::files::{FilesError, Looker, Media, Part};
use crate::http::credentials::grants_of;
use crate::http::media_type::MediaType;
use crate::http::observe::AnsweredTo;
use crate::http::reply::{self, error_as, language_of};
use crate::http::{Shared, paths};
use crate::identity::Refusal;
use crate::policy::Grants;
use crate::read::global_id;
use crate::schema::AttachedFile;

/// Whatever a browser makes of a file, it runs nothing and asks nothing of anybody.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// What a client asks for, and on whose behalf.
struct Asked {
    file: Uuid,
    /// Whether it may be one that is tied to nothing yet.
    may_be_loose: bool,
    part: Part,
    grants: Arc<Grants>,
}

/// Gives the bytes.
pub(in crate::http) async fn get(State(app): State<Shared>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let refuse = |error: &Error| reply::error(error, language_of(&parts.headers));
    let asked = match asked(&app, &parts).await {
        Ok(asked) => asked,
        Err(error) => return refuse(&error),
    };
    let mut response = answer(&app, &parts, &asked).await.unwrap_or_else(|error| refuse(&error));
    response.extensions_mut().insert(AnsweredTo(asked.grants.user_id()));
    response
}

/// By a bearer token, or by an address that was signed for a viewer.
async fn asked(app: &Shared, parts: &Parts) -> Result<Asked, Error> {
    let query = parts.uri.query().unwrap_or_default();
    let has =
        |wanted: &str| form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == wanted);
    let named = parts.uri.path().strip_prefix(paths::FILES_BELOW).and_then(global_id::split);
    if !has("signature") || parts.headers.contains_key(header::AUTHORIZATION) {
        let grants = grants_of(&parts.headers, &app.identity).await?;
        let (kind, file) = named.ok_or_else(no_such_file)?;
        let may_be_loose = match kind {
            "file" => true,
            "attachment" => false,
            _ => return Err(no_such_file()),
        };
        let part = if has("thumbnail") { Part::Thumbnail } else { Part::Whole };
        return Ok(Asked { file, may_be_loose, part, grants });
    }
    let (kind, file) = named.ok_or_else(no_such_file)?;
    let signed = app.signer.read(file, query, Utc::now()).filter(|_| kind == "attachment");
    let signed = signed.ok_or_else(no_such_file)?;
    let Looker { viewer, token } = signed.looker;
    let grants = app.identity.grants(viewer, token).await?.ok_or_else(no_such_file)?;
    let part = if signed.thumbnail { Part::Thumbnail } else { Part::Whole };
    Ok(Asked { file, may_be_loose: false, part, grants })
}

async fn answer(app: &Shared, parts: &Parts, asked: &Asked) -> Result<Response<Body>, Error> {
    let _turn = app.turns.turn(app.turns.place(asked.grants.user_id())?).await?;
    let found = find(app, asked).await?.ok_or_else(no_such_file)?;
    let byte_length = match asked.part {
        Part::Whole => found.byte_length,
        Part::Thumbnail => {
            let small = app.files.byte_length(asked.file, Part::Thumbnail).await;
            small.map_err(failed)?.ok_or_else(no_such_file)?
        }
    };
    let tag = match asked.part {
        Part::Whole => format!("\"{}\"", found.sha256),
        Part::Thumbnail => format!("\"{}-thumbnail\"", found.sha256),
    };
    let range = match wanted(&parts.headers, byte_length, &tag) {
        Wanted::All => None,
        Wanted::Some(range) => Some(range),
        Wanted::None => return Ok(out_of_range(parts, byte_length)),
    };
    let content = app.files.read(asked.file, asked.part, range.clone()).await;
    let content = content.map_err(failed)?;
    let content = content.filter(|content| content.byte_length == byte_length).ok_or_else(|| {
        tracing::error!(file = %asked.file, "a file's bytes are gone, or others than were kept");
        Error::internal()
    })?;
    let length = content.range.end - content.range.start;
    let pieces = content.pieces.inspect_err(|error| {
        tracing::error!(%error, "a file broke off while it was read");
    });
    let mut response = Response::new(Body::from_stream(pieces));
    if range.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let (first, last) = (content.range.start, content.range.end - 1);
        set(&mut response, header::CONTENT_RANGE, &format!("bytes {first}-{last}/{byte_length}"));
    }
    set(&mut response, header::CONTENT_LENGTH, &length.to_string());
    set(&mut response, header::ETAG, &tag);
    describe(&mut response, asked.part, &found);
    Ok(response)
}

/// The file, if it is the viewer's own and tied to nothing, or in the viewer's sight.
async fn find(app: &Shared, asked: &Asked) -> Result<Option<AttachedFile>, Error> {
    let Asked { file, may_be_loose, ref grants, .. } = *asked;
    if may_be_loose {
        let own = app.store.unattached_file(file, grants.user_id()).await.map_err(Refusal::from)?;
        if let Some(own) = own {
            return Ok(Some(AttachedFile {
                file_name: own.file_name,
                media_type: own.media_type,
                byte_length: u64::try_from(own.byte_length).unwrap_or_default(),
                sha256: own.sha256,
            }));
        }
    }
    app.engine.attached_file(grants, file).await
}

/// What a file is, under which name it is saved, and that nothing in it is run.
fn describe(response: &mut Response<Body>, part: Part, file: &AttachedFile) {
    let (media, name) = match part {
        Part::Whole => (Media::of_media_type(&file.media_type), file.file_name.as_str()),
        Part::Thumbnail => (Some(Media::Jpeg), "thumbnail.jpg"),
    };
    let media_type = media.map_or("application/octet-stream", Media::media_type);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let inline = media.is_some_and(Media::shows_inline);
    headers.insert(header::CONTENT_DISPOSITION, disposition(name, inline));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
}

pub(super) fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

pub(super) fn out_of_range(parts: &Parts, byte_length: u64) -> Response<Body> {
    let message = Message::new(
        format!("the file has {byte_length} bytes, and none of these"),
        format!("文件共 {byte_length} 字节，所请求的范围不存在"),
    );
    let error = Error::new(Code::InvalidInput, message);
    let (status, language) = (StatusCode::RANGE_NOT_SATISFIABLE, language_of(&parts.headers));
    let mut response = error_as(MediaType::Json, status, &error, language);
    set(&mut response, header::CONTENT_RANGE, &format!("bytes */{byte_length}"));
    response
}

pub(super) fn failed(error: FilesError) -> Error {
    tracing::error!(%error, "a file cannot be read");
    error.into()
}

fn no_such_file() -> Error {
    let message = Message::new(
        "there is no such file, or it is out of your sight",
        "文件不存在，或您无权查看",
    );
    Error::new(Code::NotFound, message)
}
