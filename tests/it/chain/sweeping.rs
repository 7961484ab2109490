//! Entries get their seals, in one chain, whoever writes and however many seal.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use entity::{audit_entry, audit_seal};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder, Statement};
use wardbook::secret::Keys;
use wardbook::store::{Store, Walk};

use super::trail::{Trail, drop_triggers, seal, verify, write};
use crate::binary::Serving;
use crate::support::{Backend, Database, Installed, both, postgres};

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

both! {
    async fn servers_seal_what_is_written_and_an_operator_verifies_it_meanwhile(backend: Backend) {
        let database = Database::fresh(backend).await;
        database.store().await.install_default_policy().await.unwrap();
        let installed = Installed::around(&database);
        let serve = || {
            let mut command = installed.command(&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
            Serving::start(&mut command, true, "address")
        };
        let servers = [serve(), serve()];
        write(&database, 30).await;
        let store = database.store().await;
        let begun = Instant::now();
        while store.audit_head().await.unwrap().is_none_or(|head| head.sequence < 30) {
            assert!(begun.elapsed() < Duration::from_secs(60), "nobody seals");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let head = store.audit_head().await.unwrap().unwrap();
        let told = installed.done(&["verify"]);
        assert_eq!(told, format!("head: {head}\n30 sealed entries, 0 problems\n"));
        drop_triggers(&database).await;
        database.connection().execute_unprepared("delete from audit_seals where sequence = 30").await.unwrap();
        for (noted, status) in [(head.to_string(), 1), ("30".to_owned(), 2), ("0:00".to_owned(), 2)] {
            let (ended, told) = installed.run(&["verify", "--head", &noted]);
            assert_eq!(ended, Some(status), "{told}");
        }
        let logs = servers.map(|server| server.stop().1);
        assert!(logs.iter().any(|log| log.contains("the audit trail's head")), "{logs:?}");
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
