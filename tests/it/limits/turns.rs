//! How many requests are answered at once, and how long one may take.

use std::time::Duration;

use sea_orm::ConnectionTrait;
use serde_json::json;
use wardbook::http::Limits;
use wardbook::schema;

use crate::support::{Backend, Database, Server, Setup, postgres};

/// Holds up every list of cases until it is dropped.
async fn hold_up(server: &Server) -> sea_orm::DatabaseTransaction {
    use sea_orm::TransactionTrait;
    let held = server.database.connection().begin().await.unwrap();
    held.execute_unprepared("lock table cases in access exclusive mode").await.unwrap();
    held
}

async fn served(queries: Limits, documents: schema::Limits) -> Server {
    let setup = Setup { queries, documents, ..Setup::default() };
    Server::over(Database::fresh(Backend::Postgres).await, setup).await
}

const CASES: &str = "{ cases { nodes { id } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_user_takes_no_more_than_a_share_on_postgres() {
    if postgres().is_none() {
        return;
    }
    let limits = Limits { of_one_user: 2, ..Limits::default() };
    let of_documents = schema::Limits { time: Duration::from_secs(2), ..Default::default() };
    let server = served(limits, of_documents).await;
    let (town, _) = server.login("town").await;
    let (far, _) = server.login("far").await;
    let held = hold_up(&server).await;
    let slow = || server.ask_with(&town, json!({"query": CASES}));
    let third = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let refused = server.ask_with(&town, json!({"query": "{ __typename }"})).await;
        let other =
            server.ask_with(&far, json!({"query": "{ viewer { user { username } } }"})).await;
        (refused, other)
    };
    let (first, second, (refused, other)) = tokio::join!(slow(), slow(), third);
    assert_eq!(refused.0, 429, "{}", refused.1);
    let extensions = &refused.1["errors"][0]["extensions"];
    assert_eq!(
        (extensions["code"].as_str(), extensions["retryAfter"].as_u64()),
        (Some("RATE_LIMITED"), Some(1))
    );
    assert_eq!((other.0, &other.1["data"]["viewer"]["user"]["username"]), (200, &json!("far")));
    for (status, answer) in [first, second] {
        assert_eq!(status, 200, "{answer}");
        let error = &answer["errors"][0];
        assert_eq!(
            (error["extensions"]["code"].as_str(), &error["path"]),
            (Some("TIMEOUT"), &json!(["cases"]))
        );
    }
    drop(held);
    let (status, answer) = server.ask_with(&town, json!({"query": CASES})).await;
    assert_eq!((status, answer.get("errors")), (200, None), "{answer}");
}

/// What was read before the time was up is told; only what was not is missing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_that_takes_too_long_fails_alone_on_postgres() {
    if postgres().is_none() {
        return;
    }
    let of_documents = schema::Limits { time: Duration::from_millis(800), ..Default::default() };
    let server = served(Limits::default(), of_documents).await;
    let (town, _) = server.login("town").await;
    let _held = hold_up(&server).await;
    let query =
        "{ categories { name } case(by: {number: \"N-1\"}) { title } installation { name } }";
    let (status, answer) = server.ask_with(&town, json!({"query": query})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        answer["data"],
        json!({"categories": [], "case": null, "installation": {"name": "Test"}})
    );
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TIMEOUT");
}
