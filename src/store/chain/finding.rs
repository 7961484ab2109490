//! What does not hold in the chain, in words.

use std::fmt::{Display, Formatter, Result};

use super::Head;

/// Something that nobody but an intruder, or a fault of the disk, does to the audit trail. Ids and
/// times are as they stand in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say which entry, at which place, of which time")]
pub enum Finding {
    /// An entry is not what was sealed.
    Changed { entry: String, sequence: i64, at: String },
    /// An entry that was sealed is gone.
    Removed { entry: String, sequence: i64, sealed_at: String },
    /// Seals are gone, and what they were over may be too.
    SealsMissing { first: i64, last: i64 },
    /// A seal was changed, or stands where it was not made.
    Moved { entry: String, sequence: i64, at: String },
    /// A seal was made under a key that the secret file does not hold.
    UnknownKey { entry: String, sequence: i64, key_id: String },
    /// An entry came in long after the time that it gives.
    Backdated { entry: String, sequence: i64, at: String, sealed_at: String },
    /// An entry stands before others that were sealed when it was not there.
    Inserted { entry: String, at: String },
    /// An entry has been waiting for its seal for too long.
    Unsealed { entry: String, at: String },
    /// The chain ends before the head that was noted.
    CutOff { noted: Head, sequence: i64 },
    /// The noted head is not in the chain.
    Replaced { noted: Head },
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Changed { entry, sequence, at } => {
                write!(
                    f,
                    "changed: entry {entry}, sequence {sequence}, of {at}, is not as it was sealed"
                )
            }
            Self::Removed { entry, sequence, sealed_at } => {
                write!(
                    f,
                    "removed: entry {entry}, sequence {sequence}, sealed at {sealed_at}, is gone"
                )
            }
            Self::SealsMissing { first, last } if first == last => {
                write!(f, "removed: the seal of sequence {first} is gone")
            }
            Self::SealsMissing { first, last } => {
                write!(f, "removed: the seals of sequences {first} to {last} are gone")
            }
            Self::Moved { entry, sequence, at } => write!(
                f,
                "reordered: the seal of entry {entry}, sequence {sequence}, of {at}, was changed or was not made for this place"
            ),
            Self::UnknownKey { entry, sequence, key_id } => write!(
                f,
                "unknown key: entry {entry}, sequence {sequence}, was sealed under the key `{key_id}`, which is not of this secret file"
            ),
            Self::Backdated { entry, sequence, at, sealed_at } => write!(
                f,
                "inserted: entry {entry}, sequence {sequence}, gives the time {at}, and was not there before {sealed_at}"
            ),
            Self::Inserted { entry, at } => {
                write!(
                    f,
                    "inserted: entry {entry}, of {at}, stands before entries that were sealed without it"
                )
            }
            Self::Unsealed { entry, at } => {
                write!(f, "unsealed: entry {entry}, of {at}, has no seal yet")
            }
            Self::CutOff { noted, sequence } => write!(
                f,
                "removed: the chain ends at sequence {sequence}, and the noted head was {}",
                noted.sequence
            ),
            Self::Replaced { noted } => {
                write!(f, "replaced: the seal of sequence {} is not the noted head", noted.sequence)
            }
        }
    }
}
