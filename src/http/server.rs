//! Connections: accepted until the end, and then given time to finish.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics::gauge;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{Answers, Serving, handle};

/// How many connections the system may make before they are accepted; it may have a limit below.
const LONGEST_QUEUE: u32 = 4096;

/// How long no connection is accepted after one could not be, for want of a file descriptor say.
const PAUSE: Duration = Duration::from_millis(100);

/// How long nothing more is said of all connections being taken.
const WARN_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// What clients may take of a server, before any of them is known.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// The most connections at once; whoever comes then waits in the system's queue.
    pub connections: usize,
    /// How long a client may take to send a request's head, and may stay silent between two.
    pub head: Duration,
    /// How long a client may take to send a request's body.
    pub body: Duration,
    /// How long a client may take to send a file.
    pub upload: Duration,
    /// How long a client may read nothing of what is sent to it.
    pub unread: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        let half_a_minute = Duration::from_secs(30);
        Self {
            connections: 10_000,
            head: half_a_minute,
            body: half_a_minute,
            upload: half_a_minute * 4,
            unread: half_a_minute,
        }
    }
}

/// Listens at an address, with room for a crowd that comes all at once.
///
/// # Errors
/// The system's: the address is taken, or is none of this machine's.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart need not wait until the last connections of before are forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(LONGEST_QUEUE)
}

/// Serves HTTP/1.1 within the default limits: see [`serve_within`].
pub async fn serve(
    listener: TcpListener,
    answers: impl Answers,
    stop: CancellationToken,
    grace: Duration,
) {
    serve_within(ConnectionLimits::default(), listener, answers, stop, grace).await;
}

/// Serves HTTP/1.1 until it is stopped; then accepts no more, gives the requests under way `grace`
/// to finish, and cuts what is left.
pub async fn serve_within(
    limits: ConnectionLimits,
    listener: TcpListener,
    answers: impl Answers,
    stop: CancellationToken,
    grace: Duration,
) {
    let connections = TaskTracker::new();
    let cut = CancellationToken::new();
    let serving = Arc::new(Serving { answers, limits, stop: stop.clone(), cut: cut.clone() });
    let start = |stream, place| {
        let serving = Arc::clone(&serving);
        connections.spawn(async move {
            let _place: Option<OwnedSemaphorePermit> = place;
            gauge!("wardbook_http_connections").increment(1.0);
            handle(stream, serving).await;
            gauge!("wardbook_http_connections").decrement(1.0);
        });
    };
    let places = Arc::new(Semaphore::new(limits.connections));
    stop.run_until_cancelled(accept(&listener, &places, start)).await;
    // Whoever waits in the system's queue has been told to be connected, and may have sent.
    waiting(listener).into_iter().for_each(|stream| start(stream, None));
    connections.close();
    if tokio::time::timeout(grace, connections.wait()).await.is_err() {
        let unfinished = connections.len();
        tracing::warn!(unfinished, "the time to finish is over; connections are cut");
        cut.cancel();
    }
}

/// Accepts connections, each of which takes a place; it never returns.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    start: impl Fn(TcpStream, Option<OwnedSemaphorePermit>),
) {
    let mut warned_at: Option<Instant> = None;
    loop {
        if places.available_permits() == 0
            && warned_at.is_none_or(|moment| moment.elapsed() > WARN_AGAIN_AFTER)
        {
            tracing::warn!("all connections are taken: whoever comes waits for one to end");
            warned_at = Some(Instant::now());
        }
        // The semaphore is never closed.
        let place = Arc::clone(places).acquire_owned().await.ok();
        match listener.accept().await {
            Ok((stream, _)) => start(stream, place),
            Err(error) if is_of_one_connection(&error) => {
                tracing::debug!(%error, "a client was gone before it was accepted");
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether accepting another connection may go well at once.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The connections that the system has made and nobody has accepted yet; no more are made.
fn waiting(listener: TcpListener) -> Vec<TcpStream> {
    // The runtime may not have been told of them yet, so they are asked for without it.
    let mut streams = Vec::new();
    let result = listener.into_std().and_then(|listener| {
        loop {
            match listener.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(true)?;
                    streams.push(TcpStream::from_std(stream)?);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => return Err(error),
            }
        }
    });
    if let Err(error) = result {
        tracing::warn!(%error, "connections that were waiting are lost");
    }
    streams
}
