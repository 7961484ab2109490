//! Which host a request names is nobody's business here: nothing is answered by it. That it names
//! one, and no two, is what a proxy in front relies on (RFC 9112, section 3.2).

use axum::extract::Request;
use axum::http::{HeaderValue, Version, header};
use axum::response::Response;

use super::reply::{self, language_of};
use crate::error::{Code, Error, Message};

/// The answer to a request of HTTP/1.1 that names no host, or several.
pub(super) fn refusal(request: &Request) -> Option<Response> {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    if hosts == 1 || (hosts == 0 && request.version() < Version::HTTP_11) {
        return None;
    }
    let message = Message::new("the head must name one host", "请求头须包含且仅包含一个 Host");
    let error = Error::new(Code::InvalidInput, message);
    let mut response = reply::error(&error, language_of(request.headers()));
    // What comes after such a head may not be what it seems.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    Some(response)
}
