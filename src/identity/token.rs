//! Access tokens: JSON Web Tokens of one algorithm, issuer and audience.

use std::time::Duration;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ISSUER: &str = "wardbook";
const AUDIENCE: &str = "wardbook-api";

/// By how much the clocks of two instances may differ, in seconds.
const LEEWAY: i64 = 5;

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The user.
    sub: Uuid,
    /// The version of the user's tokens; when the user's own is another, the token is void.
    tv: i32,
    /// The session that it is of; tokens of earlier versions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<Uuid>,
    jti: Uuid,
    iat: i64,
    exp: i64,
}

/// How many tokens are known again; the least recently used are verified anew.
const MOST_KNOWN: u64 = 20_000;

/// What is left to look at of a token that was verified: its signature does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holder {
    /// The user.
    pub(super) user: Uuid,
    /// The version of the user's tokens that it is of.
    pub(super) token_version: i32,
    /// The session that it is of, where it says so.
    pub(super) session: Option<Uuid>,
    exp: i64,
}

impl Holder {
    /// Until when the token is good.
    pub(super) fn good_until(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.exp, 0)
    }
}

/// Signs and reads access tokens.
pub(super) struct AccessTokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
    lifetime: Duration,
    known: Cache<String, Holder>,
}

impl AccessTokens {
    /// Access tokens under one key, each good for so long.
    pub(super) fn new(key: &[u8], lifetime: Duration) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Compared with the caller's clock instead.
        validation.validate_exp = false;
        Self {
            signing: EncodingKey::from_secret(key),
            verifying: DecodingKey::from_secret(key),
            validation,
            lifetime,
            known: Cache::builder().max_capacity(MOST_KNOWN).time_to_live(2 * lifetime).build(),
        }
    }

    /// How long a token is good.
    pub(super) fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// A token for a user's session, good from `now` on.
    pub(super) fn issue(
        &self,
        user: Uuid,
        token_version: i32,
        session: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> jsonwebtoken::errors::Result<String> {
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: user,
            tv: token_version,
            sid: session,
            jti: Uuid::new_v4(),
            iat: now.timestamp(),
            exp: (now + self.lifetime).timestamp(),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
    }

    /// Who holds a token, if it is one of ours and good at `now`: it has not expired, nor is it good
    /// for longer than two lives, as one is that was issued under a clock which was set back since.
    /// Such a one is exchanged like one that expired; an instance whose clock is ahead by less than a
    /// life is believed.
    pub(super) fn read(&self, token: &str, now: DateTime<Utc>) -> Option<Holder> {
        let holder = match self.known.get(token) {
            Some(holder) => holder,
            None => {
                let holder = self.verified(token)?;
                self.known.insert(token.to_owned(), holder);
                holder
            }
        };
        let left = holder.exp.checked_sub(now.timestamp())?;
        let two_lives = i64::try_from(2 * self.lifetime.as_secs()).ok()?;
        (-LEEWAY..=two_lives).contains(&left).then_some(holder)
    }

    /// Who holds a token that is one of ours, whether or not it is good yet or still.
    fn verified(&self, token: &str) -> Option<Holder> {
        let Claims { sub, tv, sid, exp, .. } =
            decode(token, &self.verifying, &self.validation).ok()?.claims;
        Some(Holder { user: sub, token_version: tv, session: sid, exp })
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn tokens() -> AccessTokens {
        AccessTokens::new(KEY, Duration::from_secs(900))
    }

    fn good_claims() -> Value {
        let now = Utc::now().timestamp();
        json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": Uuid::nil(), "tv": 1, "jti": Uuid::nil(),
            "iat": now, "exp": now + 60,
        })
    }

    fn signed(algorithm: Algorithm, claims: &Value, key: &[u8]) -> String {
        encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(key)).unwrap()
    }

    #[test]
    fn a_token_says_whose_it_is() {
        let user = Uuid::now_v7();
        let token = tokens().issue(user, 7, None, Utc::now()).unwrap();
        let holder = tokens().read(&token, Utc::now()).unwrap();
        assert_eq!((holder.user, holder.token_version), (user, 7));
        assert_ne!(token, tokens().issue(user, 7, None, Utc::now()).unwrap());
    }

    #[test]
    fn a_token_ends_with_its_lifetime_whichever_way_the_clock_goes() {
        let issued_at = Utc::now();
        let tokens = tokens();
        let token = tokens.issue(Uuid::nil(), 1, None, issued_at).unwrap();
        for (seconds_later, good) in [
            (0, true),
            (880, true),
            (900, true),
            (900 + LEEWAY + 1, false),
            (7 * 3600, false),
            // Another instance's clock, or this one's set right.
            (-LEEWAY, true),
            (-890, true),
            (-901, false),
            (-7 * 3600, false),
            (-100_000 * 3600, false),
        ] {
            let now = issued_at + chrono::TimeDelta::seconds(seconds_later);
            assert_eq!(tokens.read(&token, now).is_some(), good, "{seconds_later} s");
        }
    }

    #[test]
    fn the_hand_made_token_is_good_but_for_what_each_case_changes() {
        let now = Utc::now();
        assert!(tokens().read(&signed(Algorithm::HS256, &good_claims(), KEY), now).is_some());
        for (claim, value) in [
            ("iss", json!("elsewhere")),
            ("aud", json!("elsewhere")),
            ("sub", json!("administrator")),
            ("tv", json!("1")),
            ("exp", json!(Utc::now().timestamp() - 60)),
            ("exp", json!("tomorrow")),
            ("exp", json!(Utc::now().timestamp() + 365 * 86_400)),
            ("exp", json!(i64::MIN)),
            ("exp", json!(i64::MAX)),
        ] {
            let mut claims = good_claims();
            claims[claim] = value;
            let token = signed(Algorithm::HS256, &claims, KEY);
            assert!(tokens().read(&token, Utc::now()).is_none(), "{claims}");
        }
        for claim in ["iss", "aud", "sub", "tv", "exp"] {
            let mut claims = good_claims();
            claims.as_object_mut().unwrap().remove(claim);
            let token = signed(Algorithm::HS256, &claims, KEY);
            assert!(tokens().read(&token, Utc::now()).is_none(), "without {claim}");
        }
    }

    #[test]
    fn other_keys_and_algorithms_are_refused() {
        let claims = good_claims();
        for signed in [
            signed(Algorithm::HS256, &claims, b"another key"),
            signed(Algorithm::HS512, &claims, KEY),
        ] {
            assert!(tokens().read(&signed, Utc::now()).is_none());
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        for algorithm in ["none", "None", "NONE", "nOnE", ""] {
            let header = part(&json!({"alg": algorithm, "typ": "JWT"}));
            let payload = part(&claims);
            let signature = URL_SAFE_NO_PAD.encode(KEY);
            for token in [
                format!("{header}.{payload}."),
                format!("{header}.{payload}"),
                format!("{header}.{payload}.{signature}"),
            ] {
                assert!(tokens().read(&token, Utc::now()).is_none(), "{algorithm}");
            }
        }
    }

    proptest! {
        #[test]
        fn garbage_is_refused(text: String) {
            prop_assert!(tokens().read(&text, Utc::now()).is_none());
        }

        #[test]
        fn a_changed_token_is_refused(at: prop::sample::Index, with in "[A-Za-z0-9_-]") {
            let token = tokens().issue(Uuid::nil(), 1, None, Utc::now()).unwrap();
            let at = at.index(token.len());
            let mut changed = token.clone();
            changed.replace_range(at..=at, &with);
            let last = token.len() - 1;
            // The last letter carries bits that decode to nothing.
            prop_assume!(changed != token && at != last);
            prop_assert!(tokens().read(&changed, Utc::now()).is_none());
        }
    }
}
