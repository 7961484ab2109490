//! A connection whose every byte the test sends and reads itself.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Much longer than anything here takes that is not stuck.
const LONGEST: Duration = Duration::from_secs(20);

/// A client of the plainest kind.
pub(crate) struct Wire(TcpStream);

impl Wire {
    pub(crate) async fn to(address: SocketAddr) -> Self {
        Self(within(TcpStream::connect(address)).await.unwrap())
    }

    /// A client, if it is let in.
    pub(crate) async fn try_to(address: SocketAddr) -> Option<Self> {
        within(TcpStream::connect(address)).await.ok().map(Self)
    }

    /// A client that takes little at a time.
    pub(crate) async fn with_small_window(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        Self(within(socket.connect(address)).await.unwrap())
    }

    /// Sends as much of this as the other end takes; whether that was all of it.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        within(self.0.write_all(bytes.as_ref())).await.is_ok()
    }

    /// All that comes until the other end hangs up.
    pub(crate) async fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        // Hung up is hung up, politely or not.
        let _ = within(self.0.read_to_end(&mut bytes)).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// What comes next; nothing once the other end has hung up.
    pub(crate) async fn read(&mut self) -> String {
        let mut bytes = vec![0; 65_536];
        let length = within(self.0.read(&mut bytes)).await.unwrap_or(0);
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    /// Sends a request and reads all until the other end hangs up.
    pub(crate) async fn exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> String {
        let mut wire = Self::to(address).await;
        wire.send(bytes).await;
        wire.read_to_end().await
    }
}

/// The status codes of all answers in what was read.
pub(crate) fn statuses(text: &str) -> Vec<u16> {
    let lines = text.split("HTTP/1.1 ").skip(1);
    lines.filter_map(|rest| rest.get(..3)?.parse().ok()).collect()
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, work).await.expect("nothing is left hanging")
}
