//! The database's disk is full: what reads goes on, what writes says so and leaves nothing half
//! written, and once there is room all is well without a restart.

use std::fmt::Write;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use wardbook::secret::Keys;
use wardbook::store::StoreError;

use crate::support::{
    Backend, Database, OwnCluster, PASSWORD, Server, Setup, SmallDisk, import, postgres,
};

const NUMBERS: &str = "{ cases(first: 100) { totalCount nodes { number } } }";

/// A file of more than there is room for.
fn many_cases() -> String {
    let title = "x".repeat(150);
    let mut text = "number,title,description,area_code,received_at\n".to_owned();
    for n in 0..1_500 {
        let description = "y".repeat(700);
        writeln!(text, "D-{n},{title},{description},351,2026-10-01T08:00:00Z").unwrap();
    }
    text
}

async fn story(database: Database, disk: &SmallDisk) {
    let backend = database.backend();
    let server = Server::over(database, Setup::default()).await;
    let keys = Keys::generate().unwrap();
    let (token, refresh) = server.login("town").await;
    let before = server.ask(&token, NUMBERS).await;
    if backend == Backend::Sqlite {
        // Its log has no room of its own that a small write could still go to.
        let empty = "pragma wal_checkpoint(truncate)";
        server.database.connection().execute_unprepared(empty).await.unwrap();
    }
    disk.fill();

    for (password, good) in [(PASSWORD, 200), ("wrong", 401)] {
        let body = json!({"username": "far", "password": password});
        let (status, answer) = server.post("/auth/login", body).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        let is_refused = (status, code) == (503, &json!("UNAVAILABLE"));
        // PostgreSQL may have room for one row more in a page that it has.
        let has_room = backend == Backend::Postgres && status == good;
        assert!(is_refused || has_room, "{password}: {status} {answer}");
    }
    let file = many_cases();
    let refused = import::try_cases(&server.store, &file, &keys).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{:?}", refused.err());
    for _ in 0..5 {
        assert_eq!(server.ask(&token, NUMBERS).await, before, "nothing is half written");
        assert_eq!(server.status("/readyz").await, 200, "it can still be read");
    }

    disk.make_room();
    let imported = import::try_cases(&server.store, &file, &keys).await.unwrap();
    assert_eq!(imported.added, 1_500);
    let after = server.ask(&token, NUMBERS).await;
    let total = |answer: &Value| answer["cases"]["totalCount"].as_u64().unwrap();
    assert_eq!(total(&after), total(&before) + 1_500);
    let (status, answer) = server.post("/auth/refresh", json!({"refresh_token": refresh})).await;
    assert_eq!(status, 200, "{answer}");
    server.login("far").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writes_and_nothing_else_on_sqlite() {
    let Some(disk) = SmallDisk::of_megabytes(32) else { return };
    story(Database::sqlite_in(disk.path()).await, &disk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writes_and_nothing_else_on_postgres() {
    if postgres().is_none() {
        return;
    }
    let Some(disk) = SmallDisk::of_megabytes(96) else { return };
    let Some(cluster) = OwnCluster::in_folder(disk.path()) else { return };
    story(Database::of_cluster(&cluster).await, &disk).await;
}
