//! One connection: how long its client may take, and how it ends when the server does.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::paths;
use super::server::ConnectionLimits;
use super::timed_body::TimedBody;

/// The largest head of a request, its address included.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long a silent client is still listened to when the server ends: what it has sent may lie in
/// the socket, or be on its way.
const LINGER: Duration = Duration::from_millis(250);

/// How often the system asks a silent client whether it is still there, and how many such questions
/// in a row may stay unanswered.
const PROBE_EVERY: Duration = Duration::from_secs(10);
const MOST_PROBES: u32 = 3;

/// What answers requests.
pub trait Answers: Send + Sync + 'static {
    /// The answer to a request, whatever it asks for.
    fn answer(&self, request: Request<Body>) -> impl Future<Output = Response<Body>> + Send;
}

impl Answers for Router {
    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let Ok(response) = self.clone().call(request).await;
        response
    }
}

/// What all connections of a server share.
pub(super) struct Serving<A> {
    pub(super) answers: A,
    pub(super) limits: ConnectionLimits,
    /// No more is accepted; what is under way is finished.
    pub(super) stop: CancellationToken,
    /// The time to finish is over.
    pub(super) cut: CancellationToken,
}

/// Serves a connection to its end.
pub(super) async fn handle<A: Answers>(stream: TcpStream, serving: Arc<Serving<A>>) {
    if let Err(error) = prepare(&stream, serving.limits) {
        tracing::debug!(%error, "a connection is served with the system's own settings");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(serving.limits.unread));
    let service = service_fn(|request| answer(&serving, request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(serving.limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
        .with_upgrades();
    let until_its_end = async {
        let mut connection = pin!(connection);
        tokio::select! {
            biased;
            finished = connection.as_mut() => return finished,
            () = serving.stop.cancelled() => {}
        }
        // From here on every answer says that it is the last of its connection.
        if let Ok(finished) = timeout(LINGER, connection.as_mut()).await {
            return finished;
        }
        connection.as_mut().graceful_shutdown();
        connection.await
    };
    if let Some(Err(error)) = serving.cut.run_until_cancelled(until_its_end).await {
        tracing::debug!(%error, "a connection broke");
    }
}

/// Sends what there is without waiting for more, since answers are whole; lets the system find out
/// that a client is gone, or reads nothing, also when nobody waits to write to it any longer.
fn prepare(stream: &TcpStream, limits: ConnectionLimits) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    let probes = TcpKeepalive::new().with_time(limits.head).with_interval(PROBE_EVERY);
    socket.set_tcp_keepalive(&probes.with_retries(MOST_PROBES))?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(limits.unread))?;
    Ok(())
}

async fn answer<A: Answers>(
    serving: &Serving<A>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    // A file of the largest size comes over a telephone's network.
    let is_file = request.uri().path() == paths::FILES;
    let longest = if is_file { serving.limits.upload } else { serving.limits.body };
    let is_read = Arc::new(AtomicBool::new(false));
    let whole = Arc::clone(&is_read);
    let request = request.map(|body| Body::new(TimedBody::new(body, longest, whole)));
    let mut response = serving.answers.answer(request).await;
    // What is left of a body that is too large is not read, and so nothing that follows it.
    let is_cut_short =
        response.status() == StatusCode::PAYLOAD_TOO_LARGE && !is_read.load(Ordering::Relaxed);
    if is_cut_short || serving.stop.is_cancelled() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}
