//! Sign-ins by an issuer that are under way: each comes back once, and is handed over once.

use chrono::{DateTime, Utc};
use entity::{sign_in_attempt, sign_in_code};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, TryInsertResult};
use uuid::Uuid;

use super::sessions::TokenHash;
use super::{Store, StoreError};

/// A session that is to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandedOver {
    /// Whose it is.
    pub user: Uuid,
    /// The version that the user's tokens had when they came back.
    pub token_version: i32,
    /// When the session ends, however often its tokens are refreshed.
    pub session_expires_at: DateTime<Utc>,
}

impl Store {
    /// Uses up an attempt to sign in, which by itself is good until `expires_at`. False if it was
    /// used before.
    ///
    /// # Errors
    /// The database's.
    pub async fn use_sign_in_attempt(
        &self,
        attempt: TokenHash,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let used =
            sign_in_attempt::ActiveModel { hash: Set(attempt.into()), expires_at: Set(expires_at) };
        let done = sign_in_attempt::Entity::insert(used)
            .on_conflict_do_nothing()
            .exec_without_returning(self.writer())
            .await?;
        Ok(matches!(done, TryInsertResult::Inserted(1)))
    }

    /// Keeps a session for whoever shows the code until `expires_at`.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_sign_in_code(
        &self,
        code: TokenHash,
        session: HandedOver,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let HandedOver { user, token_version, session_expires_at } = session;
        let kept = sign_in_code::ActiveModel {
            hash: Set(code.into()),
            user_id: Set(user),
            token_version: Set(token_version),
            expires_at: Set(expires_at),
            session_expires_at: Set(session_expires_at),
        };
        sign_in_code::Entity::insert(kept).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// The session that a code is for, whose last use this is.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "the code itself is what gives the right")]
    pub async fn take_sign_in_code(
        &self,
        code: TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<HandedOver>, StoreError> {
        let transaction = self.begin().await?;
        let of_code = sign_in_code::Column::Hash.eq(code.as_slice());
        let kept = sign_in_code::Entity::find().filter(of_code.clone()).one(&transaction).await?;
        let taken = sign_in_code::Entity::delete_many().filter(of_code).exec(&transaction).await?;
        transaction.commit().await?;
        let kept = kept.filter(|kept| taken.rows_affected == 1 && kept.expires_at > now);
        Ok(kept.map(|kept| HandedOver {
            user: kept.user_id,
            token_version: kept.token_version,
            session_expires_at: kept.session_expires_at,
        }))
    }

    /// Forgets what is too old to come back or to be handed over.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_old_sign_ins(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        sign_in_attempt::Entity::delete_many()
            .filter(sign_in_attempt::Column::ExpiresAt.lt(now))
            .exec(self.writer())
            .await?;
        sign_in_code::Entity::delete_many()
            .filter(sign_in_code::Column::ExpiresAt.lt(now))
            .exec(self.writer())
            .await?;
        Ok(())
    }
}
