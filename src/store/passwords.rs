//! A password that its user changes.

use entity::{refresh_token, user};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::Store;
use super::change::{Acting, Change, Changing, Made};
use super::sessions::revoke;
use crate::desk::refusal::Refusal;
use crate::policy::Object;

/// What the audit trail calls it.
const CHANGE: &str = "change_password";

impl Store {
    /// The row of whoever asks; none where it is gone.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "a user's own row, of which nothing is shown")]
    pub async fn own_row(
        &self,
        acting: Acting<'_>,
    ) -> Result<Option<user::Model>, super::StoreError> {
        Ok(user::Entity::find_by_id(acting.user()).one(self.writer()).await?)
    }

    /// Puts a hash in the place of the one that the current password was compared with, and ends
    /// the user's other sessions. The own one goes on by its refresh token: access tokens of before
    /// are good no longer.
    ///
    /// # Errors
    /// Why it was not done.
    #[expect(clippy::disallowed_methods, reason = "a user's own row, of which nothing is shown")]
    pub async fn change_password(
        &self,
        acting: Acting<'_>,
        compared: &str,
        hash: String,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let row = user::Entity::find_by_id(acting.user()).lock(LockType::NoKeyUpdate);
        let row = row.one(&changing.transaction).await?.ok_or(Refusal::NotFound)?;
        if row.password_hash.as_deref() != Some(compared) {
            let present = row.token_version;
            return Err(Refusal::Conflict { object: Object::User, present }.into());
        }
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .col_expr(user::Column::PasswordMustChange, Expr::value(false))
            .col_expr(user::Column::TokenVersion, Expr::col(user::Column::TokenVersion).add(1))
            .col_expr(user::Column::UpdatedAt, Expr::value(acting.now))
            .filter(user::Column::Id.eq(row.id))
            .exec(&changing.transaction)
            .await?;
        let mut others = Condition::all().add(refresh_token::Column::UserId.eq(row.id));
        if let Some(session) = acting.grants.session() {
            others = others.add(refresh_token::Column::FamilyId.ne(session));
        }
        revoke(&changing.transaction, others, acting.now).await?;
        let detail = json!({"one_time": row.password_must_change});
        let changed = (Object::User, row.id, row.area_id);
        changing.audit(acting.now, CHANGE, changed, Some(detail)).await?;
        changing.commit().await?;
        Ok(Made { record: row.id, ..Made::default() })
    }
}
