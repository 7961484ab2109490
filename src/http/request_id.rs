//! A request's id, which its answer and all that is logged meanwhile carry.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;
use uuid::Uuid;

/// The header that a request and its answer carry the request's id in.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a client.
const LONGEST_ID: usize = 64;

tokio::task_local! {
    static CURRENT: RequestId;
}

/// A request's id: letters, digits, `-`, `_` and `.`. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(HeaderValue);

impl RequestId {
    /// The id that a client gave, if it is one short word that can stand in a log; or a new one.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self::given(headers).unwrap_or_else(|| {
            let made = Bytes::from(Uuid::now_v7().to_string());
            Self(HeaderValue::from_maybe_shared(made).unwrap_or(HeaderValue::from_static("none")))
        })
    }

    fn given(headers: &HeaderMap) -> Option<Self> {
        let id = headers.get(REQUEST_ID)?;
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let is_safe = (1..=LONGEST_ID).contains(&id.len()) && id.as_bytes().iter().all(is_plain);
        is_safe.then(|| Self(id.clone()))
    }

    /// The id of the request that is being answered here, if one is.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// Does something that belongs to this request.
    pub(crate) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self.clone(), work).await
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_short_plain_word_is_taken_as_an_id() {
        let id = |text: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(text).unwrap());
            RequestId::given(&headers).map(|id| id.as_str().to_owned())
        };
        assert_eq!(id(b"0190-abc_D.7").as_deref(), Some("0190-abc_D.7"));
        assert_eq!(id(&[b'a'; 64]).map(|id| id.len()), Some(64));
        for bad in [&b""[..], &[b'a'; 65], b"a b", b"a\"b", b"{}", "事项".as_bytes(), b"a\tb"] {
            assert_eq!(id(bad), None, "{bad:?}");
        }
        assert!(RequestId::given(&HeaderMap::new()).is_none());
        assert_eq!(RequestId::of(&HeaderMap::new()).as_str().len(), 36);
    }
}
