//! Figures of a streaming replica say of which moment they are; without it they are the primary's.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use wardbook::store::PoolSettings;

use crate::support::{Database, OwnCluster, Server, Setup, postgres};

const MAJOR: &str =
    "{ caseStats(filter: {severity: {eq: MAJOR}}, groupBy: [STATUS]) { total { count } } }";
const LIST: &str = "{ cases(filter: {severity: {eq: MAJOR}}) { nodes { number } } }";

/// How many major cases the figures have, and of which moment they are.
async fn major(server: &Server, token: &str) -> (Value, Option<DateTime<Utc>>) {
    let (status, mut answer) = server.ask_with(token, json!({"query": MAJOR})).await;
    assert_eq!((status, answer.get("errors")), (200, None), "{answer}");
    let moment = answer["extensions"]["dataAsOf"].as_str().map(|text| text.parse().unwrap());
    (answer["data"]["caseStats"]["total"]["count"].take(), moment)
}

/// Asks for the figures until they are as they should be, which takes moments.
async fn becomes(
    (server, token): (&Server, &str),
    expected: impl Fn(&Value, Option<DateTime<Utc>>) -> bool,
) {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let (count, moment) = major(server, token).await;
        if expected(&count, moment) {
            return;
        }
        assert!(Instant::now() < until, "{count} of {moment:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn text(connection: &DatabaseConnection, query: &str) -> String {
    let statement = Statement::from_string(DbBackend::Postgres, query);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn make_major(server: &Server, number: &str) {
    let update = format!("update cases set severity = 'MAJOR' where number = '{number}'");
    server.database.connection().execute_unprepared(&update).await.unwrap();
}

/// A served town whose figures are a replica's, and the analyst's token.
async fn with_replica() -> Option<(OwnCluster, OwnCluster, Server, String)> {
    postgres()?;
    let folder = tempfile::tempdir().unwrap().keep();
    let primary = OwnCluster::in_folder(&folder)?;
    let database = Database::of_cluster(&primary).await;
    let replica = primary.replica();
    let pools = PoolSettings {
        readers: 4,
        acquire: Duration::from_secs(2),
        replica: Some(replica.url()),
        ..PoolSettings::default()
    };
    let server = Server::over(database, Setup { pools, ..Setup::default() }).await;
    let (token, _) = server.login("analyst").await;
    Some((primary, replica, server, token))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_say_of_which_moment_they_are() {
    let Some((_primary, replica, server, token)) = with_replica().await else { return };
    let begun = Utc::now();
    // One case is major from the beginning.
    becomes((&server, &token), |count, moment| *count == 1 && moment > Some(begun)).await;
    let there = sea_orm::Database::connect(replica.url()).await.unwrap();
    there.execute_unprepared("select pg_wal_replay_pause()").await.unwrap();
    while text(&there, "select pg_get_wal_replay_pause_state()").await != "paused" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let paused = Utc::now();
    make_major(&server, "N-1").await;
    let changed = Utc::now();
    // The desk sees it at once; the figures stay, and once they know of more to come they say so.
    let list = server.ask(&token, LIST).await;
    assert_eq!(list["cases"]["nodes"].as_array().map(Vec::len), Some(2));
    becomes((&server, &token), |count, moment| {
        assert_eq!(*count, 1, "what was not replayed is not counted");
        moment.is_some_and(|moment| moment <= paused)
    })
    .await;
    there.execute_unprepared("select pg_wal_replay_resume()").await.unwrap();
    becomes((&server, &token), |count, moment| *count == 2 && moment > Some(changed)).await;
    let (_, moment) = major(&server, &token).await;
    assert!(moment.is_some_and(|moment| Utc::now() - moment < TimeDelta::minutes(1)));
    // A list of the desk is of the primary, and says nothing of a moment.
    let (_, answer) = server.ask_with(&token, json!({"query": LIST})).await;
    assert_eq!(answer.get("extensions"), None, "{answer}");
    there.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_replica_figures_are_the_primary_s() {
    let Some((_primary, replica, server, token)) = with_replica().await else { return };
    becomes((&server, &token), |count, moment| *count == 1 && moment.is_some()).await;
    replica.kill();
    make_major(&server, "N-1").await;
    assert_eq!(major(&server, &token).await, (json!(2), None));
    assert_eq!((server.status("/healthz").await, server.status("/readyz").await), (200, 200));
    replica.start();
    becomes((&server, &token), |count, moment| *count == 2 && moment.is_some()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_of_another_schema_is_not_read() {
    let Some((_primary, _replica, server, token)) = with_replica().await else { return };
    becomes((&server, &token), |count, moment| *count == 1 && moment.is_some()).await;
    // As where a newer program has migrated it.
    let newer = "insert into seaql_migrations (version, applied_at) values ('m9999_later', 0)";
    server.database.connection().execute_unprepared(newer).await.unwrap();
    becomes((&server, &token), |count, moment| *count == 1 && moment.is_none()).await;
}
