//! What is kept sealed: where each sealed text is bound to, and how all of them come under a new key.

use chrono::{DateTime, Utc};
use entity::{party, reporter};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::audit::{AuditEntry, append};
use super::{Store, StoreError};
use crate::secret::{Keys, Sealed};

/// How many texts are sealed anew in one transaction.
const BATCH: u64 = 200;

/// What a sealed reporter is bound to: the case that it is kept beside.
#[must_use]
pub fn reporter_context(case: Uuid) -> String {
    format!("reporters/{}", case.simple())
}

/// What a sealed party is bound to: itself.
#[must_use]
pub fn party_context(party: Uuid) -> String {
    format!("parties/{}", party.simple())
}

/// What came of sealing anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Reporters that are under the newest key now.
    pub reporters: u64,
    /// Parties that are.
    pub parties: u64,
    /// What does not open, by its context: it was left as it is.
    pub unopened: Vec<String>,
}

/// A sealed text and its row.
#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    key_id: String,
    sealed: Vec<u8>,
}

/// A table of sealed texts.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Reporters,
    Parties,
}

impl Kind {
    fn context(self, id: Uuid) -> String {
        match self {
            Self::Reporters => reporter_context(id),
            Self::Parties => party_context(id),
        }
    }

    /// Rows behind an id that are not under a key, in the order of their ids.
    #[expect(clippy::disallowed_methods, reason = "sealed texts are not read, but sealed anew")]
    async fn rows(
        self,
        store: &Store,
        key: &str,
        after: Option<Uuid>,
    ) -> Result<Vec<Row>, StoreError> {
        macro_rules! select {
            ($entity:ident, $id:expr) => {
                $entity::Entity::find()
                    .select_only()
                    .column_as($id, "id")
                    .columns([$entity::Column::KeyId, $entity::Column::Sealed])
                    .filter($entity::Column::KeyId.ne(key))
                    .apply_if(after, |query, after| query.filter($id.gt(after)))
                    .order_by_asc($id)
                    .limit(BATCH)
                    .into_model::<Row>()
                    .all(store.reader())
                    .await?
            };
        }
        Ok(match self {
            Self::Reporters => select!(reporter, reporter::Column::CaseId),
            Self::Parties => select!(party, party::Column::Id),
        })
    }

    /// Puts a text in the place of another, unless somebody has changed or removed it meanwhile.
    async fn put(
        self,
        transaction: &DatabaseTransaction,
        old: &Row,
        new: Sealed,
    ) -> Result<u64, StoreError> {
        macro_rules! update {
            ($entity:ident, $id:expr) => {
                $entity::Entity::update_many()
                    .col_expr($entity::Column::Sealed, Expr::value(new.bytes))
                    .col_expr($entity::Column::KeyId, Expr::value(new.key_id))
                    .filter($id.eq(old.id))
                    .filter($entity::Column::KeyId.eq(&old.key_id))
                    .filter($entity::Column::Sealed.eq(old.sealed.clone()))
                    .exec(transaction)
                    .await?
                    .rows_affected
            };
        }
        Ok(match self {
            Self::Reporters => update!(reporter, reporter::Column::CaseId),
            Self::Parties => update!(party, party::Column::Id),
        })
    }

    #[expect(clippy::disallowed_methods, reason = "how much a key seals is no record")]
    async fn by_key(self, store: &Store) -> Result<Vec<(String, i64)>, StoreError> {
        macro_rules! count {
            ($entity:ident) => {
                $entity::Entity::find()
                    .select_only()
                    .column($entity::Column::KeyId)
                    .column_as($entity::Column::KeyId.count(), "number")
                    .group_by($entity::Column::KeyId)
                    .into_tuple()
                    .all(store.reader())
                    .await?
            };
        }
        Ok(match self {
            Self::Reporters => count!(reporter),
            Self::Parties => count!(party),
        })
    }
}

impl Store {
    /// How many texts each key seals.
    ///
    /// # Errors
    /// The database's.
    pub async fn sealed_by_key(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut numbers = BTreeMap::new();
        for kind in [Kind::Reporters, Kind::Parties] {
            for (key, number) in kind.by_key(self).await? {
                *numbers.entry(key).or_default() += number.unsigned_abs();
            }
        }
        Ok(numbers)
    }

    /// Seals under the newest key all that is under another, in small transactions, while others
    /// read and write; stopped midway it is begun again where it was. `tell` hears how many texts a
    /// transaction was about.
    ///
    /// # Errors
    /// The database's, or the system has no randomness; what was sealed anew stays so.
    pub async fn reseal(
        &self,
        keys: &Keys,
        tell: &(dyn Fn(u64) + Sync),
    ) -> Result<Resealed, StoreError> {
        let mut resealed = Resealed::default();
        for kind in [Kind::Reporters, Kind::Parties] {
            let mut after = None;
            loop {
                let rows = kind.rows(self, keys.newest_key(), after).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                let mut anew = Vec::with_capacity(rows.len());
                for row in &rows {
                    let context = kind.context(row.id);
                    let sealed = Sealed { key_id: row.key_id.clone(), bytes: row.sealed.clone() };
                    match keys.open(&context, &sealed) {
                        Ok(plain) => anew.push((
                            row,
                            keys.seal(&context, &plain)
                                .map_err(|error| StoreError::Failed(error.to_string()))?,
                        )),
                        Err(error) => resealed.unopened.push(format!("{context}: {error}")),
                    }
                }
                let transaction = self.begin().await?;
                let mut put = 0;
                for (row, new) in anew {
                    put += kind.put(&transaction, row, new).await?;
                }
                transaction.commit().await?;
                match kind {
                    Kind::Reporters => resealed.reporters += put,
                    Kind::Parties => resealed.parties += put,
                }
                tell(rows.len() as u64);
            }
        }
        Ok(resealed)
    }

    /// Notes in the audit trail what was done with the keys of the installation.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_of_keys(
        &self,
        action: &str,
        detail: Value,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let entry = AuditEntry {
            at: now,
            actor: None,
            action,
            object: "key",
            record: None,
            area: None,
            detail: Some(detail),
        };
        append(&transaction, entry).await?;
        transaction.commit().await?;
        Ok(())
    }
}
