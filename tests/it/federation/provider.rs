//! A small OpenID provider, true to the specifications as far as it goes: discovery, the
//! authorization code flow with PKCE, ID tokens, the user's claims, keys that are rotated. A story
//! may have it go wrong in one thing.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::Utc;
use parking_lot::Mutex;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::signing::{Signer, unsigned};

pub(super) const CLIENT: &str = "wardbook";
pub(super) const SECRET: &str = "a secret with : and %, which are encoded";

/// Makes something else of what is said.
pub(super) type Wrong = fn(&mut Value);

/// The one thing that goes wrong.
#[derive(Clone, Default)]
pub(super) enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It does not answer.
    Away,
    /// The ID token says something else.
    IdToken(Wrong),
    /// The ID token is signed otherwise.
    SignedBy(Signer),
    /// The ID token is not signed.
    Unsigned,
    /// Its description of itself is another.
    Discovery(Wrong),
    /// Its description of itself is to be looked for elsewhere.
    Moved,
    /// Whoever is sent back is not told by whom.
    Anonymous,
    /// The claims are somebody else's.
    Claims(Wrong),
    /// What it tells goes on and on.
    Endless,
}

struct Issued {
    nonce: String,
    challenge: String,
    redirect_url: String,
    person: Value,
}

struct Kept {
    fault: Fault,
    signer: Signer,
    published: Vec<Value>,
    /// Who sits in front of the browser: claims, among them `sub`.
    person: Value,
    codes: HashMap<String, Issued>,
    tokens: HashMap<String, Value>,
    keys_read: usize,
    codes_exchanged: usize,
}

/// A running provider.
pub(super) struct Provider {
    pub(super) issuer: String,
    kept: Arc<Mutex<Kept>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[derive(Clone)]
struct Served {
    issuer: String,
    kept: Arc<Mutex<Kept>>,
}

impl Provider {
    /// One that signs by a key called `first`.
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realms/town", listener.local_addr().unwrap());
        let signer = Signer::es256("first");
        let kept = Arc::new(Mutex::new(Kept {
            fault: Fault::None,
            published: vec![signer.jwk.clone()],
            signer,
            person: Value::Null,
            codes: HashMap::new(),
            tokens: HashMap::new(),
            keys_read: 0,
            codes_exchanged: 0,
        }));
        let of_realm = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/claims", get(claims));
        let served = Served { issuer: issuer.clone(), kept: Arc::clone(&kept) };
        let routes = Router::new().nest("/realms/town", of_realm).with_state(served);
        let serving = tokio::spawn(async move { serve(listener, routes).await });
        Self { issuer, kept, serving }
    }

    /// Somebody sits down in front of the browser.
    pub(super) fn seat(&self, person: Value) {
        self.kept.lock().person = person;
    }

    /// From now on it goes wrong in this.
    pub(super) fn goes_wrong(&self, fault: Fault) {
        self.kept.lock().fault = fault;
    }

    /// The key pair that it signs by.
    pub(super) fn signer(&self) -> Signer {
        self.kept.lock().signer.clone()
    }

    /// Signs by another key pair, and publishes no other.
    pub(super) fn rotate(&self, signer: Signer) {
        let mut kept = self.kept.lock();
        kept.published = vec![signer.jwk.clone()];
        kept.signer = signer;
    }

    /// How often its keys were read.
    pub(super) fn keys_read(&self) -> usize {
        self.kept.lock().keys_read
    }

    /// How many codes it was shown.
    pub(super) fn codes_exchanged(&self) -> usize {
        self.kept.lock().codes_exchanged
    }
}

async fn serve(listener: tokio::net::TcpListener, routes: Router) {
    use tower::Service;
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let routes = routes.clone();
        let service = hyper::service::service_fn(move |request| routes.clone().call(request));
        let io = hyper_util::rt::TokioIo::new(stream);
        tokio::spawn(async move {
            hyper::server::conn::http1::Builder::new().serve_connection(io, service).await
        });
    }
}

fn answer(status: u16, body: &Value) -> Response<Body> {
    let response = Response::builder().status(status);
    let response = response.header(header::CONTENT_TYPE, "application/json");
    response.body(Body::from(body.to_string())).unwrap()
}

fn fields(text: &str) -> HashMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

fn failure(error: &str) -> Response<Body> {
    answer(400, &json!({"error": error}))
}

