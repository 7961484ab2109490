//! `POST /files`: a file comes in, tied to nothing yet.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use chrono::{SubsecRound, Utc};
use serde_json::json;

use super::multipart::one_file;
use crate::error::{Code, Error, Message};
use crate::http::credentials::grants_of;
use crate::http::media_type::MediaType;
use crate::http::observe::AnsweredTo;
use crate::http::reply::{self, json_as, language_of};
use crate::http::{Shared, paths};
use crate::identity::Refusal;
use crate::policy::{Action, Grants, Object};
use crate::read::global_id;
use crate::store::NewFile;

/// After how many seconds some of one's files may be gone.
const COME_AGAIN: u64 = 60 * 60;

/// Takes a file.
pub(in crate::http) async fn post(State(app): State<Shared>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let language = language_of(&parts.headers);
    let grants = match grants_of(&parts.headers, &app.identity).await {
        Ok(grants) => grants,
        Err(error) => return reply::error(&error, language),
    };
    let user = grants.user_id();
    if !may_send(&grants) {
        return reply::error(&read_only(), language);
    }
    let received = async {
        // Taken before the body is read: it is the memory that there is too little of.
        let _turn = app.uploads.turn(app.uploads.place(user)?).await?;
        let loose = app.store.loose_bytes(user).await.map_err(Refusal::from)?;
        if loose >= app.limits.loose_bytes {
            return Err(too_many(app.limits.loose_bytes));
        }
        let sent = one_file(&parts.headers, body, app.limits.upload).await?;
        let now = Utc::now().trunc_subsecs(6);
        app.files.receive(&app.store, user, (&sent.name, sent.bytes), now).await
    };
    let mut response = match received.await {
        Ok(file) => created(&file).unwrap_or_else(|error| reply::error(&error, language)),
        Err(error) => reply::error(&error, language),
    };
    response.extensions_mut().insert(AnsweredTo(user));
    response
}

/// Whoever signed in may; a token only where it may tie files to some kind of record.
fn may_send(grants: &Grants) -> bool {
    let attaches = |object: &Object| grants.may_somewhere(*object, Action::Attach);
    grants.token().is_none() || Object::ALL.iter().any(attaches)
}

fn read_only() -> Error {
    let message = Message::new(
        "this token attaches no files to anything: its scope has no attach",
        "该令牌不能上传附件：其范围不含 attach",
    );
    Error::new(Code::Forbidden, message)
}

/// Nobody fills the disk with what nobody needs.
fn too_many(limit: u64) -> Error {
    let message = Message::new(
        format!(
            "your files that are attached to nothing have {limit} bytes: attach them, or wait a day until they are gone"
        ),
        format!("您尚未关联的文件已达 {limit} 字节：请先关联，或等待一天后自动清除"),
    );
    let mut error = Error::new(Code::RateLimited, message);
    error.extensions.insert("limit".into(), limit.into());
    error.extensions.insert("retryAfter".into(), COME_AGAIN.into());
    error
}

fn created(file: &NewFile) -> Result<Response<Body>, Error> {
    let id = global_id::join("file", file.id);
    let body = json!({
        "id": id,
        "fileName": file.file_name,
        "mediaType": file.media_type,
        "byteLength": file.byte_length,
        "sha256": file.sha256,
    });
    let mut response = json_as(MediaType::Json, StatusCode::CREATED, body.to_string().into());
    let location = HeaderValue::from_str(&format!("{}/{id}", paths::FILES));
    let location = location.map_err(|_| Error::internal())?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}
