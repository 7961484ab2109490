//! The hash chain over the audit trail: each entry gets a seal, which holds two hashes under a key
//! of the secret file.
//!
//! - The *content* is over every column of the entry: a changed entry is found by itself.
//! - The *link* is over the seal before, the sequence, the entry's id, the content and the time: a
//!   seal that was changed, removed or put elsewhere is found where the chain no longer holds.
//!
//! Whoever writes an entry seals nothing: one sweeper does each second, in the order of the writers'
//! transactions, so that the chain locks no write and nothing can come in before what is sealed.

mod finding;
mod rows;
mod sweep;
mod verify;

pub use finding::Finding;
pub use verify::{Verified, Walk};

use std::str::FromStr;

use chrono::{DateTime, Utc};

use self::rows::EntryRow;
use crate::secret::ChainKey;

/// A seal's two hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seal {
    content: [u8; 32],
    link: [u8; 32],
}

/// What a link is over, besides the content.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    /// The link of the seal before; zeros for the first.
    before: [u8; 32],
    sequence: i64,
    /// In hexadecimal digits.
    entry: &'a str,
    sealed_at: DateTime<Utc>,
}

fn content_of(key: &ChainKey, entry: &EntryRow) -> [u8; 32] {
    let columns = entry.columns.iter().map(|column| column.as_deref().map(str::as_bytes));
    key.hash(std::iter::once(Some(&b"entry"[..])).chain(columns))
}

fn link_of(key: &ChainKey, content: &[u8; 32], place: Place<'_>) -> [u8; 32] {
    let Place { before, sequence, entry, sealed_at } = place;
    key.hash([
        Some(&b"link"[..]),
        Some(&before),
        Some(&sequence.to_be_bytes()),
        Some(entry.as_bytes()),
        Some(&sealed_at.timestamp_micros().to_be_bytes()),
        Some(content),
    ])
}

impl Seal {
    fn to_bytes(self) -> Vec<u8> {
        [self.content, self.link].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (content, link) = bytes.split_first_chunk::<32>()?;
        Some(Self { content: *content, link: link.try_into().ok()? })
    }
}

/// The newest seal, as it is noted where nobody who can change the database can change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many entries were sealed until then.
    pub sequence: i64,
    /// The last of them's link, which stands for the whole chain up to it.
    pub link: [u8; 32],
}

impl std::fmt::Display for Head {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.sequence, hex::encode(self.link))
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let head = || {
            let (sequence, link) = text.split_once(':')?;
            let sequence = sequence.parse().ok().filter(|sequence| *sequence > 0)?;
            Some(Self { sequence, link: hex::decode(link).ok()?.try_into().ok()? })
        };
        head().ok_or_else(|| {
            format!("`{text}` is no head: it is SEQUENCE:HEX, as `wardbook verify` prints it")
        })
    }
}
