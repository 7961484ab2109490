//! The end of a token before its time.

use chrono::{DateTime, Utc};
use entity::api_token;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::store::audit::{self, AuditEntry};
use crate::store::change::{Acting, Change, Changing, Made, Target, must_be_sound};
use crate::store::{Store, StoreError};

impl Store {
    /// Revokes a token; one that was revoked before stays so.
    ///
    /// # Errors
    /// Why it was not revoked.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything of it is told")]
    pub async fn revoke_token(&self, acting: Acting<'_>, target: Target) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let record = target.record;
        let row = api_token::Entity::find_by_id(record).one(&changing.transaction).await?;
        let row = row.ok_or(Refusal::NotFound)?;
        let owner = changing.owner(row.user_id).await?;
        let owner = owner.filter(|owner| changing.can_see_tokens(owner));
        let owner = owner.ok_or(Refusal::NotFound)?;
        let asked = (Object::Token, Action::Revoke);
        if !changing.may_everywhere(&owner, asked) {
            return Err(Refusal::Forbidden(asked.0, asked.1).into());
        }
        must_be_sound(target.problems)?;
        let entry = (acting.now, Some(acting.user()), owner.area);
        revoke(&changing.transaction, record, entry).await?;
        changing.commit().await?;
        Ok(Made { record, ..Made::default() })
    }

    /// Revokes a token at the operator's own word. False if it was revoked before.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_token(&self, token: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let is_new = revoke(&transaction, token, (now, None, None)).await?;
        transaction.commit().await?;
        Ok(is_new)
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_token_use(&self, token: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
        api_token::Entity::update_many()
            .col_expr(api_token::Column::LastUsedAt, Expr::value(at))
            .filter(api_token::Column::Id.eq(token))
            .exec(self.writer())
            .await?;
        Ok(())
    }
}

/// Revokes all that is left of a user's tokens: whoever comes back makes new ones.
#[expect(clippy::disallowed_methods, reason = "their owner is deactivated")]
pub(in crate::store) async fn revoke_all(
    transaction: &DatabaseTransaction,
    owner: Uuid,
    entry: (DateTime<Utc>, Option<Uuid>, Option<Uuid>),
) -> Result<(), DbErr> {
    let tokens = api_token::Entity::find()
        .filter(api_token::Column::UserId.eq(owner))
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(entry.0))
        .order_by_asc(api_token::Column::Id);
    for token in tokens.all(transaction).await? {
        revoke(transaction, token.id, entry).await?;
    }
    Ok(())
}

async fn revoke(
    transaction: &DatabaseTransaction,
    token: Uuid,
    (at, by, area): (DateTime<Utc>, Option<Uuid>, Option<Uuid>),
) -> Result<bool, DbErr> {
    let revoked = api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(at))
        .filter(api_token::Column::Id.eq(token))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(transaction)
        .await?;
    if revoked.rows_affected == 0 {
        return Ok(false);
    }
    let entry = AuditEntry {
        at,
        actor: by,
        action: Action::Revoke.as_str(),
        object: Object::Token.as_str(),
        record: Some(token),
        area,
        detail: None,
    };
    audit::append(transaction, entry).await?;
    Ok(true)
}
