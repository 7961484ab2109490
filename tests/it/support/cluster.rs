//! PostgreSQL servers: for the run the one that `WARDBOOK_TEST_POSTGRES` names, or a throwaway
//! cluster where `initdb` is on the machine; for a story that stops and starts its server, a
//! cluster of its own.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use throwaway::Cluster;

fn folder() -> PathBuf {
    tempfile::Builder::new().prefix("wardbook-postgres-").tempdir().unwrap().keep()
}

/// The URL of the server's maintenance database, or why there is no server.
pub(crate) fn server() -> &'static Result<String, String> {
    static SERVER: OnceLock<Result<String, String>> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("WARDBOOK_TEST_POSTGRES") {
        Ok(url) => Ok(url),
        Err(_) => {
            let folder = folder();
            let cluster = Cluster::at(&folder, &folder.join("data"))
                .map_err(|why| format!("{why}, nor is WARDBOOK_TEST_POSTGRES set"))?;
            cluster.end_with_us()?;
            // A locale that orders otherwise than by bytes shows where a collation was forgotten.
            let by_pinyin = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh"];
            if !cluster.init(&by_pinyin) && !cluster.init(&["--locale=C.UTF-8"]) {
                return Err("initdb failed".to_owned());
            }
            cluster.start("-c max_connections=300 -c shared_buffers=128MB")?;
            Ok(cluster.url("postgres"))
        }
    })
}

/// A small cluster of a story's own, gone with the story.
pub(crate) struct OwnCluster(Cluster);

impl OwnCluster {
    /// A cluster that runs, with its data but for the log in this folder; none where `initdb` is not
    /// on the machine.
    pub(crate) fn in_folder(data: &Path) -> Option<Self> {
        let folder = folder();
        let cluster = Cluster::at(&folder, &data.join("data")).ok()?;
        cluster.end_with_us().ok()?;
        let log = format!("--waldir={}", folder.join("wal").display());
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

    /// A streaming replica of it, which runs too.
    pub(crate) fn replica(&self) -> Self {
        let folder = folder();
        let replica = self.0.replica(&folder, &folder.join("data")).unwrap();
        replica.end_with_us().unwrap();
        let own = Self(replica);
        own.start();
        own
    }

    /// Kills every process of it at once, as the machine's end would.
    pub(crate) fn kill(&self) {
        self.0.kill();
    }

    /// Its only database.
    pub(crate) fn url(&self) -> String {
        self.0.url("postgres")
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        self.0.remove();
    }
}
