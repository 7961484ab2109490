//! What is asked, how often, and which answers it deserves.

use serde_json::{Value, json};

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    List,
    Case,
    Count,
    Nested,
    /// A document that nobody has sent before.
    NewDocument,
    BadDocument,
    TooExpensive,
    HugeBody,
    SignIn,
    WrongPassword,
    Refresh,
    /// The client is gone before it is answered.
    BrokenOff,
    SlowReader,
}

impl Kind {
    /// The kinds with their shares, and the answers that are right: a status code with the code of
    /// its error, if it has one.
    pub(crate) const ALL: [(Self, u32, &[&str]); 13] = [
        (Self::List, 30, &["200"]),
        (Self::Case, 15, &["200"]),
        (Self::Count, 8, &["200"]),
        (Self::Nested, 8, &["200"]),
        (Self::NewDocument, 8, &["200"]),
        (Self::BadDocument, 6, &["400 INVALID_INPUT"]),
        (Self::TooExpensive, 4, &["400 QUERY_TOO_EXPENSIVE"]),
        // Who still sends when the answer comes may be hung up on.
        (Self::HugeBody, 2, &["413 PAYLOAD_TOO_LARGE", "hung up on"]),
        (Self::SignIn, 2, &["200"]),
        (Self::WrongPassword, 1, &["401 UNAUTHENTICATED", "429 RATE_LIMITED"]),
        (Self::Refresh, 6, &["200"]),
        (Self::BrokenOff, 6, &["broken off"]),
        (Self::SlowReader, 4, &["200"]),
    ];

    /// One of them, by their shares.
    pub(crate) fn any() -> Self {
        let all: u32 = Self::ALL.iter().map(|(_, share, _)| share).sum();
        let mut left = fastrand::u32(..all);
        for (kind, share, _) in Self::ALL {
            if left < share {
                return kind;
            }
            left -= share;
        }
        Self::List
    }

    /// Whether this answer is right.
    pub(crate) fn deserves(self, answer: &str) -> bool {
        Self::ALL.iter().any(|(kind, _, right)| *kind == self && right.contains(&answer))
    }
}

const LIST: &str = "query($first: Int!) { cases(first: $first, filter: {open: {eq: true}}, \
    orderBy: [{field: DUE_AT, direction: ASC}]) { pageInfo { hasNextPage endCursor } \
    nodes { id number title status severity dueAt area { name } team { name } } } }";

const CASE: &str = "query($number: String!) { case(by: {number: $number}) { title description \
    status area { code name } } }";

const COUNT: &str = "{ cases { totalCount } open: cases(filter: {open: {eq: true}}) { totalCount } \
    checks { totalCount } }";

const NESTED: &str = "{ areas(first: 20) { nodes { name cases(first: 5) { totalCount nodes { number \
    team { name } } } } } }";

/// The body of a request to `/graphql`, for the kinds that are no more than that.
pub(crate) fn body(kind: Kind, numbers: &[String]) -> Option<Value> {
    let query = |query: &str, variables: Value| json!({"query": query, "variables": variables});
    Some(match kind {
        Kind::List => query(LIST, json!({"first": fastrand::u8(1..=100)})),
        Kind::Case => query(CASE, json!({"number": fastrand::choice(numbers)?})),
        Kind::Count => query(COUNT, Value::Null),
        Kind::Nested | Kind::SlowReader => query(NESTED, Value::Null),
        Kind::NewDocument => query(&new_document(fastrand::usize(1..8)), Value::Null),
        Kind::BadDocument => {
            let bad = [
                "{ cases { nodes { secrets } } }",
                "{ cases {",
                "{ cases(first: 1000) { nodes { id } } }",
            ];
            query(fastrand::choice(bad)?, Value::Null)
        }
        Kind::TooExpensive => {
            let inner = "cases(first: 100) { nodes { id } }";
            query(
                &format!(
                    "{{ areas(first: 100) {{ nodes {{ {inner} children(first: 100) {{ nodes {{ {inner} }} }} }} }} }}"
                ),
                Value::Null,
            )
        }
        Kind::HugeBody => query(&"x".repeat(1_500_000), Value::Null),
        Kind::SignIn | Kind::WrongPassword | Kind::Refresh | Kind::BrokenOff => return None,
    })
}

/// A document of so many fields whose text nobody has sent before.
pub(crate) fn new_document(fields: usize) -> String {
    let fields: Vec<String> = (0..fields)
        .map(|_| format!("a{}: installation {{ name version }}", fastrand::u64(..)))
        .collect();
    format!("{{ {} }}", fields.join(" "))
}
