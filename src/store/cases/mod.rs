//! Changes of cases. Each is one transaction that writes the case, its event, an outbox entry for
//! subscribers and an audit entry, or nothing.
//!
//! Every change goes the same way: [`Changing`](changing::Changing) takes the case, judges the
//! actor by `desk`'s own table and tells what is wrong with the input; the change is made on the
//! row in hand; and it is written with its event.

mod appraise;
mod changing;
mod close;
mod coordinate;
mod events;
mod hand_over;
mod idempotency;
mod mediate;
mod note;
mod numbers;
mod people;
mod register;
mod reporters;
mod supervise;
mod timing;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

pub use appraise::{Amendment, Escalation, Triage};
pub use close::{FollowUpRecord, Merger, ReplyRecord};
pub use coordinate::{CoordinationPlan, CoordinationRecord};
pub use hand_over::{Acceptance, Assignment, Proposal, Signature};
pub use mediate::{EmergencyRecord, MediationRecord, Sitting};
pub use note::Attaching;
pub use register::{Location, NewReporter, Registration, Settlement};
pub use reporters::{KnownParty, KnownReporter, PartyRecord, ReporterAndParties};
pub use supervise::{Extension, SupervisionAnswer, SupervisionNotice};

pub(in crate::store) use idempotency::GOOD_FOR as KEYS_GOOD_FOR;

use super::StoreError;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::error::Problem;
use crate::policy::{Authorizer, Grants};
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
}

impl Acting<'_> {
    fn user(&self) -> Uuid {
        self.grants.user_id()
    }
}

/// The case that is changed, as the actor knows it, and what is wrong with the rest of the input so
/// far: more may be found once the case is known.
#[derive(Debug, Default)]
pub struct Target {
    /// Its id.
    pub case: Uuid,
    /// The version that the actor saw; none where the change gets in nobody's way.
    pub expected_version: Option<i32>,
    /// What is wrong with the input. Values that it names are not used.
    pub problems: Problems,
}

/// The key of a request that may be sent again, and a hash of its input.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    /// The key, of the user's own choice.
    pub key: String,
    /// A keyed hash of the input.
    pub input: [u8; 32],
}

/// What a change made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Made {
    /// The case.
    pub case: Uuid,
    /// The last event of it.
    pub event: Option<Uuid>,
    /// A slip, a notice, a file or a party beside it.
    pub other: Option<Uuid>,
    /// The case that it was merged into.
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
fn problem(field: &str, en: impl Into<String>, zh: impl Into<String>) -> Unmade {
    let mut problems = Problems::default();
    problems.add(field, en, zh);
    Refusal::Invalid(problems.into_vec()).into()
}

/// Fails where anything is wrong.
fn must_be_sound(problems: Problems) -> Result<(), Unmade> {
    let problems: Vec<Problem> = problems.into_vec();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems).into()) }
}

/// Words that somebody wrote, and the same as lists show them where they hold a person's number.
struct Words {
    plain: String,
    masked: Option<String>,
}

impl From<String> for Words {
    fn from(plain: String) -> Self {
        let masked = masked(&plain);
        Self { plain, masked }
    }
}
