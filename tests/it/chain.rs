//! The audit trail's hash chain: what an intruder with the database's own means does to it is found
//! and named; what the program does is not.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{audit_entry, audit_seal};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder, Set, Statement};
use serde_json::json;
use uuid::Uuid;
use wardbook::secret::Keys;
use wardbook::store::{Head, Store, Walk};

use crate::support::{Backend, Database, both, postgres};

/// Appends entries as the program does, some with every column and some with few.
async fn write(database: &Database, number: usize) {
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
async fn seal(store: &Store, keys: &Keys, mut number: u64, now: DateTime<Utc>) {
    let begun = Instant::now();
    while number > 0 {
        number -= store.seal_audit(keys, now).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(60), "{number} entries get no seal");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What a walk finds, and the head.
async fn verify(store: &Store, keys: &Keys, noted: Option<Head>) -> (Vec<String>, Option<Head>) {
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
struct Trail {
    database: Database,
    store: Store,
    keys: Keys,
    head: Head,
    entries: Vec<Uuid>,
}

impl Trail {
    async fn sealed(backend: Backend) -> Self {
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

    fn id(&self, sequence: usize) -> String {
        match self.database.backend() {
            Backend::Sqlite => format!("x'{}'", self.entries[sequence - 1].simple()),
            Backend::Postgres => format!("'{}'", self.entries[sequence - 1]),
        }
    }

    async fn tamper(&self, statement: &str) {
        self.database.connection().execute_unprepared(statement).await.unwrap();
    }

    /// Each of these is found, in words, by its entry.
    async fn is_found(&self, expected: &[(&str, usize)]) {
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

async fn drop_triggers(database: &Database) {
    for table in ["audit_entries", "audit_seals"] {
        let text = match database.connection().get_database_backend() {
            DbBackend::Postgres => format!("drop trigger {table}_append_only on {table}"),
            _ => format!("drop trigger {table}_no_update; drop trigger {table}_no_delete"),
        };
        database.connection().execute_unprepared(&text).await.unwrap();
    }
}

both! {
    async fn the_trail_is_append_only(backend: Backend) {
        let database = Database::fresh(backend).await;
        let (store, keys) = (database.store().await, Keys::generate().unwrap());
        write(&database, 3).await;
        seal(&store, &keys, 3, Utc::now()).await;
        for table in ["audit_entries", "audit_seals"] {
            for statement in ["delete from", "update"] {
                let rest = match (statement, table) {
                    ("update", "audit_seals") => " set key_id = 'x'",
                    ("update", _) => " set action = 'x'",
                    _ => "",
                };
                let text = format!("{statement} {table}{rest}");
                let refused = database.connection().execute_unprepared(&text).await.unwrap_err();
                assert!(refused.to_string().contains("append-only"), "{text}: {refused}");
            }
        }
    }
}

both! {
    async fn a_changed_column_is_found_in_its_entry_alone(backend: Backend) {
        let null = "null";
        for (column, value) in [
            ("at", "'2026-01-01T00:00:00Z'"), ("action", "'read'"), ("object", "'reporter'"),
            ("record_id", null), ("detail", "'{}'"),
        ] {
            let trail = Trail::sealed(backend).await;
            let third = trail.id(13);
            trail.tamper(&format!("update audit_entries set {column} = {value} where id = {third}")).await;
            trail.is_found(&[("changed", 13)]).await;
        }
    }
}

both! {
    async fn swapped_contents_are_found_in_both_entries(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        let (one, other) = (trail.id(4), trail.id(7));
        trail.tamper(&format!(
            "update audit_entries set action = case when id = {one} then 'action-6' else 'action-3' end \
             where id in ({one}, {other})"
        )).await;
        trail.is_found(&[("changed", 4), ("changed", 7)]).await;
    }
}

both! {
    async fn seals_that_changed_places_are_found(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        // The seals of 5 and 12 change their places, as far as their sequences go.
        trail.tamper("update audit_seals set sequence = -5 where sequence = 5; \
                      update audit_seals set sequence = 5 where sequence = 12; \
                      update audit_seals set sequence = 12 where sequence = -5").await;
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        let at = |sequence: usize| format!("sequence {sequence},");
        for sequence in [5, 12] {
            let named = |f: &String| f.starts_with("reordered") && f.contains(&at(sequence));
            assert!(findings.iter().any(named), "{sequence} in {findings:#?}");
        }
    }
}

both! {
    async fn a_removed_entry_is_found_with_its_seal_and_without(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        trail.tamper(&format!("delete from audit_entries where id = {}", trail.id(9))).await;
        trail.is_found(&[("removed", 9)]).await;
        trail.tamper("delete from audit_seals where sequence = 9").await;
        trail.is_found(&[("removed: the seal of", 9)]).await;
        // The seals behind it are renumbered, as if there had been no gap.
        trail.tamper("update audit_seals set sequence = -sequence where sequence > 9; \
                      update audit_seals set sequence = -sequence - 1 where sequence < 0").await;
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        assert!(findings.iter().any(|f| f.starts_with("reordered")), "{findings:#?}");
    }
}

both! {
    async fn an_entry_put_into_the_past_is_found(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        let (column, value, place) = match backend {
            Backend::Sqlite => ("rowid", "-1", "x'01900000000070008000000000000001'"),
            Backend::Postgres => ("transaction_id", "1", "'01900000-0000-7000-8000-000000000001'"),
        };
        let insert = |column: &str, value: &str, place: &str, at: &str| format!(
            "insert into audit_entries (id, at, action, object, {column}) values ({place}, '{at}', 'x', 'y', {value})"
        );
        trail.tamper(&insert(column, value, place, "2026-01-01T00:00:00+00:00")).await;
        // No sweep makes it a part of the chain.
        assert_eq!(trail.store.seal_audit(&trail.keys, Utc::now()).await.unwrap(), 0);
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].starts_with("inserted: entry 01900000-0000-7000-8000-000000000001"), "{findings:#?}");

        // One that only gives a time of the past is sealed, and gives itself away by that.
        let trail = Trail::sealed(backend).await;
        trail.tamper(&insert("detail", "null", place, "2026-01-01T00:00:00+00:00")).await;
        let later = Utc::now() + TimeDelta::seconds(5);
        seal(&trail.store, &trail.keys, 1, later).await;
        let (findings, _) = verify(&trail.store, &trail.keys, None).await;
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].contains("sequence 21, gives the time 2026-01-01"), "{findings:#?}");
    }
}

both! {
    async fn a_tail_that_was_cut_off_is_found_by_a_head_that_was_noted(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        trail.tamper(&format!("delete from audit_entries where id in ({}, {})", trail.id(19), trail.id(20))).await;
        trail.tamper("delete from audit_seals where sequence > 18").await;
        trail.is_found(&[]).await;
        let (findings, _) = verify(&trail.store, &trail.keys, Some(trail.head)).await;
        assert_eq!(findings, ["removed: the chain ends at sequence 18, and the noted head was 20"]);
        // Nor does it help to let the trail grow over the cut.
        write(&trail.database, 5).await;
        seal(&trail.store, &trail.keys, 5, Utc::now()).await;
        let (findings, _) = verify(&trail.store, &trail.keys, Some(trail.head)).await;
        assert_eq!(findings, ["replaced: the seal of sequence 20 is not the noted head"]);
    }
}

/// Waits until no transaction of another story keeps the newest entry from being sealed.
async fn seal_is_due(trail: &Trail) {
    if trail.database.backend() == Backend::Sqlite {
        return;
    }
    let text = "select count(*) as n from audit_entries where transaction_id >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    let waits = async || {
        let statement = Statement::from_string(DbBackend::Postgres, text);
        let row = trail.database.connection().query_one_raw(statement).await.unwrap().unwrap();
        row.try_get::<i64>("", "n").unwrap() > 0
    };
    while waits().await {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

both! {
    async fn entries_without_seals_and_seals_of_other_keys_are_found(backend: Backend) {
        let trail = Trail::sealed(backend).await;
        write(&trail.database, 1).await;
        trail.is_found(&[]).await;
        let mut findings = Vec::new();
        let mut tell = |walk: Walk| if let Walk::Found(finding) = walk { findings.push(finding.to_string()) };
        let later = Utc::now() + TimeDelta::minutes(2);
        seal_is_due(&trail).await;
        trail.store.verify_audit(&trail.keys, None, later, &mut tell).await.unwrap();
        assert!(findings.len() == 1 && findings[0].starts_with("unsealed"), "{findings:#?}");
        let (findings, _) = verify(&trail.store, &Keys::generate().unwrap(), None).await;
        assert_eq!(findings.len(), 20);
        assert!(findings.iter().all(|finding| finding.starts_with("unknown key")), "{findings:#?}");
    }
}

both! {
    async fn sweepers_at_once_make_one_chain(backend: Backend) {
        let database = Database::fresh(backend).await;
        let keys = Keys::generate().unwrap();
        let stores = [database.store().await, database.store().await, database.store().await];
        let sweep = async |store: &Store| {
            for _ in 0..40 {
                store.seal_audit(&keys, Utc::now()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let writing = async { for _ in 0..20 { write(&database, 10).await; } };
        tokio::join!(writing, sweep(&stores[0]), sweep(&stores[1]), sweep(&stores[2]));
        while stores[0].audit_head().await.unwrap().is_none_or(|head| head.sequence < 200) {
            sweep(&stores[0]).await;
        }
        let (findings, head) = verify(&stores[1], &keys, None).await;
        assert_eq!((findings, head.unwrap().sequence), (Vec::new(), 200));
    }
}

/// A transaction that is committed after a later one gets its seals in its own place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_comes_in_before_what_is_sealed_on_postgres() {
    use sea_orm::TransactionTrait;
    if postgres().is_none() {
        return;
    }
    let database = Database::fresh(Backend::Postgres).await;
    let (store, keys) = (database.store().await, Keys::generate().unwrap());
    let slow = database.connection().begin().await.unwrap();
    let insert = "insert into audit_entries (id, at, action, object) values (gen_random_uuid(), now(), 'slow', 'case')";
    slow.execute_unprepared(insert).await.unwrap();
    write(&database, 5).await;
    assert_eq!(store.seal_audit(&keys, Utc::now()).await.unwrap(), 0, "one before them still runs");
    slow.commit().await.unwrap();
    seal(&store, &keys, 6, Utc::now()).await;
    assert_eq!(verify(&store, &keys, None).await.0, Vec::<String>::new());
    let seals = audit_seal::Entity::find().order_by_asc(audit_seal::Column::Sequence);
    let first = seals.one(database.connection()).await.unwrap().unwrap();
    let first = audit_entry::Entity::find_by_id(first.entry_id).one(database.connection()).await;
    assert_eq!(first.unwrap().unwrap().action, "slow");
}
