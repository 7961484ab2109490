//! A sealed trail, and what is done to it.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{audit_entry, audit_seal};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder, Set};
use serde_json::json;
use uuid::Uuid;
use wardbook::secret::Keys;
use wardbook::store::{Head, Store, Walk};

use crate::support::{Backend, Database};

/// Appends entries as the program does, some with every column and some with few.
pub(super) async fn write(database: &Database, number: usize) {
    for n in 0..number {
        let entry = audit_entry::ActiveModel {
            id: Set(Uuid::now_v7()),
            at: Set(Utc::now()),
            actor_id: Set(None),
            action: Set(format!("action-{n}")),
            object: Set("case".to_owned()),
            record_id: Set((n % 2 == 0).then(Uuid::now_v7)),
            area_id: Set(None),
            detail: Set((n % 3 == 0).then(|| json!({"fields": ["title"], "n": n}).to_string())),
        };
        audit_entry::Entity::insert(entry)
            .exec_without_returning(database.connection())
            .await
            .unwrap();
    }
}

/// Seals so many entries. On PostgreSQL that waits for the transactions of other stories too.
pub(super) async fn seal(store: &Store, keys: &Keys, mut number: u64, now: DateTime<Utc>) {
    let begun = Instant::now();
    while number > 0 {
        number -= store.seal_audit(keys, now).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(60), "{number} entries get no seal");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What a walk finds, and the head.
pub(super) async fn verify(
    store: &Store,
    keys: &Keys,
    noted: Option<Head>,
) -> (Vec<String>, Option<Head>) {
    let mut findings = Vec::new();
    let mut tell = |walk: Walk| {
        if let Walk::Found(finding) = walk {
            findings.push(finding.to_string());
        }
    };
    let verified = store.verify_audit(keys, noted, Utc::now(), &mut tell).await.unwrap();
    assert_eq!(verified.problems, findings.len() as u64);
    (findings, verified.head)
}

/// A sealed trail of twenty entries, written and sealed in two parts, without its triggers.
pub(super) struct Trail {
    pub(super) database: Database,
    pub(super) store: Store,
    pub(super) keys: Keys,
    pub(super) head: Head,
    pub(super) entries: Vec<Uuid>,
}

impl Trail {
    pub(super) async fn sealed(backend: Backend) -> Self {
        let database = Database::fresh(backend).await;
        let (store, keys) = (database.store().await, Keys::generate().unwrap());
        for part in 0..2 {
            write(&database, 10).await;
            let now = Utc::now() + TimeDelta::seconds(part);
            seal(&store, &keys, 10, now).await;
        }
        assert_eq!(store.seal_audit(&keys, Utc::now()).await.unwrap(), 0);
        let (findings, head) = verify(&store, &keys, None).await;
        assert_eq!(findings, Vec::<String>::new());
        let seals = audit_seal::Entity::find().order_by_asc(audit_seal::Column::Sequence);
        let seals = seals.all(database.connection()).await.unwrap();
        let entries = seals.into_iter().map(|seal| seal.entry_id).collect();
        drop_triggers(&database).await;
        Self { database, store, keys, head: head.unwrap(), entries }
    }

    pub(super) fn id(&self, sequence: usize) -> String {
        match self.database.backend() {
            Backend::Sqlite => format!("x'{}'", self.entries[sequence - 1].simple()),
            Backend::Postgres => format!("'{}'", self.entries[sequence - 1]),
        }
    }

    pub(super) async fn tamper(&self, statement: &str) {
        self.database.connection().execute_unprepared(statement).await.unwrap();
    }

    /// Each of these is found, in words, by its entry.
    pub(super) async fn is_found(&self, expected: &[(&str, usize)]) {
        let (findings, _) = verify(&self.store, &self.keys, None).await;
        for (kind, sequence) in expected {
            let entry = self.entries[sequence - 1].to_string();
            let named = |finding: &&String| {
                finding.starts_with(kind)
                    && (finding.contains(&entry)
                        || finding.contains(&format!("sequence {sequence} ")))
            };
            assert!(findings.iter().any(|f| named(&f)), "{kind} {sequence} in {findings:#?}");
        }
        assert_eq!(findings.len(), expected.len(), "{findings:#?}");
    }
}

pub(super) async fn drop_triggers(database: &Database) {
    for table in ["audit_entries", "audit_seals"] {
        let text = match database.connection().get_database_backend() {
            DbBackend::Postgres => format!("drop trigger {table}_append_only on {table}"),
            _ => format!("drop trigger {table}_no_update; drop trigger {table}_no_delete"),
        };
        database.connection().execute_unprepared(&text).await.unwrap();
    }
}
