//! The memory of a server, as Linux counts it.

use anyhow::Context;

use crate::children::Server;

/// What a server has in memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Memory {
    /// Now.
    pub(crate) now: f64,
    /// At most, since [`forget_most`].
    pub(crate) most: f64,
}

impl Memory {
    pub(crate) fn of(server: &Server) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", server.id()))?;
        Self::read(&text).context("the system does not tell the memory of a process")
    }

    fn read(status: &str) -> Option<Self> {
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
            Some(kilobytes * 1024.0)
        };
        Some(Self { now: bytes("VmRSS:")?, most: bytes("VmHWM:")? })
    }
}

/// Begins anew to look for the most that a server has.
pub(crate) fn forget_most(server: &Server) -> anyhow::Result<()> {
    Ok(std::fs::write(format!("/proc/{}/clear_refs", server.id()), "5")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        let status = "Name:\twardbook\nVmHWM:\t   2048 kB\nVmRSS:\t     1024 kB\n";
        let memory = Memory { now: 1_048_576.0, most: 2_097_152.0 };
        assert_eq!(Memory::read(status), Some(memory));
        assert_eq!(Memory::read("Name:\tkthreadd\n"), None);
    }
}
