//! Key pairs that sign tokens, and the keys that an issuer publishes of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// A key pair with its name.
#[derive(Clone)]
pub(super) struct Signer {
    id: String,
    algorithm: Algorithm,
    key: EncodingKey,
    /// What is published of it.
    pub(super) jwk: Value,
}

impl Signer {
    /// ECDSA on P-256.
    pub(super) fn es256(id: &str) -> Self {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let der = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(kind, der.as_ref(), &random).unwrap();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": "ES256", "kid": id});
        let key = EncodingKey::from_ec_der(der.as_ref());
        Self { id: id.to_owned(), algorithm: Algorithm::ES256, key, jwk }
    }

    /// Ed25519.
    pub(super) fn eddsa(id: &str) -> Self {
        let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(der.as_ref()).unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig", "alg": "EdDSA", "kid": id});
        let key = EncodingKey::from_ed_der(der.as_ref());
        Self { id: id.to_owned(), algorithm: Algorithm::EdDSA, key, jwk }
    }

    /// One that keeps its secret, as nobody should be believed to.
    pub(super) fn hs256(id: &str, secret: &[u8]) -> Self {
        let key = EncodingKey::from_secret(secret);
        Self { id: id.to_owned(), algorithm: Algorithm::HS256, key, jwk: Value::Null }
    }

    /// The same key pair under another name.
    pub(super) fn called(&self, id: &str) -> Self {
        Self { id: id.to_owned(), ..self.clone() }
    }

    /// A token that says this.
    pub(super) fn sign(&self, claims: &Value) -> String {
        self.sign_as("JWT", claims)
    }

    /// A token that calls itself so.
    pub(super) fn sign_as(&self, kind: &str, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.id.clone());
        header.typ = Some(kind.to_owned());
        encode(&header, claims, &self.key).unwrap()
    }
}

/// A token that nobody signed.
pub(super) fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(claims))
}
