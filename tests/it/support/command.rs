//! The binary's commands over a throwaway database.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use wardbook::secret::Keys;

use super::Database;

/// A database, a secret file and a data folder, as an operator's commands are given them.
pub(crate) struct Installed {
    url: String,
    folder: tempfile::TempDir,
}

impl Installed {
    /// Around a database, with a secret file of its own.
    pub(crate) fn around(database: &Database) -> Self {
        let installed = Self::without_keys(database.url());
        wardbook::secret::make(&installed.secret()).unwrap();
        installed
    }

    /// Around a place where there may be a database some day, and no secret file yet.
    pub(crate) fn without_keys(url: &str) -> Self {
        Self { url: url.to_owned(), folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn secret(&self) -> PathBuf {
        self.folder.path().join("wardbook.secret")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn keys(&self) -> Keys {
        wardbook::secret::load(&self.secret()).unwrap()
    }

    /// A command that is not run yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wardbook"));
        command
            .args(arguments)
            .env("WARDBOOK_DATABASE_URL", &self.url)
            .env("WARDBOOK_SECRET_FILE", self.secret())
            .env("WARDBOOK_DATA", self.data())
            .env("PATH", path())
            .env("TMPDIR", self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command; its exit status, and all that it said.
    pub(crate) fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        said(&self.command(arguments).output().unwrap())
    }

    /// Runs a command that goes well; all that it said.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let (status, said) = self.run(arguments);
        assert_eq!(status, Some(0), "{arguments:?}: {said}");
        said
    }

    /// Runs a command that fails; all that it said.
    pub(crate) fn failed(&self, arguments: &[&str]) -> String {
        let (status, said) = self.run(arguments);
        assert_eq!(status, Some(1), "{arguments:?}: {said}");
        said
    }
}

/// A file's name as an argument.
pub(crate) fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Where PostgreSQL's programs are, also where only its own folder has them.
fn path() -> OsString {
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut own: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    own.sort();
    folders.extend(own.into_iter().rev());
    std::env::join_paths(folders).unwrap()
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}
