//! A request's body that must be there in time, whoever reads it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// The client took too long to send a body.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the body took too long")]
pub(super) struct TooSlow;

/// A body that fails once its time is up.
pub(super) struct TimedBody {
    body: Incoming,
    until: Instant,
    /// Set when it is first waited for: most bodies come together with their head.
    alarm: Option<Pin<Box<Sleep>>>,
    /// Set once it was read to its end.
    is_read: Arc<AtomicBool>,
}

impl TimedBody {
    pub(super) fn new(body: Incoming, limit: Duration, is_read: Arc<AtomicBool>) -> Self {
        is_read.store(body.is_end_stream(), Ordering::Relaxed);
        Self { body, until: Instant::now() + limit, alarm: None, is_read }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            let is_read = frame.is_none() || self.body.is_end_stream();
            self.is_read.store(is_read, Ordering::Relaxed);
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let until = self.until;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(until)));
        ready!(alarm.as_mut().poll(context));
        Poll::Ready(Some(Err(TooSlow.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
