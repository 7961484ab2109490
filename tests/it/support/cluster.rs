//! PostgreSQL servers: for the run the one that `WARDBOOK_TEST_POSTGRES` names, or a throwaway
//! cluster where `initdb` is on the machine; for a story that stops and starts its server, a
//! cluster of its own.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The URL of the server's maintenance database, or why there is no server.
pub(crate) fn server() -> &'static Result<String, String> {
    static SERVER: OnceLock<Result<String, String>> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("WARDBOOK_TEST_POSTGRES") {
        Ok(url) => Ok(url),
        Err(_) => {
            let folder = tempfile::Builder::new().prefix("wardbook-postgres-").tempdir();
            let folder = folder.map_err(|error| error.to_string())?.keep();
            let data = folder.join("data");
            let cluster = Cluster::make(folder, data)?;
            // A locale that orders otherwise than by bytes shows where a collation was forgotten.
            let by_pinyin = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh"];
            if !cluster.init(&by_pinyin) && !cluster.init(&["--locale=C.UTF-8"]) {
                return Err("initdb failed".to_owned());
            }
            cluster.start("-c max_connections=300 -c shared_buffers=128MB")?;
            Ok(cluster.url())
        }
    })
}

/// A throwaway cluster, gone when the process that made it is.
struct Cluster {
    binaries: PathBuf,
    folder: PathBuf,
    data: PathBuf,
    user: Option<(u32, u32)>,
}

/// A small cluster of a story's own, gone with the story.
pub(crate) struct OwnCluster(Cluster);

impl OwnCluster {
    /// A cluster that runs, with its data but for the log in this folder; none where `initdb` is not
    /// on the machine.
    pub(crate) fn in_folder(data: &Path) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("wardbook-postgres-").tempdir();
        let cluster = Cluster::make(folder.unwrap().keep(), data.join("data")).ok()?;
        if let Some((uid, gid)) = cluster.user {
            std::os::unix::fs::chown(data, Some(uid), Some(gid)).unwrap();
        }
        let log = format!("--waldir={}", cluster.folder.join("wal").display());
        let made = cluster.init(&["--locale=C.UTF-8", "--wal-segsize=1", &log]);
        assert!(made, "initdb failed");
        let own = Self(cluster);
        own.start();
        Some(own)
    }

    /// Starts it on the data that it has.
    pub(crate) fn start(&self) {
        // Little of everything: it shares the machine with its tests.
        let small = "-c max_connections=60 -c shared_buffers=8MB -c max_wal_size=4MB \
                     -c min_wal_size=2MB -c autovacuum=off";
        self.0.start(small).unwrap();
    }

    /// Kills every process of it at once, as the machine's end would.
    pub(crate) fn kill(&self) {
        let file = std::fs::read_to_string(self.0.data.join("postmaster.pid"));
        let Some(pid) = file.iter().flat_map(|file| file.lines()).next().map(str::to_owned) else {
            return;
        };
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        let children = children.unwrap_or_default();
        let all: Vec<&str> = std::iter::once(&*pid).chain(children.split_whitespace()).collect();
        // Some may be gone already.
        let _ = Command::new("kill").arg("-KILL").args(&all).stderr(Stdio::null()).status();
        let is_there = |pid: &&str| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.starts_with(" Z"))
        };
        while all.iter().any(is_there) {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    /// Its only database.
    pub(crate) fn url(&self) -> String {
        self.0.url()
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.0.folder);
    }
}

impl Cluster {
    fn url(&self) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://wardbook@{host}/postgres")
    }

    fn make(folder: PathBuf, data: PathBuf) -> Result<Self, String> {
        let Some(binaries) = binaries() else {
            let why = "initdb is not on this machine, nor is WARDBOOK_TEST_POSTGRES set";
            return Err(why.to_owned());
        };
        let user = unprivileged_user();
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&folder, Some(uid), Some(gid)).map_err(|e| e.to_string())?;
        }
        let cluster = Self { binaries, folder, data, user };
        cluster.stop_after_us()?;
        Ok(cluster)
    }

    fn run(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    fn init(&self, more: &[&str]) -> bool {
        let mut initdb = self.run(&self.binaries.join("initdb"));
        initdb.args(["--username=wardbook", "--auth=trust", "--encoding=UTF8", "--no-sync", "-D"]);
        initdb.arg(&self.data).args(more).stderr(Stdio::null());
        initdb.status().is_ok_and(|status| status.success())
    }

    fn start(&self, settings: &str) -> Result<(), String> {
        let fast = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off \
                    -c full_page_writes=off";
        let started = self
            .run(&self.binaries.join("pg_ctl"))
            .args(["-w", "-s", "-l"])
            .arg(self.folder.join("log"))
            .arg("-D")
            .arg(&self.data)
            .arg("-o")
            .arg(format!("{fast} {settings} -k {}", self.folder.display()))
            .arg("start")
            .stderr(Stdio::null())
            .status();
        if started.is_ok_and(|status| status.success()) {
            return Ok(());
        }
        Err(format!("PostgreSQL did not start: see {}/log", self.folder.display()))
    }

    /// A process that outlives this one, however it ends, and takes the cluster with it.
    fn stop_after_us(&self) -> Result<(), String> {
        let script = "while kill -0 \"$1\" 2>/dev/null || [ -d \"/proc/$1\" ]; do sleep 0.2; done; \
                      \"$2/pg_ctl\" -s -m immediate -D \"$4\" stop; rm -rf \"$3\"";
        let mut command = self.run(Path::new("sh"));
        command
            .args(["-c", script, "sh", &std::process::id().to_string()])
            .args([&self.binaries, &self.folder, &self.data])
            .current_dir("/")
            .stderr(Stdio::null())
            .process_group(0);
        command.spawn().map(drop).map_err(|error| error.to_string())
    }
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
