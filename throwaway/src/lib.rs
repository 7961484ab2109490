//! PostgreSQL clusters for tests and benches: made, started, killed and removed by whoever wants
//! one, on a machine that has PostgreSQL's programs.

mod programs;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use programs::Programs;

/// What no cluster here needs, since nothing in it is to last.
const FAST: &str =
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/// A cluster that is reached by a socket in its folder.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    folder: PathBuf,
    data: PathBuf,
}

impl Cluster {
    /// A cluster with its socket and log in one folder and its data in another, which need not be
    /// there yet. Both are given to the user that PostgreSQL runs as.
    ///
    /// # Errors
    /// PostgreSQL is not on this machine, or a folder cannot be had.
    pub fn at(folder: &Path, data: &Path) -> Result<Self, String> {
        let programs = Programs::find().ok_or("initdb is not on this machine")?;
        let parent = data.parent().unwrap_or(folder);
        for folder in [folder, parent] {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
            programs.own(folder)?;
        }
        Ok(Self { programs, folder: folder.to_owned(), data: data.to_owned() })
    }

    /// Whether it has its data already.
    #[must_use]
    pub fn is_made(&self) -> bool {
        self.data.exists()
    }

    /// Makes its data; whether that went well. The only user is `wardbook`, who needs no password.
    #[must_use]
    pub fn init(&self, more: &[&str]) -> bool {
        let mut initdb = self.programs.command("initdb", &self.folder);
        initdb.args(["--username=wardbook", "--auth=trust", "--encoding=UTF8", "--no-sync", "-D"]);
        initdb.arg(&self.data).args(more).stderr(Stdio::null());
        initdb.status().is_ok_and(|status| status.success())
    }

    /// Starts it with these settings, such as `-c max_connections=10`.
    ///
    /// # Errors
    /// It did not start; the log says why.
    pub fn start(&self, settings: &str) -> Result<(), String> {
        let started = self
            .programs
            .command("pg_ctl", &self.folder)
            .args(["-w", "-s", "-l"])
            .arg(self.folder.join("log"))
            .arg("-D")
            .arg(&self.data)
            .arg("-o")
            .arg(format!("{FAST} {settings} -k {}", self.folder.display()))
            .arg("start")
            .stderr(Stdio::null())
            .status();
        if started.is_ok_and(|status| status.success()) {
            return Ok(());
        }
        let log = self.folder.join("log");
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        let last: Vec<&str> = said.lines().rev().take(5).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        Err(format!("PostgreSQL did not start: see {}: {}", log.display(), last.join(" / ")))
    }

    /// Makes a streaming replica of it, while it runs, with its socket and log in one folder and its
    /// data in another.
    ///
    /// # Errors
    /// A folder cannot be had, or the data cannot be copied.
    pub fn replica(&self, folder: &Path, data: &Path) -> Result<Self, String> {
        let replica = Self::at(folder, data)?;
        let copied = self
            .programs
            .command("pg_basebackup", &self.folder)
            .args([
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--no-sync",
                "--username=wardbook",
            ])
            .arg("--host")
            .arg(&self.folder)
            .arg("--pgdata")
            .arg(&replica.data)
            .stderr(Stdio::null())
            .status();
        match copied.is_ok_and(|status| status.success()) {
            true => Ok(replica),
            false => Err("pg_basebackup failed".to_owned()),
        }
    }

    /// The URL of one of its databases; `postgres` is always there.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://wardbook@{host}/{database}")
    }

    /// Leaves a process that takes the cluster and its folder away once this one has ended, however
    /// it ends.
    ///
    /// # Errors
    /// The process cannot be started.
    pub fn end_with_us(&self) -> Result<(), String> {
        use std::os::unix::process::CommandExt;
        let script = "while kill -0 \"$1\" 2>/dev/null || [ -d \"/proc/$1\" ]; do sleep 0.2; done; \
                      \"$2\" -s -m immediate -D \"$4\" stop; rm -rf \"$3\"";
        let mut command = self.programs.as_their_user("sh");
        command
            .args(["-c", script, "sh", &std::process::id().to_string()])
            .args([&self.programs.path("pg_ctl"), &self.folder, &self.data])
            .current_dir("/")
            .stderr(Stdio::null())
            .process_group(0);
        command.spawn().map(drop).map_err(|error| error.to_string())
    }

    /// Kills every process of it at once, as the machine's end would.
    pub fn kill(&self) {
        let file = std::fs::read_to_string(self.data.join("postmaster.pid"));
        let Some(pid) = file.iter().flat_map(|file| file.lines()).next().map(str::to_owned) else {
            return;
        };
        // Held still, it lets nobody in whom the list would miss.
        let _ = Command::new("kill").args(["-STOP", &pid]).stderr(Stdio::null()).status();
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
            std::thread::sleep(Duration::from_millis(10));
        }
        // Until somebody has taken note that they ended, a start would believe them to be running.
        for lock in [self.data.join("postmaster.pid"), self.folder.join(".s.PGSQL.5432.lock")] {
            let _ = std::fs::remove_file(lock);
        }
    }

    /// Kills it and takes its folder away.
    pub fn remove(&self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
