//! What one request may send, and how many are answered at once.

use std::time::Duration;

/// What one request may send, and how many are answered at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A GraphQL request's body, in bytes.
    pub body: usize,
    /// A request's variables as JSON, in bytes.
    pub variables: usize,
    /// A file that is sent, in bytes.
    pub upload: usize,
    /// The files of one user that are tied to nothing, in bytes together; once there are so many,
    /// no more are taken.
    pub loose_bytes: u64,
    /// Files of one user that are received at once; one more is refused.
    pub uploads_of_one_user: usize,
    /// Files that are received at once, each held in memory; one more waits for its turn.
    pub uploads_at_once: usize,
    /// Requests of one user that are answered at once; one more is refused.
    pub of_one_user: usize,
    /// Requests that are answered at once; one more waits for its turn.
    pub of_all_users: usize,
    /// Subscriptions of one user at once; one more is refused.
    pub subscriptions_of_one_user: usize,
    /// WebSockets of all users at once; one more is refused.
    pub sockets: usize,
    /// WebSockets of one user at once; one more is closed.
    pub sockets_of_one_user: usize,
    /// WebSockets at once whose clients have not said who they are; one more is refused.
    pub unknown_sockets: usize,
    /// A message to a WebSocket, in bytes.
    pub socket_message: usize,
    /// How long a request waits for its turn before it is refused.
    pub turn_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            variables: 256 * 1024,
            upload: 20 << 20,
            loose_bytes: 1 << 30,
            uploads_of_one_user: 4,
            uploads_at_once: 16,
            of_one_user: 32,
            of_all_users: 256,
            subscriptions_of_one_user: 100,
            sockets: 10_000,
            sockets_of_one_user: 100,
            unknown_sockets: 500,
            socket_message: 256 * 1024,
            turn_time: Duration::from_secs(5),
        }
    }
}
