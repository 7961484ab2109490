//! Changes of the policy. Each is one transaction that writes a new version with the rules, links and
//! roles that it adds and removes, and an audit entry; or what waits for a second administrator; or
//! nothing. One is decided after the other.
//!
//! - [`kept`] reads the policy of a version, [`holdings`] who holds what, and [`around`] all that it stands among;
//! - [`judged`] looks at a change, and asks whether its author may make it;
//! - [`preview`] looks at one that is not made;
//! - [`apply`] and [`roll_back`] make one, [`operator`] one from files, and [`version`] writes it;
//! - [`expected`] refuses one that is not what is expected, by the [`texts`] that are kept beside the rules;
//! - [`waiting`] keeps one until another administrator approves or rejects it, as [`decide`] does.

mod apply;
mod around;
mod decide;
mod expected;
mod holdings;
mod judged;
mod kept;
mod operator;
mod preview;
mod roll_back;
mod texts;
mod version;
mod waiting;

pub use apply::PolicyEdit;
pub(in crate::store) use decide::{Detail, no_longer};
pub(in crate::store) use holdings::{Whose, holdings};
pub(in crate::store) use kept::{domain, domains};
pub use preview::Preview;
pub use roll_back::RollBack;
pub use texts::PolicyTexts;

use uuid::Uuid;

use crate::error::Message;

/// What a change of the policy came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The policy's version now.
    pub version: i64,
    /// What whoever asked for it should know.
    pub warnings: Vec<Message>,
    /// The change that waits for a second administrator, where nothing is applied yet.
    pub pending: Option<Uuid>,
}
