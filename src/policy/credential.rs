//! What was shown by whoever asks, and what that leaves of what they may do.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::grants::{Grants, Permission, drop_contained, next_serial};
use super::narrowing::Narrowing;
use super::vocabulary::{Action, Object};

/// The SHA-256 of an API token's random bits, under which it is kept.
pub type TokenHash = [u8; 32];

/// An API token, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenStanding {
    /// Its id.
    pub id: Uuid,
    /// Under which it is kept.
    pub hash: TokenHash,
    /// Whose it is.
    pub user: Uuid,
    /// Good until just before this moment.
    pub expires_at: DateTime<Utc>,
    /// Whether it was revoked.
    pub revoked: bool,
    /// What it may do at most.
    pub narrowing: Narrowing,
}

impl TokenStanding {
    /// Whether it is good at a moment.
    #[must_use]
    pub fn is_good_at(&self, moment: DateTime<Utc>) -> bool {
        !self.revoked && moment < self.expires_at
    }
}

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Credential {
    /// None: these are a user's grants as such.
    #[default]
    None,
    /// An access token, of this session where it says which.
    Session(Option<Uuid>),
    /// An API token.
    Token(Arc<TokenStanding>),
}

impl Grants {
    /// The same for whoever shows an access token of a session. Where the user's password is a
    /// one-time password that must be changed first, nothing is left of them.
    #[must_use]
    pub fn of_session(&self, session: Option<Uuid>) -> Self {
        let mut own = self.clone();
        own.credential = Credential::Session(session);
        if self.has_one_time_password {
            own.serial = self.serial + 1;
            own.permissions = Arc::default();
        }
        own
    }

    /// What a token of this user may do: exactly what lies within both. Denials stay.
    #[must_use]
    pub fn of_token(&self, token: Arc<TokenStanding>) -> Self {
        let mut own = self.clone();
        own.serial = next_serial();
        own.permissions = Arc::new(narrowed(&self.permissions, &token.narrowing));
        own.credential = Credential::Token(token);
        own
    }

    /// Whether nothing may be done in this session before the password was changed.
    #[must_use]
    pub fn must_change_password(&self) -> bool {
        self.has_one_time_password && matches!(self.credential, Credential::Session(_))
    }

    /// The session of whoever asks; none where it is not known, or where there is none.
    #[must_use]
    pub fn session(&self) -> Option<Uuid> {
        match self.credential {
            Credential::Session(session) => session,
            Credential::None | Credential::Token(_) => None,
        }
    }

    /// The API token that was shown, if it was one.
    #[must_use]
    pub fn token(&self) -> Option<&TokenStanding> {
        match &self.credential {
            Credential::Token(token) => Some(token),
            Credential::None | Credential::Session(_) => None,
        }
    }
}

type Permissions = HashMap<(Object, Action), Permission>;

fn narrowed(permissions: &Permissions, by: &Narrowing) -> Permissions {
    let within = |entries: &[(super::Domain, super::Relation)]| {
        let parts = entries.iter().flat_map(|(domain, relation)| {
            by.within(domain).into_iter().map(|part| (part.clone(), *relation))
        });
        let mut parts: Vec<_> = parts.collect();
        drop_contained(&mut parts);
        parts
    };
    let covered = permissions.iter().filter(|((object, action), _)| by.covers(*object, *action));
    covered
        .map(|(question, permission)| {
            let Permission { allowed, in_hand, denied } = permission;
            let (allowed, in_hand) = (within(allowed), within(in_hand));
            (*question, Permission { allowed, in_hand, denied: denied.clone() })
        })
        .collect()
}

#[cfg(test)]
#[path = "credential_tests.rs"]
mod tests;
