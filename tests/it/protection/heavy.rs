//! Figures that take long are read apart from what the desk asks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use wardbook::store::PoolSettings;

use crate::support::{Backend, Database, Server, Setup, both};

const LIST: &str = "{ cases(first: 5) { nodes { number } } }";
const SMALL: &str =
    "{ caseStats(filter: {number: {eq: \"N-1\"}}, groupBy: [STATUS]) { total { count } } }";

/// A town whose few cases take long to look through, and one connection for what is heavy.
async fn server(backend: Backend, heavy_time: Duration) -> Arc<Server> {
    let pools = PoolSettings { readers: 2, heavy: 1, heavy_time, ..PoolSettings::default() };
    let setup = Setup { pools, ..Setup::default() };
    let server = Server::over(Database::fresh(backend).await, setup).await;
    let long = match backend {
        Backend::Sqlite => "update cases set title = hex(zeroblob(1000000))",
        Backend::Postgres => "update cases set title = repeat('0', 2000000)",
    };
    server.database.connection().execute_unprepared(long).await.unwrap();
    Arc::new(server)
}

/// Figures that are found by looking for many words in all of it.
fn slow() -> String {
    let words = (0..60).map(|n| format!("{{title: {{contains: \"{n}x\"}}}}"));
    let words = words.collect::<Vec<_>>().join(", ");
    format!("{{ caseStats(filter: {{or: [{words}]}}, groupBy: [STATUS]) {{ total {{ count }} }} }}")
}

fn code(answer: &Value) -> &Value {
    &answer["errors"][0]["extensions"]["code"]
}

both! {
    async fn a_list_and_small_figures_wait_for_no_large_ones(backend: Backend) {
        let server = server(backend, Duration::from_secs(60)).await;
        let (analyst, _) = server.login("analyst").await;
        let (leader, _) = server.login("leader").await;
        // From now on it is known to be heavy.
        let begun = Instant::now();
        server.ask(&analyst, &slow()).await;
        let alone = begun.elapsed();
        let many: Vec<_> = (0..16)
            .map(|_| {
                let (server, analyst) = (Arc::clone(&server), analyst.clone());
                tokio::spawn(async move { server.ask(&analyst, &slow()).await })
            })
            .collect();
        for _ in 0..5 {
            let list = server.ask(&leader, LIST).await;
            assert_eq!(list["cases"]["nodes"][0]["number"], "N-1");
            let small = server.ask(&analyst, SMALL).await;
            assert_eq!(small["caseStats"]["total"]["count"], 1);
        }
        assert!(many.iter().any(|asked| !asked.is_finished()), "the large ones were no match");
        // Nobody waits for them any longer, and so the next one waits for none of them.
        many.iter().for_each(|asked| asked.abort());
        let begun = Instant::now();
        server.ask(&analyst, &slow()).await;
        assert!(begun.elapsed() < alone * 10, "{alone:?} alone, then {:?}", begun.elapsed());
    }
}

both! {
    async fn large_figures_have_a_time_limit_of_their_own(backend: Backend) {
        let server = server(backend, Duration::from_millis(1)).await;
        let (analyst, _) = server.login("analyst").await;
        let (_, answer) = server.ask_with(&analyst, json!({"query": slow()})).await;
        assert_eq!((&answer["data"]["caseStats"], code(&answer)), (&Value::Null, &json!("TIMEOUT")));
        assert_eq!(server.ask(&analyst, SMALL).await["caseStats"]["total"]["count"], 1);
        assert_eq!(server.status("/readyz").await, 200);
    }
}
