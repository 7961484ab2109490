//! Connections: accepted until the end, and then given time to finish.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a client may take to send a request's head, and may stay silent between two.
const LONGEST_WAIT_FOR_HEAD: Duration = Duration::from_secs(30);

/// How long no connection is accepted after one could not be, for want of a file descriptor say.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves HTTP/1.1 until it is stopped; then accepts no more, and gives the requests under way
/// `grace` to finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
    grace: Duration,
) {
    let connections = TaskTracker::new();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(handle(stream, router.clone(), stop.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(grace, connections.wait()).await.is_err() {
        let unfinished = connections.len();
        tracing::warn!(unfinished, "the time to finish is over; connections are cut");
    }
}

async fn handle(stream: TcpStream, router: Router, stop: CancellationToken) {
    // Answers are small and whole: nothing is gained by waiting to fill a packet.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_WAIT_FOR_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    tokio::pin!(connection);
    let finished = tokio::select! {
        finished = connection.as_mut() => finished,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = finished {
        tracing::debug!(%error, "a connection broke");
    }
}
