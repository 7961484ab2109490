//! The audit trail as it is written: one entry for each change, in the change's own transaction.

use chrono::{DateTime, Utc};
use entity::audit_entry;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, Set};
use serde_json::Value;
use uuid::Uuid;

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
