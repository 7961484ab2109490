//! Content negotiation: which of the two media types of a GraphQL response a client prefers.

use axum::http::{HeaderMap, header};

/// A media type of a GraphQL response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaType {
    /// The specification's own; its status codes say what became of the request.
    GraphQlResponse,
    /// For clients from before it; an answer to a well-formed request is always 200.
    Json,
}

impl MediaType {
    /// As `Content-Type` has it.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The type that `Accept` prefers: the one with the higher quality; of two alike the one
    /// listed first, and JSON where a wildcard stands for both. Without the header it is the
    /// specification's own. None, if the header wants neither.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(header::ACCEPT) {
            return Some(Self::GraphQlResponse);
        }
        let ranges: Vec<Range> = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|field| field.to_str().ok())
            .flat_map(|field| field.split(','))
            .filter_map(Range::parse)
            .collect();
        let json = preference(&ranges, "json");
        let own = preference(&ranges, "graphql-response+json");
        match (own, json) {
            (None, None) => None,
            (Some(_), None) => Some(Self::GraphQlResponse),
            (None, Some(_)) => Some(Self::Json),
            (Some((own_quality, own_place)), Some((json_quality, json_place))) => {
                let own_first = own_place < json_place;
                let own_is_better = own_quality > json_quality;
                let alike = own_quality == json_quality;
                Some(if own_is_better || (alike && own_first) {
                    Self::GraphQlResponse
                } else {
                    Self::Json
                })
            }
        }
    }
}

/// One media range of an `Accept` header, whose type is `application` or a wildcard.
#[derive(Debug)]
struct Range {
    /// None is a wildcard.
    subtype: Option<String>,
    /// Whether the type is named, and not a wildcard too.
    of_application: bool,
    /// In thousandths.
    quality: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut quality = 1000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim_matches('"');
            if name.eq_ignore_ascii_case("q") {
                quality = thousandths(value)?;
            } else if name.eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
                return None;
            }
        }
        let of_application = kind.eq_ignore_ascii_case("application");
        let subtype = (subtype != "*").then(|| subtype.to_ascii_lowercase());
        let is_ours = of_application || (kind == "*" && subtype.is_none());
        is_ours.then_some(Self { subtype, of_application, quality })
    }
}

fn thousandths(quality: &str) -> Option<u16> {
    let quality: f32 = quality.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
    (0.0..=1.0).contains(&quality).then_some((quality * 1000.0).round() as u16)
}

/// The quality and the place of the most specific range that is of a subtype, unless it is
/// refused there.
fn preference(ranges: &[Range], subtype: &str) -> Option<(u16, usize)> {
    let specificity = |range: &Range| match &range.subtype {
        Some(of) => (of == subtype).then_some(2),
        None => Some(u8::from(range.of_application)),
    };
    ranges
        .iter()
        .enumerate()
        .filter_map(|(place, range)| Some((specificity(range)?, range.quality, place)))
        .max_by_key(|(specificity, quality, place)| (*specificity, *quality, usize::MAX - place))
        .filter(|(_, quality, _)| *quality > 0)
        .map(|(_, quality, place)| (quality, place))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::MediaType::{GraphQlResponse, Json};
    use super::*;

    fn negotiated(fields: &[&'static str]) -> Option<MediaType> {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(header::ACCEPT, HeaderValue::from_static(field));
        }
        MediaType::negotiate(&headers)
    }

    #[test]
    fn without_the_header_it_is_the_specifications_own_type() {
        assert_eq!(negotiated(&[]), Some(GraphQlResponse));
    }

    #[test]
    fn the_preferred_type_is_taken() {
        for (field, expected) in [
            ("application/graphql-response+json", GraphQlResponse),
            ("application/json", Json),
            ("Application/JSON; Charset=UTF-8", Json),
            ("application/json; charset=\"utf-8\"", Json),
            ("*/*", Json),
            ("application/*", Json),
            ("text/html, application/xhtml+xml, */*;q=0.8", Json),
            ("application/graphql-response+json, application/json", GraphQlResponse),
            ("application/json, application/graphql-response+json", Json),
            ("application/json;q=0.9, application/graphql-response+json", GraphQlResponse),
            ("application/graphql-response+json;q=0.1, application/json;q=0.2", Json),
            ("application/graphql-response+json;q=0.1, */*", Json),
            ("application/json;q=0, */*", GraphQlResponse),
            ("application/json;q=0.5, */*;q=0.6", GraphQlResponse),
            ("application/json; charset=utf-16, */*;q=0.1", Json),
            ("text/event-stream, application/graphql-response+json", GraphQlResponse),
        ] {
            assert_eq!(negotiated(&[field]), Some(expected), "{field}");
        }
    }

    #[test]
    fn neither_type_is_acceptable() {
        for field in [
            "",
            "text/html",
            "image/*",
            "application/json;q=0",
            "application/json; charset=utf-16",
            "*/*;q=0",
            "application/json;q=2",
            "json",
            "*/json",
            ";;;,,,",
        ] {
            assert_eq!(negotiated(&[field]), None, "{field}");
        }
    }

    #[test]
    fn several_fields_are_one_list() {
        let fields = ["text/html", "application/json;q=0.5", "application/graphql-response+json"];
        assert_eq!(negotiated(&fields), Some(GraphQlResponse));
    }
}
