//! The database is killed, locked, slow, full or gone: requests say so with a code, nothing else
//! suffers, and once it is back so is everything, without a restart.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use wardbook::store::PoolSettings;

use crate::support::{Backend, Database, OwnCluster, PASSWORD, Server, Setup, both, postgres};

const CASES: &str = "{ cases { totalCount nodes { number } } }";

/// How long a request may take that cannot be answered, on a machine that has other work too.
const A_FEW_SECONDS: Duration = Duration::from_secs(15);

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none")
}

fn impatient() -> Setup {
    let pools = PoolSettings {
        readers: 4,
        acquire: Duration::from_secs(3),
        statement: Duration::from_secs(3),
        count: Duration::from_secs(3),
        ..PoolSettings::default()
    };
    Setup { pools, ..Setup::default() }
}

/// The kinds of answers that some clients get, who ask and sign in until they are told to stop.
async fn load(server: &Server, token: &str, stop: &AtomicBool) -> BTreeSet<(u16, String)> {
    let client = async |n: usize| {
        let mut kinds = BTreeSet::new();
        while !stop.load(Ordering::Relaxed) {
            let asked = Instant::now();
            let (status, answer) = if n == 0 {
                // It has a transaction open most of the time.
                server.post("/auth/login", json!({"username": "far", "password": PASSWORD})).await
            } else {
                server.ask_with(token, json!({"query": CASES})).await
            };
            assert!(asked.elapsed() < A_FEW_SECONDS, "{status} took {:?}", asked.elapsed());
            let is_whole = answer.get("errors").is_none();
            if status == 200 && !is_whole {
                // The count alone failed, which is told beside what could be read.
                assert!(answer["data"]["cases"]["nodes"].is_array(), "{answer}");
                assert_eq!(code(&answer), "UNAVAILABLE");
            } else {
                kinds.insert((status, code(&answer).to_owned()));
            }
        }
        kinds
    };
    futures_util::future::join_all((0..6).map(client)).await.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_killed_under_load_and_comes_back() {
    if postgres().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(cluster) = OwnCluster::in_folder(folder.path()) else { return };
    let server = Server::over(Database::of_cluster(&cluster).await, impatient()).await;
    let (token, refresh) = server.login("town").await;
    let expected = server.ask(&token, CASES).await;
    let stop = AtomicBool::new(false);
    let outage = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        cluster.kill();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(server.status("/healthz").await, 200, "the process lives");
        assert_eq!(server.status("/readyz").await, 503, "and cannot serve");
        for (path, body) in [
            ("/auth/login", json!({"username": "town", "password": PASSWORD})),
            ("/auth/login", json!({"username": "town", "password": "wrong"})),
            ("/auth/refresh", json!({"refresh_token": refresh})),
            ("/auth/logout", json!({"refresh_token": refresh})),
        ] {
            let (status, answer) = server.post(path, body).await;
            assert_eq!((status, code(&answer)), (503, "UNAVAILABLE"), "{path}: {answer}");
        }
        cluster.start();
        let back = Instant::now();
        while server.ask_with(&token, json!({"query": CASES})).await.0 != 200 {
            assert!(back.elapsed() < Duration::from_secs(5), "it is not back");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        println!("the first good answer came {:?} after the restart", back.elapsed());
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.store(true, Ordering::Relaxed);
    };
    let (kinds, ()) = tokio::join!(load(&server, &token, &stop), outage);
    let expected_kinds = [(200, "none".to_owned()), (503, "UNAVAILABLE".to_owned())];
    assert_eq!(kinds, BTreeSet::from(expected_kinds));

    assert_eq!(server.ask(&token, CASES).await, expected, "the token of before is good");
    assert_eq!(server.status("/readyz").await, 200);
    let (status, answer) = server.post("/auth/refresh", json!({"refresh_token": refresh})).await;
    assert_eq!(status, 200, "an outage used nothing up: {answer}");
    server.login("far").await;
}

both! {
    /// Somebody else's transaction holds what every sign-in must write.
    async fn what_writes_waits_for_a_lock_and_then_says_so(backend: Backend) {
        let server = Server::over(Database::fresh(backend).await, impatient()).await;
        let (token, refresh) = server.login("town").await;
        let lock = match backend {
            Backend::Sqlite => "update users set active = active",
            Backend::Postgres => "lock table refresh_tokens in access exclusive mode",
        };
        let other = server.database.connection().begin().await.unwrap();
        other.execute_unprepared(lock).await.unwrap();
        let asked = Instant::now();
        let signing_in = server.post("/auth/login", json!({"username": "far", "password": PASSWORD}));
        let refreshing = server.post("/auth/refresh", json!({"refresh_token": refresh}));
        let reading = async {
            for _ in 0..10 {
                server.ask(&token, CASES).await;
                assert_eq!(server.status("/readyz").await, 200);
            }
        };
        let (signed_in, refreshed, ()) = tokio::join!(signing_in, refreshing, reading);
        assert!(asked.elapsed() < A_FEW_SECONDS, "{:?}", asked.elapsed());
        for (status, answer) in [signed_in, refreshed] {
            assert_eq!((status, code(&answer)), (503, "UNAVAILABLE"), "{answer}");
        }
        other.rollback().await.unwrap();
        server.login("far").await;
        let (status, answer) = server.post("/auth/refresh", json!({"refresh_token": refresh})).await;
        assert_eq!(status, 200, "what could not be done used nothing up: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_table_times_its_readers_out_and_nobody_else() {
    if postgres().is_none() {
        return;
    }
    let server = Server::over(Database::fresh(Backend::Postgres).await, impatient()).await;
    let (token, _) = server.login("town").await;
    server.ask(&token, CASES).await;
    let other = server.database.connection().begin().await.unwrap();
    other.execute_unprepared("lock table cases in access exclusive mode").await.unwrap();
    // More than there are connections that read.
    let waiting = (0..12).map(|_| server.ask_with(&token, json!({"query": CASES})));
    let others = async {
        // Those who have a connection wait for the lock by now.
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.ask(&token, "{ installation { name } }").await;
        assert_eq!(server.status("/healthz").await, 200);
    };
    let asked = Instant::now();
    let (answers, ()) = tokio::join!(futures_util::future::join_all(waiting), others);
    assert!(asked.elapsed() < A_FEW_SECONDS, "{:?}", asked.elapsed());
    let codes: Vec<&str> = answers.iter().map(|(_, answer)| code(answer)).collect();
    assert!(codes.contains(&"TIMEOUT"), "{codes:?}");
    // Whoever found no connection in time is told so.
    assert!(codes.iter().all(|code| ["TIMEOUT", "UNAVAILABLE"].contains(code)), "{codes:?}");
    other.rollback().await.unwrap();
    server.ask(&token, CASES).await;
    assert_eq!(server.status("/readyz").await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_moved_away_or_replaced_is_neither_read_nor_written() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::over(Database::sqlite_in(folder.path()).await, impatient()).await;
    let (token, refresh) = server.login("town").await;
    let file = folder.path().join("wardbook.db");
    let (aside, copy) = (folder.path().join("aside.db"), folder.path().join("copy.db"));
    std::fs::copy(&file, &copy).unwrap();
    std::fs::rename(&file, &aside).unwrap();
    for what in ["moved", "replaced"] {
        // What is known of who may do what is good for not quite a second.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let refreshed = server.post("/auth/refresh", json!({"refresh_token": refresh})).await;
        let asked = server.ask_with(&token, json!({"query": CASES})).await;
        for (status, answer) in [refreshed, asked] {
            assert_eq!((status, code(&answer)), (503, "UNAVAILABLE"), "{what}: {answer}");
        }
        assert_eq!((server.status("/readyz").await, server.status("/healthz").await), (503, 200));
        let _ = std::fs::rename(&copy, &file);
    }
    std::fs::rename(&aside, &file).unwrap();
    server.ask(&token, CASES).await;
    let (status, answer) = server.post("/auth/refresh", json!({"refresh_token": refresh})).await;
    assert_eq!(status, 200, "{answer}");
}
