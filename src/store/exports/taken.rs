//! That somebody took records out of the installation as a file.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::policy::{Action, Object};
use crate::store::audit::{self, AuditEntry};
use crate::store::{Store, StoreError};

impl Store {
    /// Writes to the audit trail that a user takes records of a kind as a file, before any of them
    /// is given out.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_export(
        &self,
        user: Uuid,
        of: Object,
        format: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let entry = AuditEntry {
            at: now,
            actor: Some(user),
            action: Action::Create.as_str(),
            object: Object::Export.as_str(),
            record: None,
            area: None,
            detail: Some(json!({"of": of.as_str(), "format": format})),
        };
        audit::append(&transaction, entry).await?;
        transaction.commit().await?;
        Ok(())
    }
}
