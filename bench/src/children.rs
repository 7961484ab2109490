//! The two servers: processes of their own, which end when this one does.

use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::bare::Work;
use crate::client;
use crate::connection::Kind;
use crate::own;
use crate::place::Place;

/// A server, gone when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// Its end is what the server waits for.
    _open: Option<ChildStdin>,
}

/// Ends this process when the one that started it is gone.
pub(crate) fn end_with_parent() {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
}

impl Server {
    /// wardbook, by its own command line: routes, tokens, limits, log and metrics as they are
    /// served. The log goes nowhere.
    pub(crate) async fn own(
        place: &Place,
        folder: &Path,
        connections: u32,
    ) -> anyhow::Result<Self> {
        let secret = folder.join("bench.secret");
        own::make_keys(&secret)?;
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["serve", "--database-url", &place.url, "--listen", &address.to_string()])
            .args(["--database-connections", &connections.to_string()])
            // Analysts may search by relevance through all cases.
            .args(["--query-cost-by-role", "analyst=200000"])
            .args(["--metrics-listen", "127.0.0.1:0", "--secret-file"])
            .arg(&secret)
            .arg("--data")
            .arg(folder.join("files"));
        Self::start(command, address, "/healthz").await
    }

    /// The statements passed through.
    pub(crate) async fn bare(work: &Work, folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join("bare.json");
        std::fs::write(&file, serde_json::to_vec(work)?)?;
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", &address.to_string()]).arg(&file);
        Self::start(command, address, "/0").await
    }

    async fn start(mut command: Command, address: SocketAddr, path: &str) -> anyhow::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let open = child.stdin.take();
        let mut server = Self { child, address, _open: open };
        let begun = Instant::now();
        while let Err(error) = client::once(address, &client::get(path)).await {
            if let Some(status) = server.child.try_wait()? {
                bail!("{command:?} ended: {status}");
            }
            if begun.elapsed() > Duration::from_secs(30) {
                return Err(error).with_context(|| format!("{command:?} does not answer"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(server)
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody listens on now.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The processor time that a server has used, and that its database's processes have, in seconds.
pub(crate) fn processor_seconds(server: &Server, kind: Kind, application: &[u32]) -> (f64, f64) {
    let database = match kind {
        Kind::Postgres => application.iter().map(|id| seconds_of(*id)).sum(),
        // Inside the server's own process.
        Kind::Sqlite => 0.0,
    };
    (seconds_of(server.id()), database)
}

/// Linux counts in hundredths of a second wherever programs can see it.
fn seconds_of(process: u32) -> f64 {
    let Ok(text) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return 0.0 };
    ticks(&text).unwrap_or(0) as f64 / 100.0
}

/// The processor time that this thread has used, in microseconds.
pub(crate) fn thread_micros() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse().ok()).map_or(f64::NAN, |n: f64| n / 1e3)
}

/// The time in user and kernel mode; a process's name may hold anything, and ends with `)`.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(user + kernel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_whatever_a_process_is_called() {
        let stat = "71 (a) b (c) S 1 71 71 0 -1 4194560 1 2 3 4 150 25 0 0 20 0 1 0 9 1 1";
        assert_eq!(ticks(stat), Some(175));
        assert_eq!(ticks("71 (a"), None);
    }
}
