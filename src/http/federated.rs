//! `GET /auth/oidc/login` and `/auth/oidc/callback`: to the provider and back; `POST /auth/oidc/token`:
//! the code that the page was given for a pair of tokens.
//!
//! Whoever comes back is sent on to the one page that the configuration names, with a code or with a
//! word for what went wrong behind the `#`, which no server and no log sees.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use tokio::time::timeout;

use super::auth::{answer, texts, tokens};
use super::{Shared, reply};
use crate::identity::{Departure, Identity, NotIn, ProviderShown, Refusal, Return, Welcome};

/// How long an answer may take: the provider is asked a few things in between.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long a browser carries what is remembered, in seconds: somebody at the provider, and a page
/// that takes over.
const AWAY: u32 = 600;
const HANDOVER: u32 = 60;

/// Sends somebody to the provider.
pub(super) async fn login(State(app): State<Shared>, headers: HeaderMap) -> Response<Body> {
    let Some(provider) = app.identity.provider() else {
        return reply::no_such_route(headers).await;
    };
    match timeout(LONGEST_WAIT, app.identity.depart()).await.unwrap_or(Err(NotIn::Unavailable)) {
        Ok(Departure { location, carried }) => {
            see_other(&location, Some(cookie(provider, &carried, AWAY)))
        }
        Err(why) => see_other(&failed(provider, why), None),
    }
}

/// Lets in somebody who comes back.
pub(super) async fn callback(
    State(app): State<Shared>,
    headers: HeaderMap,
    uri: Uri,
) -> Response<Body> {
    let Some(provider) = app.identity.provider() else {
        return reply::no_such_route(headers).await;
    };
    let welcome = welcome(&app.identity, &headers, &uri);
    match timeout(LONGEST_WAIT, welcome).await.unwrap_or(Err(NotIn::Unavailable)) {
        Ok(Welcome { code, carried }) => {
            let location = format!("{}#sign_in_code={code}", provider.page);
            see_other(&location, Some(cookie(provider, &carried, HANDOVER)))
        }
        // What is carried stays: it may be somebody else who sent this browser here.
        Err(why) => see_other(&failed(provider, why), None),
    }
}

/// Gives the page its tokens.
pub(super) async fn token(State(app): State<Shared>, request: Request) -> Response<Body> {
    let Some(provider) = app.identity.provider() else {
        return reply::no_such_route(request.headers().clone()).await;
    };
    let carried = carried(request.headers(), provider);
    let mut response = answer(request, async |body| {
        let [code] = texts(body, ["code"])?;
        let carried = carried.ok_or(Refusal::Unauthenticated)?;
        Ok(tokens(&app.identity.settle_in(&carried, &code).await?))
    })
    .await;
    if response.status().is_success()
        && let Ok(gone) = HeaderValue::from_str(&cookie(provider, "", 0))
    {
        response.headers_mut().insert(header::SET_COOKIE, gone);
    }
    response
}

async fn welcome(identity: &Identity, headers: &HeaderMap, uri: &Uri) -> Result<Welcome, NotIn> {
    let provider = identity.provider().ok_or(NotIn::Unavailable)?;
    let carried = carried(headers, provider).ok_or(NotIn::Expired)?;
    let mut given = HashMap::new();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        // Of two of a name, whoever is asked next could mean the other (RFC 6749, section 3.1).
        if given.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(NotIn::Refused);
        }
    }
    let returned = Return {
        state: given.remove("state").unwrap_or_default(),
        code: given.remove("code"),
        error: given.remove("error"),
        issuer: given.remove("iss"),
    };
    identity.welcome(&carried, returned).await
}

fn failed(provider: ProviderShown<'_>, why: NotIn) -> String {
    format!("{}#sign_in_error={why}", provider.page)
}

fn see_other(location: &str, cookie: Option<String>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    match HeaderValue::from_str(location) {
        Ok(location) => headers.insert(header::LOCATION, location),
        Err(_) => return Response::builder().status(500).body(Body::empty()).unwrap_or_default(),
    };
    if let Some(Ok(cookie)) = cookie.map(|cookie| HeaderValue::from_str(&cookie)) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// A cookie with the prefix is taken from this very host alone, and over TLS.
fn name(provider: ProviderShown<'_>) -> &'static str {
    if provider.is_secure { "__Host-wardbook-sign-in" } else { "wardbook-sign-in" }
}

fn cookie(provider: ProviderShown<'_>, carried: &str, seconds: u32) -> String {
    let secure = if provider.is_secure { "; Secure" } else { "" };
    let name = name(provider);
    format!("{name}={carried}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

fn carried(headers: &HeaderMap, provider: ProviderShown<'_>) -> Option<String> {
    let fields =
        headers.get_all(header::COOKIE).into_iter().filter_map(|field| field.to_str().ok());
    let mut pairs =
        fields.flat_map(|field| field.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name(provider)).map(|(_, value)| value.trim().to_owned())
}
