//! How many statements a request sends: one for each root field, one more for each `totalCount`,
//! and none for identity or policy once both are warm.

use std::collections::{BTreeMap, BTreeSet};

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use serde_json::Value;

use crate::support::{Asking, Backend, Database, request};
use crate::town::{Size, Town};

fn counted(snapshotter: &Snapshotter) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let key = key.key();
        let purpose = key.labels().find(|label| label.key() == "purpose");
        if let ("wardbook_statements_total", Some(purpose), DebugValue::Counter(n)) =
            (key.name(), purpose, value)
            && n > 0
        {
            counted.insert(purpose.value().to_owned(), n);
        }
    }
    counted
}

async fn story(backend: Backend) {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let database = Database::fresh(backend).await;
    let town = Town::build(&database, Size::SMALL, 1).await;
    let asking = Asking::of(&database).await;
    let viewer = town.user("several");
    asking.data(viewer, "{ viewer { user { id } } }", Value::Null).await;
    counted(&snapshotter);
    for (query, reads, counts) in [
        (
            "{ cases { nodes { number area { name parent { name } } team { name } events(last: 3) { nodes { note } } } } }",
            1,
            0,
        ),
        ("{ cases { totalCount } }", 0, 1),
        ("{ cases { totalCount nodes { id } } areas { nodes { id } } }", 2, 1),
        (
            "{ a: cases { nodes { id } } b: cases { nodes { id } totalCount } case(by: {number: \"none\"}) { id } }",
            3,
            1,
        ),
        (
            "{ areas { nodes { name caseSummary { openCount } cases { totalCount } teams { totalCount } } } }",
            1,
            2,
        ),
        ("{ categories { name } installation { name } __typename }", 1, 0),
        ("{ installation { name } __schema { queryType { name } } }", 0, 0),
    ] {
        asking.data(viewer, query, Value::Null).await;
        let sent = counted(&snapshotter);
        let of = |purpose: &str| sent.get(purpose).copied().unwrap_or_default();
        assert_eq!((of("read"), of("count")), (reads, counts), "{query}: {sent:?}");
        assert_eq!((of("identity"), of("policy")), (0, 0), "{query}: {sent:?}");
        // The version is read by whoever watches it, and by a request only where nobody does.
        assert!(of("version") <= 1, "{query}: {sent:?}");
    }
}

#[tokio::test]
async fn a_warm_request_sends_one_statement_for_a_root_field_on_sqlite() {
    story(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_warm_request_sends_one_statement_for_a_root_field_on_postgres() {
    if crate::support::postgres().is_some() {
        story(Backend::Postgres).await;
    }
}

/// Of two viewers who ask for the same, one may bind more values than the other only where the text
/// says so: on PostgreSQL they share connections, which keep the text prepared.
async fn binds(backend: Backend) {
    let database = Database::fresh(backend).await;
    let town = Town::build(&database, Size::SMALL, 1).await;
    let asking = Asking::of(&database).await;
    for query in [
        "{ areas { nodes { id cases { totalCount } } } }",
        "{ cases { totalCount nodes { area { id } team { name } } } }",
        "{ check(by: {number: \"JC-2026-0001\"}) { id area { code } inspector { displayName } } }",
        "{ areas { nodes { checks { __typename } } } }",
        "{ viewer { teams { name } grants { area { name } } } }",
    ] {
        for user in &town.users {
            let grants = asking.grants(user.id).await;
            let statements = asking.engine.explain(&grants, request(query, Value::Null)).await;
            for statement in statements.unwrap().statements {
                let text = statement.text();
                let numbers = text.split(['$', '?']).skip(1).filter_map(|after| {
                    let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
                    digits.parse::<usize>().ok()
                });
                let named: BTreeSet<usize> = numbers.collect();
                let bound: BTreeSet<usize> = (1..=statement.binds().len()).collect();
                assert_eq!(named, bound, "{query} of {}: {text}", user.username);
            }
            asking.data(user.id, query, Value::Null).await;
        }
    }
}

#[tokio::test]
async fn a_statement_binds_what_its_text_names_on_sqlite() {
    binds(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_statement_binds_what_its_text_names_on_postgres() {
    if crate::support::postgres().is_some() {
        binds(Backend::Postgres).await;
    }
}
