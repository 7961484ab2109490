//! The memory of a server, as Linux counts it.

use anyhow::Context;

use crate::children::Server;

/// What a server has in memory for itself, in bytes: without the pages of files that it has mapped,
/// which SQLite reads by and the system takes back whenever it likes.
pub(crate) fn memory(server: &Server) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()))?;
    anonymous(&status).context("the system does not tell the memory of a process")
}

fn anonymous(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        let status = "Name:\twardbook\nVmRSS:\t    2048 kB\nRssAnon:\t     1024 kB\n";
        assert_eq!(anonymous(status), Some(1_048_576.0));
        assert_eq!(anonymous("Name:\tkthreadd\n"), None);
    }
}
