//! What the policy must be told, by whoever keeps it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::credential::{TokenHash, TokenStanding};
use super::domain::Domain;
use super::rule::Rules;

/// A user's grant of a role, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// The role's name, without prefix.
    pub role: String,
    /// Where it is held.
    pub domain: Domain,
    /// Held from this moment on; always, if null.
    pub valid_from: Option<DateTime<Utc>>,
    /// Held until just before this moment; for ever, if null.
    pub valid_until: Option<DateTime<Utc>>,
}

impl GrantRow {
    /// Whether it is valid at a moment.
    #[must_use]
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.valid_from.is_none_or(|from| from <= now)
            && self.valid_until.is_none_or(|until| now < until)
    }
}

/// All that the policy needs to know of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserStanding {
    /// The user.
    pub user: Uuid,
    /// Whether the user may sign in at all.
    pub active: bool,
    /// The version that the user's tokens must carry.
    pub token_version: i32,
    /// Whether the user's password is good for nothing but to be changed.
    pub has_one_time_password: bool,
    /// Every grant, also those not valid now.
    pub grants: Vec<GrantRow>,
    /// The teams that the user is an active member of.
    pub teams: Vec<Uuid>,
}

/// Why the source could not answer; the source has logged the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the policy's source is out of reach")]
pub struct SourceError;

/// Keeps rules, grants, memberships and API tokens, with one version over all of them.
#[async_trait]
pub trait Source: Send + Sync {
    /// The version of all that this source tells, which every change of it raises.
    async fn version(&self) -> Result<i64, SourceError>;

    /// All rules and links, and the version that they are of.
    async fn rules(&self) -> Result<(i64, Rules), SourceError>;

    /// One user's standing, or none if there is no such user, and the version that it is of.
    async fn standing(&self, user: Uuid) -> Result<(i64, Option<UserStanding>), SourceError>;

    /// The API token of this hash, or none if there is no such token, and the version that it is of.
    async fn token(&self, hash: TokenHash) -> Result<(i64, Option<TokenStanding>), SourceError>;
}
