//! A PostgreSQL server for the run: the one that `WARDBOOK_TEST_POSTGRES` names, or a throwaway
//! cluster where `initdb` is on the machine.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The URL of the server's maintenance database, or why there is no server.
pub(crate) fn server() -> &'static Result<String, String> {
    static SERVER: OnceLock<Result<String, String>> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("WARDBOOK_TEST_POSTGRES") {
        Ok(url) => Ok(url),
        Err(_) => start(),
    })
}

fn start() -> Result<String, String> {
    let Some(binaries) = binaries() else {
        return Err("initdb is not on this machine, nor is WARDBOOK_TEST_POSTGRES set".to_owned());
    };
    let folder = tempfile::Builder::new().prefix("wardbook-postgres-").tempdir();
    let folder = folder.map_err(|error| error.to_string())?.keep();
    let user = unprivileged_user();
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&folder, Some(uid), Some(gid)).map_err(|e| e.to_string())?;
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
    let made = |locale: &[&str]| {
        let mut initdb = run("initdb");
        initdb.args(["--username=wardbook", "--auth=trust", "--encoding=UTF8", "--no-sync", "-D"]);
        initdb.arg(&data).args(locale).stderr(Stdio::null());
        initdb.status().is_ok_and(|status| status.success())
    };
    // A locale that orders otherwise than by bytes shows where a collation was forgotten.
    let by_pinyin = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh"];
    if !made(&by_pinyin) && !made(&["--locale=C.UTF-8"]) {
        return Err("initdb failed".to_owned());
    }
    let settings = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off \
                    -c full_page_writes=off -c max_connections=300 -c shared_buffers=128MB";
    let started = run("pg_ctl")
        .args(["-w", "-s", "-l"])
        .arg(folder.join("log"))
        .arg("-D")
        .arg(&data)
        .arg("-o")
        .arg(format!("{settings} -k {}", folder.display()))
        .arg("start")
        .status();
    if !started.is_ok_and(|status| status.success()) {
        return Err(format!("PostgreSQL did not start: see {}/log", folder.display()));
    }
    stop_after_us(&binaries, &folder, user)?;
    let host = folder.display().to_string().replace('/', "%2F");
    Ok(format!("postgres://wardbook@{host}/postgres"))
}

/// A process that outlives this one, however it ends, and takes the cluster with it.
fn stop_after_us(binaries: &Path, folder: &Path, user: Option<(u32, u32)>) -> Result<(), String> {
    let script = "while kill -0 \"$1\" 2>/dev/null || [ -d \"/proc/$1\" ]; do sleep 0.2; done; \
                  \"$2/pg_ctl\" -s -m immediate -D \"$3/data\" stop; rm -rf \"$3\"";
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "sh", &std::process::id().to_string()])
        .args([binaries, folder])
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command.spawn().map(drop).map_err(|error| error.to_string())
}

/// The folder that `initdb` stands in.
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

/// PostgreSQL does not run as root: who runs it where the tests do.
fn unprivileged_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
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
