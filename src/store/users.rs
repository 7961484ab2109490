//! Users: what signing in and the operator's commands need to know of them, and the changes that
//! administrators make. Each is one transaction that writes what is changed and an audit entry, or
//! nothing.

mod activity;
mod administrators;
mod approve;
mod create;
mod grant;
mod held;
mod last_use;
mod revoke;
mod role;

pub use activity::OpenWork;
pub use create::{MakePassword, NewUser, OneTimePassword, WithPassword};
pub use grant::GrantToMake;
pub use role::GrantedAt;

use std::collections::HashMap;

use entity::user;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Store, StoreError};

/// What signing in needs to know of a user.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The user.
    pub user: Uuid,
    /// Whether the user may sign in at all.
    pub active: bool,
    /// The version that the user's tokens must carry.
    pub token_version: i32,
    /// The hash of the user's password, if there is one.
    pub password_hash: Option<String>,
}

impl Store {
    /// The ids of all users by their names.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
    pub async fn usernames(&self) -> Result<HashMap<String, Uuid>, StoreError> {
        let users = user::Entity::find().all(self.reader()).await?;
        Ok(users.into_iter().map(|user| (user.username, user.id)).collect())
    }

    /// The ids of those users who are active, by their names.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
    pub async fn active_usernames(&self) -> Result<HashMap<String, Uuid>, StoreError> {
        let users = user::Entity::find().filter(user::Column::Active.eq(true));
        let users = users.all(self.reader()).await?;
        Ok(users.into_iter().map(|user| (user.username, user.id)).collect())
    }

    /// What signing in under a name needs to know; none, if no user has it.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "before signing in there is no scope to read by")]
    pub async fn sign_in(&self, username: &str) -> Result<Option<SignIn>, StoreError> {
        // PostgreSQL refuses a text with this character, and no username has it.
        if username.contains('\0') {
            return Ok(None);
        }
        let found: Option<(Uuid, bool, i32, Option<String>)> = user::Entity::find()
            .select_only()
            .columns([
                user::Column::Id,
                user::Column::Active,
                user::Column::TokenVersion,
                user::Column::PasswordHash,
            ])
            .filter(user::Column::Username.eq(username))
            .into_tuple()
            .one(self.reader())
            .await?;
        Ok(found.map(|(user, active, token_version, password_hash)| SignIn {
            user,
            active,
            token_version,
            password_hash,
        }))
    }
}
