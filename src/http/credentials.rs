//! Who a request is from.

use std::sync::Arc;

use axum::http::{HeaderMap, header};

use crate::error::Error;
use crate::identity::{Identity, Refusal};
use crate::policy::Grants;
use crate::schema::password_must_change;

/// The grants of the user whose bearer token a request carries, who may do more than change a
/// one-time password.
pub(super) async fn grants_of(
    headers: &HeaderMap,
    identity: &Identity,
) -> Result<Arc<Grants>, Error> {
    let grants = holder_of(headers, identity).await?;
    if grants.must_change_password() { Err(password_must_change()) } else { Ok(grants) }
}

/// The grants of the user whose bearer token a request carries.
pub(super) async fn holder_of(
    headers: &HeaderMap,
    identity: &Identity,
) -> Result<Arc<Grants>, Error> {
    let token = bearer_token(headers).ok_or(Refusal::Unauthenticated)?;
    Ok(identity.authenticate(token).await?)
}

pub(super) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_bearer_token_is_a_credential() {
        for (field, token) in [
            ("Bearer abc.def", Some("abc.def")),
            ("bearer abc", Some("abc")),
            ("BEARER  abc", Some("abc")),
            ("Bearer", None),
            ("Basic abc", None),
            ("Bearerabc", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(field));
            assert_eq!(bearer_token(&headers), token, "{field}");
        }
        assert_eq!(bearer_token(&HeaderMap::new()), None);
    }
}
