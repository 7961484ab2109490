//! Any text as a bearer token: bare, in a header of the served routes, signed with the right key
//! whatever it claims, and good ones that were changed.

#![no_main]

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use chrono::Utc;
use fuzz::bytes::Bytes;
use fuzz::world::{World, world};
use http_body_util::BodyExt;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use wardbook::config::TokenLifetimes;
use wardbook::files::{Files, Signer};
use wardbook::http::{Answers, App, Observed, router};
use wardbook::identity::Identity;

struct Door {
    identity: Arc<Identity>,
    routes: Observed,
    key: EncodingKey,
    good: String,
}

fn door() -> &'static Door {
    static DOOR: OnceLock<Door> = OnceLock::new();
    DOOR.get_or_init(|| {
        let world = world();
        let lifetimes = TokenLifetimes {
            access: Duration::from_secs(86_400),
            refresh: Duration::from_secs(86_400),
        };
        let (store, authorizer) = (world.store.clone(), Arc::clone(&world.authorizer));
        let identity = Identity::new(store, authorizer, Arc::clone(&world.keys), lifetimes);
        let identity = Arc::new(identity.unwrap());
        let app = App {
            engine: Arc::clone(&world.engine),
            identity: Arc::clone(&identity),
            store: world.store.clone(),
            files: Files::in_folder(&std::env::temp_dir().join("files")).unwrap(),
            signer: Signer::new(Arc::clone(&world.keys)),
            installation_name: "青川".to_owned(),
            trusted: Default::default(),
            limits: Default::default(),
            ends: CancellationToken::new(),
        };
        let key = EncodingKey::from_secret(world.keys.token_signing());
        let now = Utc::now().timestamp();
        let claims = claims(world, now);
        let good = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap();
        Door { identity, routes: router(app, &[]), key, good }
    })
}

fn claims(world: &World, now: i64) -> Value {
    json!({
        "iss": "wardbook", "aud": "wardbook-api", "sub": world.viewers[0].user_id(), "tv": 1,
        "jti": world.viewers[0].user_id(), "iat": now, "exp": now + 86_400,
    })
}

/// Lets it in or not; twice the same.
fn is_let_in(token: &str) -> bool {
    let ask = || world().block_on(door().identity.authenticate(token)).is_ok();
    let first = ask();
    assert_eq!(first, ask(), "{token}");
    first
}

/// The status of a request with this header; refused it has a code, and never a fault of ours.
fn status(field: &[u8]) -> Option<StatusCode> {
    let field = HeaderValue::from_bytes(field).ok()?;
    let request = Request::get("/graphql?query=%7B__typename%7D")
        .header(header::HOST, "desk")
        .header(header::AUTHORIZATION, field)
        .body(Body::empty())
        .unwrap();
    let (status, body) = world().block_on(async {
        let response = door().routes.answer(request).await;
        let status = response.status();
        (status, response.into_body().collect().await.unwrap().to_bytes())
    });
    let body: Value = serde_json::from_slice(&body).unwrap();
    match status {
        StatusCode::OK => assert_eq!(body, json!({"data": {"__typename": "Query"}})),
        StatusCode::UNAUTHORIZED => {
            assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        }
        other => panic!("{other}: {body}"),
    }
    Some(status)
}

/// A token under the right key, of any header and claims; those that are let in are good.
fn signed(head: &str, claimed: &str) {
    let url_safe = |text: &str| {
        // What a signature over nothing but this text would cover, in base64 as tokens have it.
        let mut encoded = String::new();
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for triple in text.as_bytes().chunks(3) {
            let byte = |n: usize| u32::from(triple.get(n).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for n in 0..=triple.len() {
                encoded.push(char::from(LETTERS[(bits >> (18 - 6 * n) & 63) as usize]));
            }
        }
        encoded
    };
    let message = format!("{}.{}", url_safe(head), url_safe(claimed));
    let signature =
        jsonwebtoken::crypto::sign(message.as_bytes(), &door().key, Algorithm::HS256).unwrap();
    if !is_let_in(&format!("{message}.{signature}")) {
        return;
    }
    let head: Value = serde_json::from_str(head).unwrap();
    let claimed: Value = serde_json::from_str(claimed).unwrap();
    assert_eq!(head["alg"], "HS256", "{head}");
    assert_eq!(claimed["iss"], "wardbook", "{claimed}");
    let names = |of: &Value| of == "wardbook-api" || *of == json!(["wardbook-api"]);
    assert!(names(&claimed["aud"]), "{claimed}");
    assert_eq!(claimed["tv"], 1, "{claimed}");
    assert!(claimed["exp"].as_f64().unwrap() + 6.0 > Utc::now().timestamp() as f64, "{claimed}");
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    match bytes.below(4) {
        0 => {
            let text = String::from_utf8_lossy(bytes.rest()).into_owned();
            assert_eq!(is_let_in(&text), text == door().good, "{text}");
        }
        1 => {
            // `#` stands for the good token.
            let field = bytes.rest();
            let good = field == b"Bearer #";
            let parts: Vec<&[u8]> = field.split(|byte| *byte == b'#').collect();
            let field = parts.join(door().good.as_bytes());
            if let Some(status) = status(&field) {
                assert!(!good || status == StatusCode::OK);
            }
        }
        2 => {
            let text = String::from_utf8_lossy(bytes.rest()).into_owned();
            let Some((head, changes)) = text.split_once('\n') else { return };
            let mut claimed = claims(world(), Utc::now().timestamp());
            match serde_json::from_str(changes) {
                // The claims of a good token, but for what is changed.
                Ok(Value::Object(changes)) => {
                    claimed.as_object_mut().unwrap().extend(changes);
                    signed(head, &claimed.to_string());
                }
                _ => signed(head, changes),
            }
        }
        _ => {
            let mut token = door().good.clone().into_bytes();
            for _ in 0..=bytes.below(3) {
                let at = bytes.below(token.len());
                token[at] = bytes.byte();
            }
            let Ok(token) = String::from_utf8(token) else { return };
            // The last letter carries bits that decode to nothing.
            let same = token[..token.len() - 1] == door().good[..token.len() - 1];
            assert!(same || !is_let_in(&token), "{token}");
        }
    }
});
