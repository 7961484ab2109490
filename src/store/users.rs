//! Users, as far as signing in and the operator's commands go.

use std::collections::HashMap;

use entity::{area, grant, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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
    /// Whether it must be changed before anything else is done.
    pub password_must_change: bool,
}

/// A user as the operator's commands list them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUser {
    /// The name to sign in with.
    pub username: String,
    /// The name that colleagues know.
    pub display_name: String,
    /// Whether the user may sign in.
    pub active: bool,
    /// Whether the password is good for nothing but to be changed.
    pub has_one_time_password: bool,
    /// Each role and where, as ROLE@AREA_CODE, or ROLE@* for everywhere.
    pub grants: Vec<String>,
}

impl Store {
    /// All users by name, with the roles that they hold.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
    pub async fn users_with_grants(&self) -> Result<Vec<ListedUser>, StoreError> {
        let users = user::Entity::find().order_by_asc(user::Column::Username);
        let users = users.all(self.reader()).await?;
        let areas: HashMap<Uuid, String> = area::Entity::find()
            .select_only()
            .columns([area::Column::Id, area::Column::Code])
            .into_tuple::<(Uuid, String)>()
            .all(self.reader())
            .await?
            .into_iter()
            .collect();
        let mut held: HashMap<Uuid, Vec<String>> = HashMap::new();
        let grants = grant::Entity::find().order_by_asc(grant::Column::Id);
        for grant in grants.all(self.reader()).await? {
            let code = grant.area_id.and_then(|id| areas.get(&id)).map_or("*", String::as_str);
            held.entry(grant.user_id).or_default().push(format!("{}@{code}", grant.role));
        }
        let listed = users.into_iter().map(|user| ListedUser {
            grants: held.remove(&user.id).unwrap_or_default(),
            username: user.username,
            display_name: user.display_name,
            active: user.active,
            has_one_time_password: user.password_must_change,
        });
        Ok(listed.collect())
    }

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
        let found: Option<(Uuid, bool, i32, Option<String>, bool)> = user::Entity::find()
            .select_only()
            .columns([
                user::Column::Id,
                user::Column::Active,
                user::Column::TokenVersion,
                user::Column::PasswordHash,
                user::Column::PasswordMustChange,
            ])
            .filter(user::Column::Username.eq(username))
            .into_tuple()
            .one(self.reader())
            .await?;
        Ok(found.map(|(user, active, token_version, password_hash, password_must_change)| SignIn {
            user,
            active,
            token_version,
            password_hash,
            password_must_change,
        }))
    }
}
