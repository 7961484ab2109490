//! Changes of cases. Each is one transaction that writes the case, its event, an outbox entry for
//! subscribers and an audit entry, or nothing.
//!
//! Every change goes the same way: [`Changing`](super::change::Changing) takes the case in hand
//! ([`held`]), judges the actor by `desk`'s own table and tells what is wrong with the input; the
//! change is made on the row in hand; and it is written with its event ([`events`]).

mod appraise;
mod close;
mod coordinate;
mod events;
mod hand_over;
mod held;
mod mediate;
mod note;
mod people;
mod register;
mod reporters;
mod supervise;
mod timing;

pub use appraise::{Amendment, Escalation, Triage};
pub use close::{FollowUpRecord, Merger, ReplyRecord};
pub use coordinate::{CoordinationPlan, CoordinationRecord};
pub use hand_over::{Acceptance, Assignment, Proposal, Signature};
pub use mediate::{EmergencyRecord, MediationRecord, Sitting};
pub use register::{NewReporter, Registration, Settlement};
pub use reporters::{KnownParty, KnownReporter, PartyRecord, ReporterAndParties};
pub use supervise::{Extension, SupervisionAnswer, SupervisionNotice};
