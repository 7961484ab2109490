//! Which of a file's bytes a request wants.

use std::ops::Range;

use axum::http::{HeaderMap, header};
use http_range_header::parse_range_header;

/// What a request wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All bytes: also where several ranges are asked for, or in a way that nobody knows.
    All,
    /// These.
    Some(Range<u64>),
    /// Only such as the file does not have, or that end before they begin.
    None,
}

/// What a request wants of so many bytes that have this tag.
pub(super) fn wanted(headers: &HeaderMap, byte_length: u64, tag: &str) -> Wanted {
    let field = |name| headers.get(name).and_then(|field| field.to_str().ok());
    let Some(range) = field(header::RANGE) else { return Wanted::All };
    // A range of what the file is not any longer is no use; by a date nothing is told here.
    if headers.contains_key(header::IF_RANGE) && field(header::IF_RANGE) != Some(tag) {
        return Wanted::All;
    }
    let Ok(parsed) = parse_range_header(range) else {
        return if is_backwards(range) { Wanted::None } else { Wanted::All };
    };
    if parsed.len() > 1 {
        return Wanted::All;
    }
    match parsed.validate(byte_length) {
        Ok(ranges) => match ranges.first() {
            Some(range) => Wanted::Some(*range.start()..range.end().saturating_add(1)),
            None => Wanted::All,
        },
        Err(_) => Wanted::None,
    }
}

/// Whether a range ends before it begins. Whoever asks for one has counted wrongly, and had better
/// hear of it than get all.
fn is_backwards(range: &str) -> bool {
    let ends = range.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
    let ends = ends.map(|(first, last)| (first.trim().parse::<u64>(), last.trim().parse::<u64>()));
    matches!(ends, Some((Ok(first), Ok(last))) if last < first)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(range: &'static str, if_range: Option<&'static str>) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static(range));
        if let Some(tag) = if_range {
            headers.insert(header::IF_RANGE, HeaderValue::from_static(tag));
        }
        wanted(&headers, 100, "\"tag\"")
    }

    #[test]
    fn one_range_is_given_and_what_is_none_is_left_alone() {
        assert_eq!(wanted(&HeaderMap::new(), 100, "\"tag\""), Wanted::All);
        for (range, expected) in [
            ("bytes=0-0", Wanted::Some(0..1)),
            ("bytes=10-19", Wanted::Some(10..20)),
            ("bytes=90-", Wanted::Some(90..100)),
            ("bytes=90-1000", Wanted::Some(90..100)),
            ("bytes=-10", Wanted::Some(90..100)),
            ("bytes=-1000", Wanted::Some(0..100)),
            ("bytes=100-", Wanted::None),
            ("bytes=-0", Wanted::None),
            ("bytes=0-1,5-6", Wanted::All),
            ("bytes=9-1", Wanted::None),
            ("bytes=100-1", Wanted::None),
            ("bytes=9-1,0-1", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("lines=1-2", Wanted::All),
        ] {
            assert_eq!(of(range, None), expected, "{range}");
        }
    }

    #[test]
    fn a_range_of_what_the_file_was_is_not_given() {
        assert_eq!(of("bytes=0-9", Some("\"tag\"")), Wanted::Some(0..10));
        for other in ["\"other\"", "W/\"tag\"", "Wed, 21 Oct 2026 07:28:00 GMT"] {
            assert_eq!(of("bytes=0-9", Some(other)), Wanted::All);
        }
    }
}
