//! PostgreSQL's programs, and who runs them.

use std::ffi::OsStr;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of PostgreSQL's programs, and the user that runs them where this program is root's.
#[derive(Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

impl Programs {
    /// The newest that are on this machine.
    pub(crate) fn find() -> Option<Self> {
        let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten()
            .flatten()
            .map(|version| version.path().join("bin"))
            .collect();
        folders.sort();
        folders.reverse();
        let path = std::env::var_os("PATH").unwrap_or_default();
        folders.extend(std::env::split_paths(&path));
        let is_whole = |folder: &PathBuf| {
            ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
        };
        folders.into_iter().find(is_whole).map(|folder| Self { folder, user: unprivileged_user() })
    }

    pub(crate) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// One of them, run in a folder, whose output nobody reads.
    pub(crate) fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = self.as_their_user(self.path(program));
        command.current_dir(folder);
        command
    }

    /// Any program, run as the user who runs these.
    pub(crate) fn as_their_user(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a folder to that user.
    pub(crate) fn own(&self, folder: &Path) -> Result<(), String> {
        let Some((uid, gid)) = self.user else { return Ok(()) };
        std::os::unix::fs::chown(folder, Some(uid), Some(gid)).map_err(|error| error.to_string())
    }
}

/// PostgreSQL does not run as root.
fn unprivileged_user() -> Option<(u32, u32)> {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !is_root {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let ids = |name: &str| {
        let user = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = user.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody"))
}
