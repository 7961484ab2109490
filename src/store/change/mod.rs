//! What every change of a record needs, whatever kind of record it is. Each change is one
//! transaction that writes the record, what has happened to it, an outbox entry for subscribers and
//! an audit entry, or nothing.
//!
//! - [`changing`] is a change while it is made: its transaction, and who makes it;
//! - [`idempotency`] knows a request that was sent before;
//! - [`numbers`] gives out numbers without a gap;
//! - [`people`] looks up those whom an input names, and the areas that they work in;
//! - [`saved`] finds the area of a record that is made or changed by one mutation;
//! - [`turn`] lets one change after the other decide what they would decide otherwise together;
//! - [`sight`] looks up other records, as far as the actor sees them;
//! - [`files`] looks up what was sent before, to be tied to the record;
//! - [`trail`] leaves word for subscribers and for the audit trail.

mod changing;
mod files;
mod idempotency;
mod numbers;
mod people;
mod saved;
mod sight;
mod trail;
mod turn;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

pub(in crate::store) use changing::{Changing, update};
pub(in crate::store) use idempotency::GOOD_FOR as KEYS_GOOD_FOR;
pub(in crate::store) use numbers::{Numbered, next_number};
pub(in crate::store) use people::Near;
pub(in crate::store) use sight::SeenVisit;
pub(in crate::store) use trail::{Word, leave_word};
pub(in crate::store) use turn::{Turn, take_turn};

use super::StoreError;
pub use crate::config::SecondAdministrator;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::error::Problem;
use crate::policy::{Authorizer, Grants, Object};
use crate::read::problem::Problems;
use crate::secret::KeyRing;

/// Who acts, when, and by what rules of the installation.
#[derive(Clone, Copy)]
pub struct Acting<'a> {
    /// What the actor may do.
    pub grants: &'a Grants,
    /// The moment, to the microsecond.
    pub now: DateTime<Utc>,
    /// The zone of civil days.
    pub zone: Tz,
    /// Tells what others may do, such as those who are to be handed a case.
    pub authorizer: &'a Authorizer,
    /// Seal what is kept of reporters and parties.
    pub keys: &'a KeyRing,
    /// Whether what nobody may decide for themselves waits for a second administrator.
    pub second_administrator: SecondAdministrator,
}

impl Acting<'_> {
    pub(in crate::store) fn user(&self) -> Uuid {
        self.grants.user_id()
    }
}

/// The record that is changed, as the actor knows it, and what is wrong with the rest of the input so
/// far: more may be found once the record is known.
#[derive(Debug, Default)]
pub struct Target {
    /// Its id.
    pub record: Uuid,
    /// The version that the actor saw; none where the change gets in nobody's way.
    pub expected_version: Option<i32>,
    /// What is wrong with the input. Values that it names are not used.
    pub problems: Problems,
}

impl Target {
    /// Fails where somebody has changed the record since the actor saw it.
    pub(in crate::store) fn must_be_as_seen(
        &self,
        object: Object,
        present: i32,
    ) -> Result<(), Refusal> {
        if self.expected_version.is_some_and(|expected| expected != present) {
            return Err(Refusal::Conflict { object, present });
        }
        Ok(())
    }
}

/// The key of a request that may be sent again, and a hash of its input.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// The key, of the user's own choice.
    pub key: String,
    /// A keyed hash of the input.
    pub input: [u8; 32],
}

/// Where something is.
#[derive(Debug, Clone, Default)]
pub struct Location {
    /// In words.
    pub address: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// What a change made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Made {
    /// The record; keys that were kept when there were only cases call it so.
    #[serde(alias = "case")]
    pub record: Uuid,
    /// The last event of it.
    pub event: Option<Uuid>,
    /// A slip, a notice, a file or a party beside it.
    pub other: Option<Uuid>,
    /// The record that it went into, such as the case that it was merged into.
    pub into: Option<Uuid>,
}

/// Why a change was not made: it was refused, or the database failed.
#[derive(Debug)]
pub enum Unmade {
    /// It was refused.
    Refused(Refusal),
    /// The database failed, or keys did.
    Failed(StoreError),
}

/// What becomes of a change.
pub type Change = Result<Made, Unmade>;

impl From<Refusal> for Unmade {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Unmade {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<sea_orm::DbErr> for Unmade {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Failed(error.into())
    }
}

/// A refusal with one problem of the input.
pub(in crate::store) fn problem(
    field: &str,
    en: impl Into<String>,
    zh: impl Into<String>,
) -> Unmade {
    let mut problems = Problems::default();
    problems.add(field, en, zh);
    Refusal::Invalid(problems.into_vec()).into()
}

/// Fails where anything is wrong.
pub(in crate::store) fn must_be_sound(problems: Problems) -> Result<(), Unmade> {
    let problems: Vec<Problem> = problems.into_vec();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems).into()) }
}

/// Words that somebody wrote, and the same as lists show them where they hold a person's number.
pub(in crate::store) struct Words {
    pub(in crate::store) plain: String,
    pub(in crate::store) masked: Option<String>,
}

impl From<String> for Words {
    fn from(plain: String) -> Self {
        let masked = masked(&plain);
        Self { plain, masked }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_remembered_of_a_case_is_still_read() {
        let record = Uuid::from_u128(7);
        let kept = format!(r#"{{"case":"{record}","event":null,"other":null,"into":null}}"#);
        let made = Made { record, ..Made::default() };
        assert_eq!(serde_json::from_str::<Made>(&kept).unwrap(), made);
        let kept = serde_json::to_string(&made).unwrap();
        assert_eq!(serde_json::from_str::<Made>(&kept).unwrap(), made);
    }
}
