//! A throwaway PostgreSQL cluster, tuned for one machine that only reads.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

const SETTINGS: &str = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c autovacuum=off -c max_connections=100 -c shared_buffers=1GB \
    -c effective_cache_size=4GB -c maintenance_work_mem=512MB -c work_mem=16MB \
    -c max_wal_size=16GB -c checkpoint_timeout=1h -c random_page_cost=1.1 -c wal_level=minimal \
    -c max_wal_senders=0";

/// Starts the cluster in this directory, made first where there is none; gives its address.
pub(crate) fn start(folder: &Path) -> anyhow::Result<String> {
    let binaries = binaries().context(
        "initdb is not on this machine: install PostgreSQL, or name a server with --postgres",
    )?;
    let folder = folder.join("cluster");
    std::fs::create_dir_all(&folder)?;
    let user = unprivileged_user();
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&folder, Some(uid), Some(gid))?;
    }
    let data = folder.join("data");
    let run = |program: &str| {
        let mut command = Command::new(binaries.join(program));
        command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null());
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        command
    };
    if !data.exists() {
        let made = run("initdb")
            .args(["--username=wardbook", "--auth=trust", "--encoding=UTF8", "--no-sync"])
            .args(["--locale=C.UTF-8", "-D"])
            .arg(&data)
            .stderr(Stdio::null())
            .status()?;
        ensure!(made.success(), "initdb failed");
    }
    let started = run("pg_ctl")
        .args(["-w", "-s", "-l"])
        .arg(folder.join("log"))
        .arg("-D")
        .arg(&data)
        .arg("-o")
        .arg(format!("{SETTINGS} -k {}", folder.display()))
        .arg("start")
        .status()?;
    ensure!(started.success(), "PostgreSQL did not start: see {}/log", folder.display());
    let host = folder.display().to_string().replace('/', "%2F");
    Ok(format!("postgres://wardbook@{host}"))
}

/// The folder that `initdb` stands in, of the newest version that there is.
fn binaries() -> Option<PathBuf> {
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
    folders
        .into_iter()
        .find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|p| folder.join(p).is_file()))
}

/// PostgreSQL does not run as root: who runs it where this program does.
fn unprivileged_user() -> Option<(u32, u32)> {
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !root {
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
