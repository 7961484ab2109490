//! Sessions: each a family of refresh tokens, of which the newest unused one is good.
//!
//! Every change first locks the user's row (SQLite: the whole database), so that a refresh, a
//! sign-out and whatever ends all sessions of a user come one after the other, and none leaves a
//! token behind that it did not see.

use chrono::{DateTime, Utc};
use entity::{refresh_token, user};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::{Store, StoreError};

/// The hash that a refresh token is kept under.
pub(super) type TokenHash = [u8; 32];

/// Whose session went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// The user.
    pub user: Uuid,
    /// The version that the user's access tokens must carry.
    pub token_version: i32,
    /// The session.
    pub session: Uuid,
    /// Whether the user's password must be changed before anything else is done.
    pub password_must_change: bool,
}

impl Store {
    /// Starts a session with its first refresh token, good until `expires_at`: none where the user
    /// was deactivated or the user's tokens were voided since `token_version` was read.
    ///
    /// # Errors
    /// The database's.
    pub async fn start_session(
        &self,
        user: Uuid,
        token_version: i32,
        token: TokenHash,
        (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Option<Renewal>, StoreError> {
        let transaction = self.begin().await?;
        let Some((true, version, password_must_change)) = lock(&transaction, user).await? else {
            return Ok(None);
        };
        if version != token_version {
            return Ok(None);
        }
        let id = Uuid::now_v7();
        let first = refresh_token::ActiveModel {
            id: Set(id),
            user_id: Set(user),
            family_id: Set(id),
            token_hash: Set(token.into()),
            issued_at: Set(now),
            expires_at: Set(expires_at),
            used_at: Set(None),
            revoked_at: Set(None),
        };
        refresh_token::Entity::insert(first).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        Ok(Some(Renewal { user, token_version, session: id, password_must_change }))
    }

    /// Uses up a refresh token and puts the next one in its place, good for as long, but until
    /// `longest` at most: a session begun under a clock that ran ahead is not longer than others
    /// once the clock is right. A token that was used before, or whose user is no longer active,
    /// ends its whole session: none.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "the token itself is what gives the right")]
    pub async fn renew_session(
        &self,
        token: TokenHash,
        next: TokenHash,
        (now, longest): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Option<Renewal>, StoreError> {
        let transaction = self.begin().await?;
        let found = refresh_token::Entity::find()
            .filter(refresh_token::Column::TokenHash.eq(token.as_slice()))
            .one(&transaction)
            .await?;
        let Some(found) = found else { return Ok(None) };
        let standing = lock(&transaction, found.user_id).await?;
        let used = refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
            .filter(refresh_token::Column::Id.eq(found.id))
            .filter(refresh_token::Column::UsedAt.is_null())
            .filter(refresh_token::Column::RevokedAt.is_null())
            .filter(refresh_token::Column::ExpiresAt.gt(now))
            .exec(&transaction)
            .await?
            .rows_affected;
        let renewal = match standing {
            Some((true, token_version, password_must_change)) if used == 1 => {
                let next = refresh_token::ActiveModel {
                    id: Set(Uuid::now_v7()),
                    user_id: Set(found.user_id),
                    family_id: Set(found.family_id),
                    token_hash: Set(next.into()),
                    issued_at: Set(now),
                    expires_at: Set(found.expires_at.min(longest)),
                    used_at: Set(None),
                    revoked_at: Set(None),
                };
                refresh_token::Entity::insert(next).exec_without_returning(&transaction).await?;
                Some(Renewal {
                    user: found.user_id,
                    token_version,
                    session: found.family_id,
                    password_must_change,
                })
            }
            _ => {
                revoke(&transaction, found.family_id, now).await?;
                None
            }
        };
        transaction.commit().await?;
        Ok(renewal)
    }

    /// Ends the session that a refresh token is of, if any.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "the token itself is what gives the right")]
    pub async fn end_session(
        &self,
        token: TokenHash,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let found = refresh_token::Entity::find()
            .filter(refresh_token::Column::TokenHash.eq(token.as_slice()))
            .one(&transaction)
            .await?;
        if let Some(found) = found {
            lock(&transaction, found.user_id).await?;
            revoke(&transaction, found.family_id, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets the sessions that have expired; whole ones, since all tokens of a session expire
    /// at once.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_expired_sessions(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let forgotten = refresh_token::Entity::delete_many()
            .filter(refresh_token::Column::ExpiresAt.lt(now))
            .exec(self.writer())
            .await?;
        Ok(forgotten.rows_affected)
    }
}

/// Locks a user's row, and tells whether the user is active, which version tokens must carry, and
/// whether the password must be changed.
#[expect(clippy::disallowed_methods, reason = "nothing of it is shown")]
pub(super) async fn lock(
    transaction: &DatabaseTransaction,
    user: Uuid,
) -> Result<Option<(bool, i32, bool)>, DbErr> {
    user::Entity::find_by_id(user)
        .select_only()
        .columns([
            user::Column::Active,
            user::Column::TokenVersion,
            user::Column::PasswordMustChange,
        ])
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(transaction)
        .await
}

async fn revoke(
    transaction: &DatabaseTransaction,
    family: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RevokedAt, Expr::value(now))
        .filter(refresh_token::Column::FamilyId.eq(family))
        .filter(refresh_token::Column::RevokedAt.is_null())
        .exec(transaction)
        .await
        .map(|_| ())
}

/// Ends all that a user is signed in by: refresh tokens are revoked, access tokens carry an old version.
pub(super) async fn end_sessions(
    transaction: &DatabaseTransaction,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use sea_orm::ExprTrait;
    user::Entity::update_many()
        .col_expr(user::Column::TokenVersion, Expr::col(user::Column::TokenVersion).add(1))
        .col_expr(user::Column::UpdatedAt, Expr::value(now))
        .filter(user::Column::Id.eq(user))
        .exec(transaction)
        .await?;
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RevokedAt, Expr::value(now))
        .filter(refresh_token::Column::UserId.eq(user))
        .filter(refresh_token::Column::RevokedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}
