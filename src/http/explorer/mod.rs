//! `/explorer`: a small page to sign in, write a query, run it and read the schema. It is served
//! from the binary and asks nothing of any other host.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::paths::PROVIDER_LOGIN;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page, and the policy that lets a browser run its own script and style and nothing else.
#[derive(Debug, Clone)]
pub(super) struct Page {
    html: String,
    policy: Option<HeaderValue>,
}

impl Page {
    /// The page of an installation, where people may sign in by a provider of this name too.
    pub(super) fn new(installation_name: &str, provider: Option<&str>) -> Self {
        let link = provider.map(|name| {
            format!(
                r#"<a id="provider" href="{PROVIDER_LOGIN}" data-name="{}"></a>"#,
                escaped(name)
            )
        });
        let html = PAGE
            .replace("{{provider}}", &link.unwrap_or_default())
            .replace("{{name}}", &escaped(installation_name))
            .replace("{{style}}", STYLE)
            .replace("{{script}}", SCRIPT);
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; \
             img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
            hash(SCRIPT),
            hash(STYLE),
        );
        Self { html, policy: HeaderValue::from_str(&policy).ok() }
    }

    pub(super) fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.html.clone()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Some(policy) = &self.policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        }
        response
    }
}

fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_whatever_it_holds() {
        let page = Page::new("<script>alert(1)</script>", Some("\"><script>alert(2)</script>"));
        assert!(page.html.contains("&lt;script&gt;alert(1)"));
        assert!(page.html.contains("&quot;&gt;&lt;script&gt;alert(2)"));
        assert!(!page.html.contains("<script>alert"));
    }

    #[test]
    fn only_the_page_s_own_script_may_run() {
        let page = Page::new("Desk", None);
        let policy = page.policy.unwrap();
        let policy = policy.to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
        assert!(!policy.contains("unsafe"));
        assert!(!page.html.contains("http://") && !page.html.contains("https://"));
        assert!(!page.html.contains("{{"));
    }
}
