//! Clients that take their time, and those that take all that they can get: others are served
//! meanwhile, and each of them is hung up on in the end.

use std::time::Duration;

use serde_json::json;
use wardbook::http::ConnectionLimits;
use wardbook::store::PoolSettings;

use crate::support::{Backend, Database, Server, Setup, Wire, both, statuses};

/// What a client may take here, so that no story lasts.
const SHORT: Duration = Duration::from_millis(1500);

const CASES: &str = "{ cases { nodes { number title } } }";

async fn impatient(backend: Backend) -> Server {
    let limits = ConnectionLimits {
        head: SHORT,
        body: SHORT,
        upload: SHORT,
        unread: SHORT,
        connections: 10_000,
    };
    let pools = PoolSettings { readers: 2, ..PoolSettings::default() };
    Server::over(Database::fresh(backend).await, Setup { pools, limits, ..Setup::default() }).await
}

fn request(token: &str, body: &str, length: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: \
         application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

both! {
    /// More slow clients than the database has connections, at every stage of a request.
    async fn whoever_sends_a_byte_a_second_holds_up_nobody(backend: Backend) {
        let server = impatient(backend).await;
        let (token, _) = server.login("town").await;
        let body = json!({"query": CASES}).to_string();
        let whole = request(&token, &body, body.len());
        let mut slow = Vec::new();
        for kept_back in [whole.len() - 30, body.len() / 2, 1] {
            for _ in 0..6 {
                let mut wire = Wire::to(server.address()).await;
                assert!(wire.send(&whole[..whole.len() - kept_back]).await);
                slow.push((wire, &whole[whole.len() - kept_back..]));
            }
        }
        let trickling = slow.into_iter().map(|(mut wire, rest)| async move {
            // Hung up on before it has said all.
            for byte in rest.bytes().take(rest.len() - 1) {
                if !wire.send([byte]).await {
                    break;
                }
                tokio::select! {
                    answer = wire.read_to_end() => return answer,
                    () = tokio::time::sleep(Duration::from_millis(700)) => {}
                }
            }
            wire.read_to_end().await
        });
        let others = async {
            for _ in 0..20 {
                server.ask(&token, CASES).await;
                assert_eq!(server.status("/readyz").await, 200);
            }
        };
        let (answers, ()) = tokio::join!(futures_util::future::join_all(trickling), others);
        for (n, answer) in answers.iter().enumerate() {
            let expected: &[u16] = if n < 6 { &[] } else { &[408] };
            assert_eq!(statuses(answer), expected, "client {n}: {answer}");
        }
        assert!(answers[17].contains(r#""code":"TIMEOUT""#), "{}", answers[17]);
        server.ask(&token, CASES).await;
    }
}

both! {
    /// Each asks for the schema again and again and reads none of it.
    async fn whoever_does_not_read_is_hung_up_on(backend: Backend) {
        let server = impatient(backend).await;
        let (token, _) = server.login("town").await;
        let one = format!(
            "GET /schema.graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        let asked = 400;
        let mut deaf = Vec::new();
        for _ in 0..6 {
            let mut wire = Wire::with_small_window(server.address()).await;
            // The other end may stop reading before it has them all.
            let all = one.repeat(asked);
            let _ = tokio::time::timeout(Duration::from_millis(300), wire.send(all)).await;
            deaf.push(wire);
        }
        for _ in 0..20 {
            server.ask(&token, CASES).await;
        }
        tokio::time::sleep(SHORT * 3).await;
        for mut wire in deaf {
            let answered = statuses(&wire.read_to_end().await).len();
            assert!(answered < asked, "all {answered} answers were kept for it");
        }
        server.ask(&token, CASES).await;
    }
}

both! {
    async fn a_connection_that_says_nothing_is_closed(backend: Backend) {
        let server = impatient(backend).await;
        let mut fresh = Wire::to(server.address()).await;
        let mut used = Wire::to(server.address()).await;
        used.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(statuses(&used.read().await), [200]);
        assert_eq!(fresh.read_to_end().await, "");
        assert_eq!(used.read_to_end().await, "");
        assert_eq!(server.status("/healthz").await, 200);
    }
}
