//! Global ids: a type's prefix and the 32 hexadecimal digits of a UUIDv7, as in
//! `case_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b`. Opaque to clients, typed, and not countable.

use uuid::Uuid;

use super::problem::Problems;

/// A prefix and the id behind it, of anything that is written like a global id.
#[must_use]
pub fn split(id: &str) -> Option<(&str, Uuid)> {
    let (prefix, digits) = id.rsplit_once('_')?;
    let canonical = digits.len() == 32
        && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    canonical.then(|| Uuid::try_parse(digits).ok())?.map(|uuid| (prefix, uuid))
}

/// The global id of a row.
#[must_use]
pub fn join(prefix: &str, id: Uuid) -> String {
    format!("{prefix}_{}", id.simple())
}

/// The id behind a global id of one type, or a problem of its field.
pub fn expect(id: &str, prefix: &str, field: &str, problems: &mut Problems) -> Option<Uuid> {
    match split(id) {
        Some((found, uuid)) if found == prefix => Some(uuid),
        _ => {
            problems.add(
                field,
                format!("this is not an id of the kind {prefix}_…, as the API gives them"),
                format!("这不是接口给出的 {prefix}_… 类 id"),
            );
            None
        }
    }
}

/// The id behind a global id of whatever type, or a problem of its field.
pub fn any(id: &str, field: &str, problems: &mut Problems) -> Option<Uuid> {
    let found = split(id).map(|(_, uuid)| uuid);
    if found.is_none() {
        problems.add(field, "this is not an id that the API gave", "这不是接口给出的 id");
    }
    found
}
