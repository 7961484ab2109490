//! One read for a change and all who select the same, and nobody is waited for.

use std::sync::Arc;
use std::time::Duration;

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use serde_json::{Value, json};
use wardbook::error::{Code, Language};
use wardbook::policy::Authorizer;
use wardbook::schema::{Begun, Engine, Limits, Told};

use super::{Socket, registered};
use crate::life::Desk;
use crate::support::{Backend, Database, both, postgres, request};
use crate::town::{Size, Town};

/// Thirty dashboards of the same level and selection, and ten that select otherwise: each change is
/// read twice, not forty times.
async fn read_once_for_each_class(backend: Backend) {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let reads = || {
        let counted = snapshotter.snapshot().into_vec().into_iter();
        let of_reads = counted.filter(|(key, ..)| {
            let is_read = key.key().labels().any(|label| label.value() == "read");
            key.key().name() == "wardbook_statements_total" && is_read
        });
        of_reads
            .map(|(.., value)| if let DebugValue::Counter(sent) = value { sent } else { 0 })
            .sum::<u64>()
    };
    let database = Database::fresh(backend).await;
    let town = Town::build(&database, Size::SMALL, 1).await;
    let store = database.store().await;
    let writing = crate::support::writing(&store);
    let authorizer = Arc::clone(&writing.authorizer);
    let installation = crate::support::installation();
    let engine = Arc::new(Engine::new(store, installation, Limits::default(), writing));
    let following = Arc::clone(&engine);
    let following = tokio::spawn(async move { following.feed().run().await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut subscribed = Vec::new();
    let other = "subscription{caseChanged{case{title team{name}}}}";
    let same = "subscription{caseChanged(filter:{open:{eq:true}}){kind case{number area{name}}}}";
    for (viewer, query, many) in
        [("town_center", same, 15), ("everywhere", same, 15), ("everywhere", other, 10)]
    {
        for _ in 0..many {
            let grants = authorizer.grants(town.user(viewer)).await.unwrap().unwrap();
            let asked = request(query, Value::Null);
            let begun = engine.begin(grants, asked, None, false, Language::English).await;
            let Begun::Subscription(one) = begun else { panic!("{query}") };
            subscribed.push(one);
        }
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    reads();
    let grants = authorizer.grants(town.user("everywhere")).await.unwrap().unwrap();
    let area = town.area("350199001");
    let input = json!({"title": "Once", "description": "", "source": "PHONE", "areaId": area});
    let register = "mutation($i:RegisterCaseInput!){registerCase(input:$i){caseId}}";
    let asked = request(register, json!({"i": input}));
    let done = engine.execute(grants, asked, false, Language::English).await;
    assert!(done.body.starts_with(b"{\"data\":"), "{done:?}");
    for (n, one) in subscribed.iter_mut().enumerate() {
        let told = tokio::time::timeout(Duration::from_secs(20), one.next()).await;
        let told = told.unwrap_or_else(|_| panic!("{n} is told nothing"));
        let Some(Told::Next { body, .. }) = told else { panic!("{told:?}") };
        assert!(std::str::from_utf8(&body).unwrap().contains("\"data\":{\"caseChanged\":{"));
    }
    assert_eq!(reads(), 2, "two selections, whoever asks");
    following.abort();
}

#[tokio::test]
async fn a_change_is_read_once_for_all_who_are_alike_on_sqlite() {
    read_once_for_each_class(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_change_is_read_once_for_all_who_are_alike_on_postgres() {
    if postgres().is_some() {
        read_once_for_each_class(Backend::Postgres).await;
    }
}

both! {
    /// A client that reads nothing is cut off once it is too far behind; others are told in time all
    /// the same, and it is told why as soon as it reads again.
    async fn who_does_not_read_is_cut_off_and_holds_nobody_up(backend: Backend) {
        let desk = Desk::open(backend).await;
        let mut other = Socket::of(&desk.server, &desk.token("town").await).await;
        other.watch("w", json!(null), None).await;
        let authorizer = Authorizer::new(desk.server.store.policy_source());
        let town = desk.user("town").await;
        let town = uuid::Uuid::try_parse(town.trim_start_matches("user_")).unwrap();
        let grants = authorizer.grants(town).await.unwrap().unwrap();
        let asked = request("subscription{caseChanged{event{note}}}", Value::Null);
        let begun = desk.server.engine.begin(grants, asked, None, false, Language::English).await;
        let Begun::Subscription(mut deaf) = begun else { panic!("it is begun") };
        tokio::time::sleep(Duration::from_millis(300)).await;
        let case = registered(&desk, "town", "3511", "Talk").await;
        assert_eq!(other.change("w").await["event"]["kind"], "REGISTERED");
        for n in 0..80 {
            desk.does("town", "addCaseNote", json!({"id": case, "text": format!("{n}")})).await;
            assert_eq!(other.change("w").await["event"]["kind"], "NOTED");
        }
        // Longer than a response waits for room.
        tokio::time::sleep(Duration::from_secs(6)).await;
        let mut told = 0;
        let end = loop {
            match deaf.next().await {
                Some(Told::Next { .. }) => told += 1,
                Some(Told::End(error)) => break error,
                None => panic!("it ends without a word"),
            }
        };
        assert_eq!((told, end.code), (64, Code::RateLimited));
        assert!(deaf.next().await.is_none());
    }
}

both! {
    /// Two who select the same are told the counts of what each of them may see.
    async fn each_is_told_counts_of_their_own(backend: Backend) {
        let desk = Desk::open(backend).await;
        desk.registered("above", "3511", json!({"title": "Secret", "confidential": true})).await;
        let query = "subscription{caseChanged{case{title area{cases{totalCount}}}}}";
        let mut sockets = Vec::new();
        for user in ["above", "community"] {
            let mut socket = Socket::of(&desk.server, &desk.token(user).await).await;
            let payload = json!({"query": query});
            socket.say(json!({"type": "subscribe", "id": "w", "payload": payload})).await;
            // Where transactions of others still run, it may be told of the first one as of something new.
            while !socket.is_silent_for(Duration::from_millis(400)).await {}
            sockets.push((user, socket));
        }
        registered(&desk, "community", "3511", "Seen").await;
        let mut counts = Vec::new();
        for (user, socket) in &mut sockets {
            let own = desk.data(user, "{area(by:{code:\"3511\"}){cases{totalCount}}}").await;
            let told = socket.change("w").await;
            assert_eq!(told["case"]["area"]["cases"], own["area"]["cases"], "{user}");
            counts.push(told["case"]["area"]["cases"]["totalCount"].clone());
        }
        assert_ne!(counts[0], counts[1], "they may see different cases");
    }
}
