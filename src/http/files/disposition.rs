//! `Content-Disposition`: under which name a file is saved, and whether it is shown.

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in an extended parameter as it is (RFC 8187, section 3.2.1).
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The header of a file of this name (RFC 6266): in letters that every client reads, and in its own.
pub(super) fn disposition(name: &str, inline: bool) -> HeaderValue {
    let kind = if inline { "inline" } else { "attachment" };
    let is_plain = |letter: &char| {
        letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.' | '(' | ')')
    };
    let plain: String =
        name.chars().map(|letter| if is_plain(&letter) { letter } else { '_' }).collect();
    let whole = utf8_percent_encode(name, ATTR_CHAR);
    HeaderValue::from_str(&format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_value_whatever_it_holds() {
        assert_eq!(
            disposition("现场 1.jpg", true),
            "inline; filename=\"__ 1.jpg\"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.jpg"
        );
        assert_eq!(
            disposition("a\"; x=\r\n'%.pdf", false),
            "attachment; filename=\"a__ x_____.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A%27%25.pdf"
        );
    }
}
