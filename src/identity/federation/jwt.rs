//! Tokens of configured issuers, which services show as they are.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::super::Refusal;
use super::kept::Kept;
use super::outbound::{Outbound, OutboundError};
use crate::config::{Algorithm, JwtIssuer};

/// What a token's header may call it, if anything (RFC 7519, RFC 9068).
const TYPES: [&str; 3] = ["JWT", "at+jwt", "application/at+jwt"];

/// Whom a good token is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vouched {
    /// Who says so.
    pub(super) issuer: String,
    /// What the issuer calls them.
    pub(super) subject: String,
    /// Until when.
    pub(super) until: DateTime<Utc>,
}

/// The issuers of the configuration, by the names that they give themselves.
pub(super) struct JwtIssuers {
    trusted: HashMap<String, Trusted>,
    outbound: Outbound,
}

struct Trusted {
    settings: JwtIssuer,
    keys: Kept<Vec<Jwk>>,
}

/// What is needed of a token's claims. Times may have fractions.
#[derive(Deserialize)]
struct Said {
    iss: String,
    sub: String,
    iat: f64,
    exp: f64,
}

/// Who a token says it is from, before anything is believed.
#[derive(Deserialize)]
struct Issued {
    iss: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    jwks_uri: Url,
}

impl JwtIssuers {
    /// The issuers of the configuration, none of which is asked yet.
    pub(super) fn new(issuers: Vec<JwtIssuer>, outbound: Outbound) -> Self {
        let trusted = issuers.into_iter().map(|settings| {
            let what = format!("the keys of {}", settings.issuer);
            let keys = Kept::new(what, settings.key_pause);
            (settings.issuer.clone(), Trusted { settings, keys })
        });
        Self { trusted: trusted.collect(), outbound }
    }

    /// Whom a token is of, if it is a good one of an issuer.
    ///
    /// # Errors
    /// It is not, or the issuer's keys cannot be read.
    pub(super) async fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Vouched, Refusal> {
        let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let issued = payload.and_then(|text| serde_json::from_slice::<Issued>(&text).ok());
        let issued = issued.ok_or(Refusal::Unauthenticated)?;
        let trusted = self.trusted.get(&issued.iss).ok_or(Refusal::Unauthenticated)?;
        let header = decode_header(token).map_err(|_| Refusal::Unauthenticated)?;
        if !trusted.takes(&header) {
            return Err(Refusal::Unauthenticated);
        }
        let read = async || trusted.read_keys(&self.outbound).await;
        let keys = trusted.keys.get(read).await.ok_or(Refusal::Unavailable)?;
        let key = match key_of(&keys, &header) {
            Some(key) => key.clone(),
            None => {
                let newer = trusted.keys.newer(&keys, read).await;
                let newer = newer.ok_or(Refusal::Unauthenticated)?;
                key_of(&newer, &header).cloned().ok_or(Refusal::Unauthenticated)?
            }
        };
        trusted.verified(token, &header, &key, now).ok_or(Refusal::Unauthenticated)
    }
}

impl Trusted {
    fn takes(&self, header: &Header) -> bool {
        let algorithm = self.settings.algorithms.iter().any(|given| signs(*given) == header.alg);
        let of_type = header
            .typ
            .as_deref()
            .is_none_or(|given| TYPES.iter().any(|known| known.eq_ignore_ascii_case(given)));
        algorithm && of_type
    }

    fn verified(
        &self,
        token: &str,
        header: &Header,
        key: &Jwk,
        now: DateTime<Utc>,
    ) -> Option<Vouched> {
        let JwtIssuer { issuer, audience, leeway, longest_life, .. } = &self.settings;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = leeway.as_secs();
        validation.validate_nbf = true;
        let said = decode::<Said>(token, &DecodingKey::from_jwk(key).ok()?, &validation);
        let Said { iss, sub, iat, exp } =
            said.map_err(|why| tracing::debug!(%why, issuer, "a token is refused")).ok()?.claims;
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
        let now = now.timestamp() as f64;
        if exp - iat > longest_life.as_secs_f64() || iat > now + leeway.as_secs_f64() {
            tracing::debug!(issuer, "a token that is good for too long, or not yet, is refused");
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it lies between now and a day from now"
        )]
        let until = DateTime::from_timestamp(exp as i64, 0)?;
        Some(Vouched { issuer: iss, subject: sub, until })
    }

    async fn read_keys(&self, outbound: &Outbound) -> Result<Vec<Jwk>, OutboundError> {
        let unreadable = |error: serde_json::Error| OutboundError::Unreadable(error.to_string());
        let url = match &self.settings.jwks_url {
            Some(url) => url.clone(),
            None => {
                let issuer = &self.settings.issuer;
                let url =
                    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
                let url = Url::parse(&url)
                    .map_err(|error| OutboundError::Unreadable(error.to_string()))?;
                let told = outbound.json(&url).await?;
                let told: Discovered = serde_json::from_value(told).map_err(unreadable)?;
                if told.issuer != *issuer {
                    let why = format!("it is of the issuer `{}`", told.issuer);
                    return Err(OutboundError::Unreadable(why));
                }
                told.jwks_uri
            }
        };
        let set: KeySet = serde_json::from_value(outbound.json(&url).await?).map_err(unreadable)?;
        // Keys of kinds that nobody knows here are for others.
        Ok(set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
    }
}

/// The key that a token says it is signed by; without saying so, the only one that it can be.
fn key_of<'a>(keys: &'a [Jwk], header: &Header) -> Option<&'a Jwk> {
    let mut fitting = keys.iter().filter(|key| fits(key, header.alg));
    match &header.kid {
        Some(id) => fitting.find(|key| key.common.key_id.as_ref() == Some(id)),
        None => fitting.next().filter(|_| fitting.next().is_none()),
    }
}

fn fits(key: &Jwk, algorithm: jsonwebtoken::Algorithm) -> bool {
    use jsonwebtoken::Algorithm::{ES256, EdDSA, RS256};
    let kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), RS256) => true,
        (AlgorithmParameters::EllipticCurve(curve), ES256) => curve.curve == EllipticCurve::P256,
        (AlgorithmParameters::OctetKeyPair(pair), EdDSA) => pair.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    let signs = key.common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature);
    let said = key.common.key_algorithm;
    let same = said.is_none_or(|said| said.to_string() == format!("{algorithm:?}"));
    kind && signs && same
}

fn signs(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::RS256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::EdDSA => jsonwebtoken::Algorithm::EdDSA,
    }
}
