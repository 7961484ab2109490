//! The sweeper, which seals what was written since.

use chrono::{DateTime, SubsecRound, Utc};
use entity::audit_seal;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, Set, Statement};
use uuid::Uuid;

use super::rows::Rows;
use super::{Head, Place, Seal, content_of, link_of};
use crate::secret::{ChainKey, Keys};
use crate::store::{Store, StoreError};

/// The most entries that are sealed in one transaction.
const BATCH: u64 = 500;

/// The most transactions of one sweep: what is left is the next one's.
const MOST_BATCHES: usize = 40;

/// The key of the advisory lock that the one sweeper holds.
const LOCK: i64 = i64::from_be_bytes(*b"wbaudits");

impl Store {
    /// Seals the entries of the audit trail that were written since; how many. Of all instances one
    /// does so at a time, and the others do nothing.
    ///
    /// # Errors
    /// The database's; what was sealed before stays so.
    pub async fn seal_audit(&self, keys: &Keys, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let key = keys.chain_key();
        let rows = Rows(self.dialect());
        let mut sealed = 0;
        for _ in 0..MOST_BATCHES {
            // Looked at first, so that a quiet trail takes no lock on SQLite's one writer.
            let place = rows.last_position(self.reader()).await?;
            if rows.entries_after(self.reader(), &place, 1).await?.is_empty() {
                break;
            }
            let transaction = self.begin().await?;
            if !is_the_only_one(&transaction).await? {
                break;
            }
            let batch = seal_batch(&transaction, rows, &key, now).await?;
            transaction.commit().await?;
            sealed += batch;
            if batch < BATCH {
                break;
            }
        }
        Ok(sealed)
    }

    /// The newest seal of the audit trail; none while nothing is sealed.
    ///
    /// # Errors
    /// The database's.
    pub async fn audit_head(&self) -> Result<Option<Head>, StoreError> {
        let newest = Rows(self.dialect()).newest_seal(self.reader()).await?;
        Ok(newest.and_then(|(sequence, seal)| {
            Some(Head { sequence, link: Seal::from_bytes(&seal)?.link })
        }))
    }
}

/// Whether no other instance seals now. On SQLite whoever has begun a transaction is the only one.
async fn is_the_only_one(transaction: &DatabaseTransaction) -> Result<bool, StoreError> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(true);
    }
    let lock = format!("select pg_try_advisory_xact_lock({LOCK}) as taken");
    let statement = Statement::from_string(DbBackend::Postgres, lock);
    let row = transaction.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "taken")).transpose()?.unwrap_or(false))
}

async fn seal_batch(
    transaction: &DatabaseTransaction,
    rows: Rows,
    key: &ChainKey,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let (mut sequence, mut before) = match rows.newest_seal(transaction).await? {
        // One that is no seal any more is found by whoever verifies; the chain goes on behind it.
        Some((sequence, seal)) => {
            (sequence, Seal::from_bytes(&seal).map_or([0; 32], |seal| seal.link))
        }
        None => (0, [0; 32]),
    };
    // PostgreSQL keeps microseconds.
    let sealed_at = now.trunc_subsecs(6);
    let place = rows.last_position(transaction).await?;
    let entries = rows.entries_after(transaction, &place, BATCH).await?;
    let mut seals = Vec::with_capacity(entries.len());
    for entry in &entries {
        // An id that the program never made is left for whoever verifies.
        let Ok(entry_id) = Uuid::try_parse(&entry.id) else { continue };
        sequence += 1;
        let content = content_of(key, entry);
        let place = Place { before, sequence, entry: &entry.id, sealed_at };
        let seal = Seal { content, link: link_of(key, &content, place) };
        before = seal.link;
        seals.push(audit_seal::ActiveModel {
            sequence: Set(sequence),
            entry_id: Set(entry_id),
            sealed_at: Set(sealed_at),
            key_id: Set(key.id().to_owned()),
            seal: Set(seal.to_bytes()),
        });
    }
    if !seals.is_empty() {
        audit_seal::Entity::insert_many(seals).exec_without_returning(transaction).await?;
    }
    Ok(entries.len() as u64)
}
