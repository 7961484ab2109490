//! What becomes of exports: cancelled, over, sent twice, or broken off by the end of a server.

use std::sync::Arc;

use chrono::{SubsecRound, TimeDelta};
use serde_json::{Value, json};
use wardbook::store::exports::Ended;

use super::{bytes, cancel, kept, order, ordering, shown, status, written};
use crate::support::{Backend, Server, both};

both! {
    async fn one_that_is_cancelled_at_once_leaves_nothing_behind(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let id = order(&server, &town, json!({"format": "XLSX"})).await;
        let answer = cancel(&server, &town, &id).await;
        assert_eq!(answer["data"]["cancelExport"]["export"], json!({"status": "CANCELLED", "url": null}));
        assert!(!server.exports.write_next().await.unwrap(), "nobody writes it");
        assert_eq!(kept(&server), 0);
        let again = cancel(&server, &town, &id).await;
        assert_eq!(again["data"]["cancelExport"]["export"]["status"], "CANCELLED");
        let actions: Vec<String> = crate::exports::entries(&server).await.into_iter().map(|entry| entry.action).collect();
        assert_eq!(actions, ["create", "cancel"]);
    }
}

both! {
    async fn one_that_is_cancelled_while_it_is_written_is_written_no_further(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let id = order(&server, &town, json!({"format": "CSV"})).await;
        let now = server.clock.now().trunc_subsecs(6);
        let taken = server.store.take_export(now).await.unwrap().unwrap();
        assert!(server.store.hold_export(&taken, (3, Some(9)), now).await.unwrap());
        let far = shown(&server, &town, &id).await;
        assert_eq!((&far["status"], &far["rowsDone"], &far["rowsTotal"]), (&json!("RUNNING"), &json!(3), &json!(9)));
        cancel(&server, &town, &id).await;
        assert!(!server.store.hold_export(&taken, (4, None), now).await.unwrap());
        let ready = Ended::Ready { rows: 9, bytes: 1 };
        assert!(!server.store.end_export(&taken, &ready, now).await.unwrap());
        assert_eq!(shown(&server, &town, &id).await["status"], "CANCELLED");
    }
}

both! {
    async fn the_file_of_one_that_is_cancelled_or_over_is_gone(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let one = written(&server, &town, json!({"format": "CSV"})).await;
        let other = written(&server, &town, json!({"format": "CSV"})).await;
        let path = |export: &Value| format!("/export/{}", export["id"].as_str().unwrap());
        cancel(&server, &town, one["id"].as_str().unwrap()).await;
        assert_eq!(status(&server, &town, &path(&one)).await, 404);
        server.clock.advance(TimeDelta::seconds(1));
        server.exports.sweep(server.clock.now()).await.unwrap();
        assert_eq!(kept(&server), 1);

        assert_eq!(status(&server, &town, &path(&other)).await, 200);
        server.clock.advance(TimeDelta::hours(24));
        let over = shown(&server, &town, other["id"].as_str().unwrap()).await;
        assert_eq!((&over["status"], &over["url"]), (&json!("EXPIRED"), &Value::Null));
        assert_eq!(status(&server, &town, &path(&other)).await, 404);
        assert_eq!(server.status(other["url"].as_str().unwrap()).await, 404);
        server.exports.sweep(server.clock.now()).await.unwrap();
        assert_eq!(kept(&server), 0);
        server.clock.advance(TimeDelta::days(31));
        server.exports.sweep(server.clock.now()).await.unwrap();
        assert_eq!(shown(&server, &town, other["id"].as_str().unwrap()).await, Value::Null);
    }
}

both! {
    async fn what_a_killed_server_had_begun_another_one_writes(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let id = order(&server, &town, json!({"format": "NDJSON"})).await;
        let now = server.clock.now().trunc_subsecs(6);
        let killed = server.store.take_export(now).await.unwrap().unwrap();
        // It had sent its bytes, and said nothing of them.
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, b"half of it").unwrap();
        server.files.keep_export(killed.run, file).await.unwrap();
        assert!(!server.exports.write_next().await.unwrap(), "it may be at it still");
        server.clock.advance(TimeDelta::seconds(21));
        assert!(server.exports.write_next().await.unwrap());
        let export = shown(&server, &town, &id).await;
        assert_eq!((&export["status"], &export["rowsDone"]), (&json!("READY"), &json!(4)));
        let text = String::from_utf8(bytes(&server, export["url"].as_str().unwrap()).await).unwrap();
        assert_eq!(text.lines().count(), 4);
        // Should it come back, it changes nothing.
        let late = Ended::Failed("late".to_owned());
        assert!(!server.store.end_export(&killed, &late, server.clock.now()).await.unwrap());
        assert_eq!(shown(&server, &town, &id).await["status"], "READY");
        assert_eq!(kept(&server), 2);
        server.exports.sweep(chrono::Utc::now() + TimeDelta::hours(2)).await.unwrap();
        assert_eq!(kept(&server), 1, "what it had sent is swept");
    }
}

both! {
    async fn however_many_servers_run_each_is_written_once(backend: Backend) {
        let server = Server::start(backend).await;
        let beside = Server::beside(&server).await;
        let (town, _) = server.login("town").await;
        for _ in 0..5 {
            order(&server, &town, json!({"format": "NDJSON"})).await;
        }
        let all = [&server, &beside, &server, &beside].map(|one| {
            let exports = Arc::clone(&one.exports);
            tokio::spawn(async move {
                let mut written = 0;
                while exports.write_next().await.unwrap() {
                    written += 1;
                }
                written
            })
        });
        let mut written = 0;
        for one in all {
            written += one.await.unwrap();
        }
        assert_eq!(written, 5);
        assert_eq!(kept(&server) + kept(&beside), 5);
    }
}

both! {
    async fn a_request_that_is_sent_again_is_answered_with_the_same_export(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let input = json!({"format": "CSV", "idempotencyKey": "monthly"});
        let id = order(&server, &town, input.clone()).await;
        assert_eq!(order(&server, &town, input).await, id);
        let other = json!({"format": "XLSX", "idempotencyKey": "monthly"});
        assert_eq!(crate::exports::code(&ordering(&server, &town, other).await), "CONFLICT");
        assert_eq!(crate::exports::entries(&server).await.len(), 1);
    }
}
