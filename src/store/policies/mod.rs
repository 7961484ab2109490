//! Changes of the policy. Each is one transaction that writes a new version with the rules, links and
//! roles that it adds and removes, and an audit entry; or what waits for a second administrator; or
//! nothing. One is decided after the other.
//!
//! - [`kept`] reads the policy of a version, and [`around`] what it stands among;
//! - [`judged`] looks at a change, and asks whether its author may make it;
//! - [`apply`] and [`roll_back`] make one, and [`version`] writes it;
//! - [`waiting`] keeps one until another administrator approves or rejects it, as [`decide`] does.

mod apply;
mod around;
mod decide;
mod judged;
mod kept;
mod roll_back;
mod version;
mod waiting;

pub use apply::PolicyEdit;
pub use roll_back::RollBack;

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
