//! `GET /export/{id}`: the file of an export, for its maker alone. One that is not there, one of
//! somebody else, one that is over and an address that is not good are answered alike.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_util::TryStreamExt;
use uuid::Uuid;

use super::disposition::disposition;
use super::range::{Wanted, wanted};
use super::serve::{failed, out_of_range, set};
use crate::error::{Code, Error, Message};
use crate::http::credentials::grants_of;
use crate::http::observe::AnsweredTo;
use crate::http::reply::{self, language_of};
use crate::http::{Shared, paths};
use crate::identity::Refusal;
use crate::ledger::Format;
use crate::policy::{Action, Grants, Object};
use crate::read::global_id;
use crate::schema::columns::Sheet;

/// Gives the bytes.
pub(in crate::http) async fn export(State(app): State<Shared>, request: Request) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let refuse = |error: &Error| reply::error(error, language_of(&parts.headers));
    let (export, grants) = match asked(&app, &parts).await {
        Ok(asked) => asked,
        Err(error) => return refuse(&error),
    };
    let answer = answer(&app, &parts, export, &grants).await;
    let mut response = answer.unwrap_or_else(|error| refuse(&error));
    response.extensions_mut().insert(AnsweredTo(grants.user_id()));
    response
}

/// By a bearer token, or by an address that was signed for the maker.
async fn asked(app: &Shared, parts: &Parts) -> Result<(Uuid, Arc<Grants>), Error> {
    let query = parts.uri.query().unwrap_or_default();
    let is_signed = form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "signature");
    let named = parts.uri.path().strip_prefix(paths::EXPORTS_BELOW).and_then(global_id::split);
    let named = named.filter(|(kind, _)| *kind == "export").map(|(_, export)| export);
    if !is_signed || parts.headers.contains_key(header::AUTHORIZATION) {
        let grants = grants_of(&parts.headers, &app.identity).await?;
        return Ok((named.ok_or_else(no_such_export)?, grants));
    }
    let export = named.ok_or_else(no_such_export)?;
    let looker = app.signer.read_export(export, query, app.engine.now());
    let looker = looker.ok_or_else(no_such_export)?;
    let grants = app.identity.grants(looker.viewer, looker.token).await?;
    Ok((export, grants.ok_or_else(no_such_export)?))
}

async fn answer(
    app: &Shared,
    parts: &Parts,
    export: Uuid,
    grants: &Grants,
) -> Result<Response<Body>, Error> {
    let _turn = app.turns.turn(app.turns.place(grants.user_id())?).await?;
    let row = app.store.ready_export(export, grants.user_id()).await.map_err(Refusal::from)?;
    let row = row.filter(|row| row.expires_at.is_some_and(|until| until > app.engine.now()));
    let row = row.ok_or_else(no_such_export)?;
    // What a token has made is no wider than itself; what its owner has made may be.
    let token = grants.token().map(|token| hex::encode(token.hash));
    if token.is_some() && token != row.token_hash {
        return Err(no_such_export());
    }
    if !grants.may_somewhere(Object::Export, Action::Create) {
        let message = Message::new(
            "the policy does not let you take records out any longer",
            "权限策略已不允许您导出记录",
        );
        return Err(Error::new(Code::Forbidden, message));
    }
    let (run, byte_length) = (row.run.unwrap_or_default(), row.byte_length.unwrap_or_default());
    let byte_length = u64::try_from(byte_length).unwrap_or_default();
    let tag = format!("\"{}\"", run.simple());
    let range = match wanted(&parts.headers, byte_length, &tag) {
        Wanted::All => None,
        Wanted::Some(range) => Some(range),
        Wanted::None => return Ok(out_of_range(parts, byte_length)),
    };
    let is_part = range.is_some();
    let content = app.files.read_export(run, range).await.map_err(failed)?;
    let content = content.filter(|content| content.byte_length == byte_length);
    let content = content.ok_or_else(no_such_export)?;
    let (first, end) = (content.range.start, content.range.end);
    let pieces = content.pieces.inspect_err(|error| {
        tracing::error!(%error, "an export broke off while it was read");
    });
    let mut response = Response::new(Body::from_stream(pieces));
    if is_part {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let last = end.saturating_sub(1);
        set(&mut response, header::CONTENT_RANGE, &format!("bytes {first}-{last}/{byte_length}"));
    }
    set(&mut response, header::CONTENT_LENGTH, &(end - first).to_string());
    set(&mut response, header::ETAG, &tag);
    let format = Format::named(&row.format).unwrap_or(Format::Csv);
    let plural = Sheet::of_object(&row.object).map_or("records", |sheet| sheet.plural);
    let made = row.created_at.format("%Y%m%d-%H%M%S");
    let name = format!("{plural}-{made}.{}", format.as_str());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CONTENT_DISPOSITION, disposition(&name, false));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    Ok(response)
}

fn no_such_export() -> Error {
    let message = Message::new(
        "there is no such file, or it is over, or somebody else's",
        "文件不存在、已过期，或不属于您",
    );
    Error::new(Code::NotFound, message)
}
