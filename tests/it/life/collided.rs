//! Two transactions that wait for each other: PostgreSQL gives one of them up. Where that is a
//! mutation, nothing of it is done, and it is done again.

use std::time::Duration;

use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;

use super::Desk;
use crate::support::{Backend, postgres};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_stood_in_another_s_way_is_made_after_it_on_postgres() {
    if postgres().is_none() {
        return;
    }
    let desk = Desk::open(Backend::Postgres).await;
    let category = desk.category().await;
    let mut cases = Vec::new();
    for _ in 0..2 {
        let case = desk.registered("community", "3511", json!({})).await;
        let judged = json!({"severity": "ORDINARY", "categoryId": category});
        desk.acts("community", "triageCase", &case, judged).await;
        cases.push(case);
    }
    let locks = |case: &str| {
        let id = uuid::Uuid::try_parse(case.trim_start_matches("case_")).unwrap();
        format!("select id from cases where id = '{id}' for update")
    };
    let other = desk.server.database.connection().begin().await.unwrap();
    other.execute_unprepared(&locks(&cases[1])).await.unwrap();
    let input = desk.with_version(&cases[0], json!({"intoId": cases[1], "note": "The same"})).await;
    let merge = desk.send("community", "mergeCase", input, "caseId case{status}");
    let crosses = async {
        // It has the one case by now and waits for the other; as it has waited the longer, it is the
        // one that is given up.
        tokio::time::sleep(Duration::from_millis(500)).await;
        other.execute_unprepared(&locks(&cases[0])).await.unwrap();
        other.commit().await.unwrap();
    };
    let (merged, ()) = tokio::join!(merge, crosses);
    assert_eq!(merged["data"]["mergeCase"]["case"]["status"], "MERGED", "{merged}");
    assert_eq!(desk.version(&cases[0]).await, 3, "it is made once");
}
