//! What a change leaves behind for others: word for subscribers, and an entry of the audit trail.

use chrono::{DateTime, Utc};
use entity::outbox;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, Set};
use serde_json::Value;
use uuid::Uuid;

use super::{Changing, Unmade};
use crate::policy::Object;
use crate::store::audit::{self, AuditEntry};

/// Word for subscribers: something has happened to a record.
#[derive(Debug)]
pub(in crate::store) struct Word {
    /// The kind of the record.
    pub(in crate::store) object: Object,
    /// The record.
    pub(in crate::store) record: Uuid,
    /// What has happened, where its kind has events.
    pub(in crate::store) event: Option<Uuid>,
    /// The image of the record as it was; none where it is new.
    pub(in crate::store) image: Option<String>,
}

/// Leaves word for subscribers, which is there if the transaction is committed.
pub(in crate::store) async fn leave_word(
    transaction: &DatabaseTransaction,
    at: DateTime<Utc>,
    word: Word,
) -> Result<(), DbErr> {
    let Word { object, record, event, image } = word;
    let entry = outbox::ActiveModel {
        at: Set(at),
        object: Set(object.as_str().to_owned()),
        record_id: Set(record),
        event_id: Set(event),
        before: Set(image),
        ..Default::default()
    };
    outbox::Entity::insert(entry).exec_without_returning(transaction).await?;
    Ok(())
}

impl Changing<'_> {
    /// Leaves word for subscribers.
    pub(in crate::store) async fn tell(&self, word: Word) -> Result<(), Unmade> {
        Ok(leave_word(&self.transaction, self.acting.now, word).await?)
    }

    /// Appends to the audit trail what the actor did to a record, which lies in an area. The detail
    /// repeats nothing that a person wrote.
    pub(in crate::store) async fn audit(
        &self,
        at: DateTime<Utc>,
        action: &str,
        (object, record, area): (Object, Uuid, Option<Uuid>),
        detail: Option<Value>,
    ) -> Result<(), Unmade> {
        let actor = Some(self.acting.user());
        let (object, record) = (object.as_str(), Some(record));
        let entry = AuditEntry { at, actor, action, object, record, area, detail };
        audit::append(&self.transaction, entry).await?;
        Ok(())
    }
}
