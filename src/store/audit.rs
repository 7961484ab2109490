//! The audit trail as it is written: one entry for each change, in the change's own transaction.

use chrono::{DateTime, SubsecRound, Utc};
use entity::audit_entry;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::policy::{Action, Object};

/// What somebody did, as the audit trail keeps it. It says which record and which of its fields,
/// and repeats nothing that a person wrote.
#[derive(Debug, Clone)]
pub(in crate::store) struct AuditEntry<'a> {
    /// When.
    pub(in crate::store) at: DateTime<Utc>,
    /// Who; none for the program itself.
    pub(in crate::store) actor: Option<Uuid>,
    /// What, as the policy or the program calls it.
    pub(in crate::store) action: &'a str,
    /// To what kind of record.
    pub(in crate::store) object: &'a str,
    /// To which record.
    pub(in crate::store) record: Option<Uuid>,
    /// The record's area.
    pub(in crate::store) area: Option<Uuid>,
    /// More for whoever reads it, as a JSON object.
    pub(in crate::store) detail: Option<Value>,
}

impl Store {
    /// Notes that the policy refused somebody a change of this name, of a kind of record of which
    /// that is worth knowing.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_refusal(
        &self,
        actor: Uuid,
        (object, action): (Object, Action),
        mutation: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let entry = AuditEntry {
            at,
            actor: Some(actor),
            action: action.as_str(),
            object: object.as_str(),
            record: None,
            area: None,
            detail: Some(json!({"refused": true, "mutation": mutation})),
        };
        append(&transaction, entry).await?;
        Ok(transaction.commit().await?)
    }
}

/// Notes what was done to a user by nobody who is one here: the operator of the machine, or an issuer
/// of identities.
pub(super) async fn note_of_user(
    transaction: &DatabaseTransaction,
    at: DateTime<Utc>,
    (action, user, area): (&str, Uuid, Option<Uuid>),
    detail: Option<Value>,
) -> Result<(), DbErr> {
    let (object, record) = (Object::User.as_str(), Some(user));
    append(transaction, AuditEntry { at, actor: None, action, object, record, area, detail }).await
}

/// Notes now what the operator of the machine did to a user.
pub(super) async fn note_operator(
    transaction: &DatabaseTransaction,
    action: &str,
    (user, area): (Uuid, Option<Uuid>),
    detail: Option<Value>,
) -> Result<(), DbErr> {
    let now = Utc::now().trunc_subsecs(6);
    note_of_user(transaction, now, (action, user, area), detail).await
}

/// Appends an entry, which is there if the transaction is committed.
pub(in crate::store) async fn append(
    transaction: &DatabaseTransaction,
    entry: AuditEntry<'_>,
) -> Result<(), DbErr> {
    let AuditEntry { at, actor, action, object, record, area, detail } = entry;
    let row = audit_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(at),
        actor_id: Set(actor),
        action: Set(action.to_owned()),
        object: Set(object.to_owned()),
        record_id: Set(record),
        area_id: Set(area),
        detail: Set(detail.map(|detail| detail.to_string())),
    };
    audit_entry::Entity::insert(row).exec_without_returning(transaction).await.map(|_| ())
}
