//! The directory of a run, gone when the program is, however it ends.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

/// Waits for a process to end; then stops the cluster and removes the directory.
const WATCH: &str = r#"
while [ -d "/proc/$1" ]; do sleep 0.2; done
if [ -f "$2/cluster/data/postmaster.pid" ]; then
  postmaster=$(head -n 1 "$2/cluster/data/postmaster.pid")
  kill -INT "$postmaster"
  while [ -d "/proc/$postmaster" ]; do sleep 0.1; done
fi
[ "$3" = keep ] || rm -rf "$2"
"#;

/// Where databases and logs are.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A directory to keep, or one that is removed at the end. A process of its own sees to that,
    /// since this one may be killed.
    pub(crate) fn open(keep: Option<&Path>) -> anyhow::Result<Self> {
        let path = match keep {
            Some(path) => {
                std::fs::create_dir_all(path).with_context(|| path.display().to_string())?;
                path.canonicalize()?
            }
            None => tempfile::Builder::new().prefix("wardbook-bench-").tempdir()?.keep(),
        };
        // The cluster belongs to another user, who must be able to reach it.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&path, open)?;
        Command::new("sh")
            .args(["-c", WATCH, "sh", &std::process::id().to_string()])
            .arg(&path)
            .arg(if keep.is_some() { "keep" } else { "remove" })
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The bytes that are free where the directory is.
    pub(crate) fn free_bytes(&self) -> anyhow::Result<u64> {
        let output = Command::new("df").args(["--output=avail", "-B1"]).arg(&self.0).output()?;
        let text = String::from_utf8(output.stdout)?;
        let last = text.lines().last().context("df said nothing")?;
        last.trim().parse().with_context(|| text.clone())
    }
}