async fn discovery(State(served): State<Served>) -> Response<Body> {
    let Served { issuer, kept } = served;
    let mut told = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/claims"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "EdDSA"],
        "authorization_response_iss_parameter_supported": true,
    });
    match &kept.lock().fault {
        Fault::Away => return answer(503, &Value::Null),
        Fault::Discovery(wrong) => wrong(&mut told),
        Fault::Endless => told["padding"] = "x".repeat(2 << 20).into(),
        Fault::Moved => {
            let elsewhere = format!("{issuer}/elsewhere");
            let response = Response::builder().status(302).header(header::LOCATION, elsewhere);
            return response.body(Body::empty()).unwrap();
        }
        _ => {}
    }
    answer(200, &told)
}

async fn keys(State(Served { kept, .. }): State<Served>) -> Response<Body> {
    let mut kept = kept.lock();
    kept.keys_read += 1;
    if matches!(kept.fault, Fault::Away) {
        return answer(503, &Value::Null);
    }
    answer(200, &json!({"keys": kept.published}))
}

async fn authorize(
    State(Served { issuer, kept }): State<Served>,
    RawQuery(asked): RawQuery,
) -> Response<Body> {
    let asked = fields(&asked.unwrap_or_default());
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    assert_eq!((of("client_id").as_str(), of("response_type").as_str()), (CLIENT, "code"));
    assert!(of("scope").split(' ').any(|scope| scope == "openid"), "{asked:?}");
    assert_eq!(of("code_challenge_method"), "S256");
    let mut kept = kept.lock();
    let code = Uuid::new_v4().to_string();
    let issued = Issued {
        nonce: of("nonce"),
        challenge: of("code_challenge"),
        redirect_url: of("redirect_uri"),
        person: kept.person.clone(),
    };
    kept.codes.insert(code.clone(), issued);
    let mut back = url::Url::parse(&of("redirect_uri")).unwrap();
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &of("state"));
    if !matches!(kept.fault, Fault::Anonymous) {
        back.query_pairs_mut().append_pair("iss", &issuer);
    }
    let response = Response::builder().status(StatusCode::SEE_OTHER);
    response.header(header::LOCATION, back.as_str()).body(Body::empty()).unwrap()
}

async fn token(
    State(Served { issuer, kept }): State<Served>,
    headers: HeaderMap,
    asked: String,
) -> Response<Body> {
    let asked = fields(&asked);
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET)));
    if headers.get(header::AUTHORIZATION).and_then(|field| field.to_str().ok())
        != Some(&format!("Basic {basic}"))
    {
        return answer(401, &json!({"error": "invalid_client"}));
    }
    let mut kept = kept.lock();
    kept.codes_exchanged += 1;
    // A code is good once.
    let Some(issued) = kept.codes.remove(&of("code")) else { return failure("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(of("code_verifier")));
    if of("grant_type") != "authorization_code"
        || challenge != issued.challenge
        || of("redirect_uri") != issued.redirect_url
    {
        return failure("invalid_grant");
    }
    let now = Utc::now().timestamp();
    let mut said = json!({
        "iss": issuer,
        "aud": CLIENT,
        "sub": issued.person["sub"],
        "nonce": issued.nonce,
        "iat": now,
        "exp": now + 300,
    });
    let id_token = match &kept.fault {
        Fault::IdToken(wrong) => {
            wrong(&mut said);
            kept.signer.sign(&said)
        }
        Fault::SignedBy(other) => other.sign(&said),
        Fault::Unsigned => unsigned(&said),
        _ => kept.signer.sign(&said),
    };
    let access_token = Uuid::new_v4().to_string();
    kept.tokens.insert(access_token.clone(), issued.person);
    answer(
        200,
        &json!({"access_token": access_token, "token_type": "Bearer", "expires_in": 300, "id_token": id_token}),
    )
}

async fn claims(State(Served { kept, .. }): State<Served>, headers: HeaderMap) -> Response<Body> {
    let kept = kept.lock();
    let field = headers.get(header::AUTHORIZATION).and_then(|field| field.to_str().ok());
    let token = field.and_then(|field| field.strip_prefix("Bearer ")).unwrap_or_default();
    let Some(person) = kept.tokens.get(token) else { return answer(401, &Value::Null) };
    let mut person = person.clone();
    if let Fault::Claims(wrong) = &kept.fault {
        wrong(&mut person);
    }
    answer(200, &person)
}
