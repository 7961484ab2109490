//! What is asked of issuers: nothing in clear, of nobody but whom was meant, and for no longer and
//! no more than an answer of theirs takes.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use serde_json::Value;
use url::Url;

use crate::config::is_protected;

/// How long a connection and a whole answer may take.
const LONGEST_CONNECT: Duration = Duration::from_secs(3);
const LONGEST: Duration = Duration::from_secs(8);

/// The largest answer, in bytes.
const LARGEST: usize = 1 << 20;

/// Why an issuer did not answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum OutboundError {
    /// The address is one that others could listen to.
    #[error("`{0}` is neither https nor on this machine")]
    NotProtected(String),
    /// It goes on and on.
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
    /// It is another status than 200, such as a redirect, which is not followed.
    #[error("the answer has the status {0}")]
    Status(u16),
    /// It is not what it should be.
    #[error("the answer is not what it must be: {0}")]
    Unreadable(String),
    /// The network's, or time was up.
    #[error("{0:#}")]
    Failed(#[from] reqwest::Error),
}

/// Asks issuers.
#[derive(Clone)]
pub(super) struct Outbound(reqwest::Client);

impl Outbound {
    /// One client for all issuers.
    pub(super) fn new() -> Result<Self, OutboundError> {
        // It fails where something is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(LONGEST_CONNECT)
            .timeout(LONGEST)
            .user_agent(concat!("wardbook/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(client))
    }

    /// The JSON at an address.
    pub(super) async fn json(&self, url: &Url) -> Result<Value, OutboundError> {
        let request =
            http::Request::builder().uri(url.as_str()).header("accept", "application/json");
        let request =
            request.body(Vec::new()).map_err(|e| OutboundError::Unreadable(e.to_string()))?;
        let response = self.send(request).await?;
        if response.status() != http::StatusCode::OK {
            return Err(OutboundError::Status(response.status().as_u16()));
        }
        serde_json::from_slice(response.body())
            .map_err(|error| OutboundError::Unreadable(error.to_string()))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, OutboundError> {
        let target = request.uri().to_string();
        if !Url::parse(&target).is_ok_and(|url| is_protected(&url)) {
            return Err(OutboundError::NotProtected(target));
        }
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(OutboundError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Outbound {
    type Error = OutboundError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
