//! Whoever was away is told all that happened meanwhile, once.

use serde_json::{Value, json};

use super::{Socket, registered};
use crate::life::Desk;
use crate::support::{Backend, Server, both, postgres};

fn numbers(changes: &[Value]) -> Vec<String> {
    changes.iter().map(|of| of["case"]["title"].as_str().unwrap().to_owned()).collect()
}

both! {
    /// The connection breaks again and again while cases come in; nothing is missed, nothing twice,
    /// also where another instance serves afterwards.
    async fn what_happened_meanwhile_is_told_once(backend: Backend) {
        let desk = Desk::open(backend).await;
        let other = Server::beside(&desk.server).await;
        let token = desk.token("community").await;
        let mut heard = Vec::new();
        let mut since: Option<String> = None;
        let mut sent = Vec::new();
        for round in 0..6 {
            let server = if round % 2 == 0 { &desk.server } else { &other };
            let mut socket = Socket::of(server, &token).await;
            socket.watch("w", json!(null), since.as_deref()).await;
            for n in 0..3 {
                let title = format!("{round}-{n}");
                registered(&desk, "community", "3511", &title).await;
                sent.push(title);
            }
            // It hears some of it, and is gone.
            while heard.len() + round % 3 < sent.len() {
                let change = socket.change("w").await;
                since = Some(change["cursor"].as_str().unwrap().to_owned());
                heard.push(change);
            }
        }
        let mut socket = Socket::of(&other, &token).await;
        socket.watch("w", json!(null), since.as_deref()).await;
        while heard.len() < sent.len() {
            heard.push(socket.change("w").await);
        }
        assert_eq!(numbers(&heard), sent);
    }
}

both! {
    async fn a_cursor_of_too_long_ago_says_so(backend: Backend) {
        let desk = Desk::open(backend).await;
        let token = desk.token("community").await;
        let mut socket = Socket::of(&desk.server, &token).await;
        socket.watch("w", json!(null), None).await;
        registered(&desk, "community", "3511", "Old").await;
        let cursor = socket.change("w").await["cursor"].clone();
        let later = chrono::Utc::now() + chrono::TimeDelta::days(8);
        desk.server.store.forget_what_is_old(later).await.unwrap();
        socket.watch("again", json!(null), cursor.as_str()).await;
        let said = socket.hear().await;
        assert_eq!(said["payload"][0]["extensions"]["code"], "CURSOR_EXPIRED", "{said}");
    }
}

both! {
    /// What sealed a cursor was forgotten by a rotation: the client reads anew, as after a week.
    async fn a_cursor_under_a_forgotten_key_says_so(backend: Backend) {
        let desk = Desk::open(backend).await;
        let mut socket = Socket::of(&desk.server, &desk.token("community").await).await;
        socket.watch("w", json!(null), None).await;
        registered(&desk, "community", "3511", "Old").await;
        let cursor = socket.change("w").await["cursor"].as_str().unwrap().to_owned();
        let (key, sealed) = cursor.split_once('.').unwrap();
        let other = if key == "00000000" { "00000001" } else { "00000000" };
        let changed = format!("{}A{}", &sealed[..20], &sealed[21..]);
        let changed = if changed == sealed { format!("{}B{}", &sealed[..20], &sealed[21..]) } else { changed };
        for (since, code) in [
            (format!("{other}.{sealed}"), "CURSOR_EXPIRED"),
            (format!("{key}.{changed}"), "INVALID_INPUT"),
            (format!("{key}.{}", &sealed[..40]), "INVALID_INPUT"),
            (format!("{other}.{}", &sealed[..40]), "INVALID_INPUT"),
            (format!("no key.{sealed}"), "INVALID_INPUT"),
            (format!("{other}."), "INVALID_INPUT"),
            (sealed.to_owned(), "INVALID_INPUT"),
        ] {
            socket.watch("again", json!(null), Some(&since)).await;
            let said = socket.hear().await;
            assert_eq!(said["payload"][0]["extensions"]["code"], code, "{since}: {said}");
        }
    }
}

/// A transaction that is open for long neither loses what it writes nor what is written meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_held_open_meanwhile_loses_nothing_on_postgres() {
    use sea_orm::{ConnectionTrait, TransactionTrait};
    if postgres().is_none() {
        return;
    }
    let desk = Desk::open(Backend::Postgres).await;
    let mut socket = Socket::of(&desk.server, &desk.token("community").await).await;
    socket.watch("w", json!(null), None).await;
    let first = registered(&desk, "community", "3511", "First").await;
    assert_eq!(numbers(&[socket.change("w").await]), ["First"]);
    let held = desk.server.database.connection().begin().await.unwrap();
    let id = uuid::Uuid::try_parse(first.trim_start_matches("case_")).unwrap();
    let entry = format!(
        "insert into outbox (at, object, record_id, event_id, before) \
         select now(), 'case', '{id}', id, null from case_events where case_id = '{id}'"
    );
    held.execute_unprepared(&entry).await.unwrap();
    registered(&desk, "community", "3511", "Second").await;
    // The second one was committed with a higher position, and waits for the lower one.
    assert!(socket.is_silent_for(std::time::Duration::from_millis(700)).await);
    held.commit().await.unwrap();
    let told = [socket.change("w").await, socket.change("w").await];
    assert_eq!(numbers(&told), ["First", "Second"]);
}
