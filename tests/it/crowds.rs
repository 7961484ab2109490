//! More connections than anybody needs, and more than there may be.

use std::time::Duration;

use serde_json::json;
use wardbook::http::ConnectionLimits;

use crate::support::{Backend, Database, Server, Setup, Wire, statuses};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

async fn connected(server: &Server, number: usize) -> Vec<Wire> {
    let mut wires = Vec::with_capacity(number);
    for _ in 0..number {
        wires.push(Wire::to(server.address()).await);
    }
    wires
}

/// Both ends of each are in this process, so the number follows its limit of open files.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_connections_are_served_while_thousands_are_idle() {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let number = usize::try_from(files.unwrap_or(u64::MAX) / 4).unwrap().min(5_000);
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("town").await;
    let mut wires = connected(&server, number).await;
    for round in 0..2 {
        for wire in &mut wires {
            assert!(wire.send(HEALTH).await);
        }
        for wire in &mut wires {
            assert_eq!(statuses(&wire.read().await), [200], "round {round}");
        }
        server.ask(&token, "{ cases { totalCount nodes { number } } }").await;
    }
    println!("{number} connections at once, each answered twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_when_all_are_taken_waits_for_one_to_end() {
    let limits = ConnectionLimits {
        connections: 8,
        head: Duration::from_secs(3),
        ..ConnectionLimits::default()
    };
    let setup = Setup { limits, ..Setup::default() };
    let server = Server::over(Database::fresh(Backend::Sqlite).await, setup).await;
    let mut wires = connected(&server, 8).await;
    for wire in &mut wires {
        wire.send(HEALTH).await;
        assert_eq!(statuses(&wire.read().await), [200]);
    }
    let mut late = Wire::to(server.address()).await;
    late.send(HEALTH).await;
    let waited = tokio::time::timeout(Duration::from_millis(500), late.read()).await;
    assert!(waited.is_err(), "a ninth is not served beside eight");
    // The eight go on as before, and the ninth takes the place of the first to leave.
    wires[0].send(HEALTH).await;
    assert_eq!(statuses(&wires[0].read().await), [200]);
    drop(wires.pop());
    assert_eq!(statuses(&late.read().await), [200]);
    // Whoever stays silent leaves in the end, so that nobody waits for ever.
    let body = json!({"username": "town", "password": crate::support::PASSWORD});
    assert_eq!(server.post("/auth/login", body).await.0, 200);
}
