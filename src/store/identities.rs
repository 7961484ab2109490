//! Which user it is whom an issuer of identities calls so.

use chrono::{DateTime, Utc};
use entity::{federated_grant, federated_identity, grant, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set, TryInsertResult};
use serde_json::json;
use uuid::Uuid;

use super::change::{Turn, take_turn};
use super::claims::note;
use super::sessions::end_sessions;
use super::users::Administered;
use super::{Store, StoreError};

impl Store {
    /// The user whom an issuer calls so, if one is linked.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "before signing in there is no scope to read by")]
    pub async fn linked_user(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Uuid>, StoreError> {
        // PostgreSQL refuses a text with this character, and no subject has it.
        if subject.contains('\0') {
            return Ok(None);
        }
        let found = federated_identity::Entity::find()
            .filter(federated_identity::Column::Issuer.eq(issuer))
            .filter(federated_identity::Column::Subject.eq(subject))
            .one(self.reader())
            .await?;
        Ok(found.map(|identity| identity.user_id))
    }

    /// Links a user to what an issuer calls them. Their password and their sessions are gone: it is
    /// the issuer who tells from now on who they are.
    ///
    /// # Errors
    /// Somebody is linked to it already, or the database's.
    pub async fn link_user(
        &self,
        user: Uuid,
        issuer: &str,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let linked = insert_identity(&transaction, user, issuer, subject, now).await?;
        if linked.is_none() {
            return Err(StoreError::Refused(format!(
                "a user is linked to `{subject}` of {issuer} already"
            )));
        }
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(None::<String>))
            .col_expr(user::Column::PasswordMustChange, Expr::value(false))
            .filter(user::Column::Id.eq(user))
            .exec(&transaction)
            .await?;
        end_sessions(&transaction, user, now).await?;
        note(&transaction, now, ("link", user, None), json!({"from": issuer})).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a link away, and with it the user's sessions and the grants that its claims gave.
    ///
    /// # Errors
    /// The user is not linked to it, nobody else administers the installation, or the database's.
    #[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
    pub async fn unlink_user(
        &self,
        user: Uuid,
        issuer: &str,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        take_turn(&transaction, Turn::Grants).await?;
        let administered = Administered::before(self.rules_now().await?, &transaction, now).await?;
        let linked = federated_identity::Entity::find()
            .filter(federated_identity::Column::UserId.eq(user))
            .filter(federated_identity::Column::Issuer.eq(issuer))
            .filter(federated_identity::Column::Subject.eq(subject))
            .one(&transaction)
            .await?;
        let Some(linked) = linked else {
            return Err(StoreError::Refused(format!(
                "the user is not linked to `{subject}` of {issuer}"
            )));
        };
        let marks = federated_grant::Entity::find()
            .filter(federated_grant::Column::IdentityId.eq(linked.id))
            .all(&transaction)
            .await?;
        let marked = grant::Column::Id.is_in(marks.into_iter().map(|mark| mark.grant_id));
        let given = grant::Entity::find().filter(marked.clone()).all(&transaction).await?;
        grant::Entity::delete_many().filter(marked).exec(&transaction).await?;
        administered.must_go_on(&transaction).await?;
        federated_identity::Entity::delete_by_id(linked.id).exec(&transaction).await?;
        end_sessions(&transaction, user, now).await?;
        for grant in given {
            let detail = json!({"role": grant.role, "from": issuer});
            note(&transaction, now, ("revoke", user, grant.area_id), detail).await?;
        }
        note(&transaction, now, ("unlink", user, None), json!({"from": issuer})).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// None where the issuer's name for them is linked already.
pub(super) async fn insert_identity(
    transaction: &DatabaseTransaction,
    user: Uuid,
    issuer: &str,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, StoreError> {
    let id = Uuid::now_v7();
    let new = federated_identity::ActiveModel {
        id: Set(id),
        user_id: Set(user),
        issuer: Set(issuer.to_owned()),
        subject: Set(subject.to_owned()),
        linked_at: Set(now),
        signed_in_at: Set(None),
    };
    let of = [federated_identity::Column::Issuer, federated_identity::Column::Subject];
    let done = federated_identity::Entity::insert(new)
        .on_conflict_do_nothing_on(of)
        .exec_without_returning(transaction)
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(1)).then_some(id))
}
