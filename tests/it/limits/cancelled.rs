//! A statement that nobody waits for any more is stopped in the database.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::json;
use wardbook::store::{PoolSettings, Store};

use crate::support::{Asking, Backend, Database, Server, postgres, request};
use crate::town::{Size, Town};

/// How many statements of the program's wait for a lock or run.
async fn under_way(server: &Server) -> i64 {
    let text = "select count(*) as n from pg_stat_activity where state = 'active' \
                and datname = current_database() and query like '%from cases%' and pid <> pg_backend_pid()";
    let backend = sea_orm::DatabaseBackend::Postgres;
    let statement = sea_orm::Statement::from_string(backend, text);
    let row = server.database.connection().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

async fn becomes(server: &Server, expected: i64) -> bool {
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        if under_way(server).await == expected {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_its_client_goes_away_on_postgres() {
    use sea_orm::TransactionTrait;
    if postgres().is_none() {
        return;
    }
    let server = Server::start(Backend::Postgres).await;
    let (token, _) = server.login("town").await;
    let other = sea_orm::Database::connect(server.database.url()).await.unwrap();
    let held = other.begin().await.unwrap();
    held.execute_unprepared("lock table cases in access exclusive mode").await.unwrap();
    let asking = server.ask_with(&token, json!({"query": "{ cases { nodes { id } } }"}));
    let given_up = tokio::time::timeout(Duration::from_millis(700), asking).await;
    assert!(given_up.is_err(), "the lock holds it up");
    // The lock is still held: nothing but the cancellation can have ended the statement.
    assert!(becomes(&server, 0).await, "it still waits for the lock");
    drop(held);
    server.ask(&token, "{ cases { nodes { id } } }").await;
}

/// The one connection that reads is free again at once, though its statement had long to run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_nobody_waits_for_it_on_sqlite() {
    let database = Database::fresh(Backend::Sqlite).await;
    let town = Town::build(&database, Size::SMALL, 1).await;
    let long = "update cases set title = hex(zeroblob(1000000))";
    database.connection().execute_unprepared(long).await.unwrap();
    let settings = PoolSettings { readers: 1, ..PoolSettings::default() };
    let store = Store::open(database.url(), &settings).await.unwrap();
    let asking = Asking::over(store);
    let viewer = town.user("everywhere");
    let holds: Vec<String> =
        (0..200).map(|n| format!("{{title: {{contains: \"{n}x\"}}}}")).collect();
    let slow = format!("{{ cases(filter: {{or: [{}]}}) {{ nodes {{ id }} }} }}", holds.join(", "));
    let slow = || asking.ask(viewer, request(&slow, serde_json::Value::Null));
    let begun = Instant::now();
    let given_up = tokio::time::timeout(Duration::from_millis(300), slow()).await;
    assert!(given_up.is_err(), "it takes longer than that");
    asking.data(viewer, "{ categories { name } }", serde_json::Value::Null).await;
    let with_cancelling = begun.elapsed();
    slow().await;
    let whole = begun.elapsed() - with_cancelling;
    assert!(with_cancelling < whole, "{with_cancelling:?} is not less than {whole:?}");
}
