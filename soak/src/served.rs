//! The server under load: the binary itself, serving a made-up town from SQLite.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long making the town up may take, and ending.
const LONGEST: Duration = Duration::from_secs(120);

/// Who may sign in, as the program tells it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Account {
    pub(crate) username: String,
    pub(crate) password: String,
}

/// The line that says that it serves.
#[derive(Deserialize)]
struct Told {
    url: String,
    accounts: Vec<Account>,
}

/// A server that is killed when this is dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) url: String,
    pub(crate) accounts: Vec<Account>,
    _folder: TempDir,
}

impl Served {
    /// Starts `wardbook demo`, and waits until it serves.
    pub(crate) async fn demo(binary: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut child = Command::new(binary)
            .args(["demo", "--json", "--seed", "1", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| binary.display().to_string())?;
        let output = child.stdout.take().context("it has no output")?;
        let mut lines = BufReader::new(output).lines();
        let line = tokio::time::timeout(LONGEST, lines.next_line()).await??;
        let told: Told = serde_json::from_str(&line.context("it ended before it served")?)?;
        Ok(Self { child, url: told.url, accounts: told.accounts, _folder: folder })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Tells it to stop; whether it did, and said that all was well.
    pub(crate) async fn stop(mut self) -> anyhow::Result<bool> {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status().await?;
        ensure!(told.success(), "it was gone before it was told to stop");
        let ended = tokio::time::timeout(LONGEST, self.child.wait()).await;
        Ok(ended.is_ok_and(|status| status.is_ok_and(|status| status.success())))
    }
}
