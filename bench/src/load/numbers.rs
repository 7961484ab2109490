//! What a case is follows from its number by multiplicative hashes, of which the high bits are used
//! where the low ones would go with the area.

use super::Size;
use super::tree::GROUPS_WITH_CASES;
use crate::connection::Kind;

/// The two years that cases come in, in seconds since 1970.
const BEGIN: u64 = 1_730_000_000;
const SPAN: u64 = 63_000_000;

/// The kinds of phrases, how many there are of each, and sixteen bits by which one is chosen.
pub(super) const PHRASES: [(&str, u64, &str); 4] = [
    ("place", 100, "h4 / 65536"),
    ("matter", 20, "h4 % 65536"),
    ("detail", 1_444, "h5 / 65536"),
    ("note", 10, "h5 % 65536"),
];

/// The cases from one number to another, with all that follows from it: `p`, the percent that its
/// status goes by; `k`, the number of its group; `s`, its severity; when it was received; and the
/// number of each phrase that it says, the lower the likelier.
pub(super) fn numbers(kind: Kind, size: Size, first: u64, last: u64) -> String {
    let skewed = PHRASES.map(|(kind, number, hash)| {
        format!("({hash}) * ({hash}) * ({hash}) * {number} / 281474976710656 as {kind}_n")
    });
    format!(
        "(select n, h1, h2, h3, h4, h5, {}, h1 % {} as k, h2 / 65536 % 100 as p, \
         h3 / 16777216 % 10 as s, {BEGIN} + n * {SPAN} / {} + h2 % 3600 as received \
         from (select n, n * 2654435761 % 4294967296 as h1, (n * 2246822519 + 374761393) % 4294967296 as h2, \
         (n * 3266489917 + 668265263) % 4294967296 as h3, \
         (n * 668265263 + 2246822519) % 4294967296 as h4, \
         (n * 1540483477 + 3266489917) % 4294967296 as h5 from {}) hashed) c",
        skewed.join(", "),
        size.groups.min(GROUPS_WITH_CASES),
        size.cases,
        kind.series(first, last),
    )
}
