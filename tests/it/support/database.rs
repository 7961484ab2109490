//! Throwaway databases: copies of one that was migrated once for the run.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use migration::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use wardbook::store::{PoolSettings, Store};

use super::cluster::{OwnCluster, server};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// The name that its files carry.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A migrated database of its own, gone when it is dropped.
pub(crate) struct Database {
    url: String,
    connection: DatabaseConnection,
    backend: Backend,
    /// Where it lies, if it is a file of its own.
    _folder: Option<TempDir>,
    /// The server's maintenance database, if it is to be dropped there.
    dropped_by: Option<String>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(2).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

async fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
    let (_, path) = TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("template.db");
            let connection = connect(&format!("sqlite://{}?mode=rwc", path.display())).await;
            Migrator::up(&connection, None).await.unwrap();
            connection.close().await.unwrap();
            (folder, path)
        })
        .await;
    path
}

fn of_server(url: &str, database: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{database}")
}

async fn postgres_template(server: &str) -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(|| async {
        let name = format!("wardbook_template_{}", std::process::id());
        let maintenance = connect(server).await;
        maintenance.execute_unprepared(&format!("create database {name}")).await.unwrap();
        maintenance.close().await.unwrap();
        let connection = connect(&of_server(server, &name)).await;
        Migrator::up(&connection, None).await.unwrap();
        connection.close().await.unwrap();
        name
    });
    template.await.clone()
}

/// The server's URL; where there is none, the run says so, or fails if it must not be left out.
pub(crate) fn postgres() -> Option<&'static str> {
    static SAID: OnceLock<()> = OnceLock::new();
    match server() {
        Ok(url) => Some(url),
        Err(why) => {
            let required = std::env::var_os("WARDBOOK_REQUIRE_POSTGRES").is_some();
            assert!(!required, "PostgreSQL is required: {why}");
            SAID.get_or_init(|| eprintln!("PostgreSQL was left out: {why}"));
            None
        }
    }
}

impl Database {
    pub(crate) async fn fresh(backend: Backend) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let (url, folder, dropped_by) = match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("wardbook.db");
                std::fs::copy(sqlite_template().await, &path).unwrap();
                (format!("sqlite://{}", path.display()), Some(folder), None)
            }
            Backend::Postgres => {
                let server = postgres().expect("callers ask whether there is a server");
                let template = postgres_template(server).await;
                let name = format!("wardbook_test_{}_{number}", std::process::id());
                let maintenance = connect(server).await;
                let create = format!("create database {name} template {template}");
                maintenance.execute_unprepared(&create).await.unwrap();
                maintenance.close().await.unwrap();
                (of_server(server, &name), None, Some(server.to_owned()))
            }
        };
        let connection = connect(&url).await;
        Self { url, connection, backend, _folder: folder, dropped_by }
    }

    /// A migrated database of this file in a folder that somebody else keeps.
    pub(crate) async fn sqlite_in(folder: &Path) -> Self {
        let path = folder.join("wardbook.db");
        std::fs::copy(sqlite_template().await, &path).unwrap();
        let url = format!("sqlite://{}", path.display());
        let connection = connect(&url).await;
        Self { url, connection, backend: Backend::Sqlite, _folder: None, dropped_by: None }
    }

    /// A database of a server that ends with the story, migrated.
    pub(crate) async fn of_cluster(cluster: &OwnCluster) -> Self {
        let connection = connect(&cluster.url()).await;
        Migrator::up(&connection, None).await.unwrap();
        let backend = Backend::Postgres;
        Self { url: cluster.url(), connection, backend, _folder: None, dropped_by: None }
    }

    /// The same database, which stays where it is when this is dropped.
    pub(crate) async fn again(&self) -> Self {
        let (url, backend) = (self.url.clone(), self.backend);
        let connection = connect(&url).await;
        Self { url, connection, backend, _folder: None, dropped_by: None }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(crate) fn backend(&self) -> Backend {
        self.backend
    }

    /// The product's store over this database.
    pub(crate) async fn store(&self) -> Store {
        let settings = PoolSettings { readers: 4, ..PoolSettings::default() };
        Store::open(&self.url, &settings).await.unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (Some(server), Some((_, name))) = (self.dropped_by.take(), self.url.rsplit_once('/'))
        else {
            return;
        };
        let statement = format!("drop database {name} with (force)");
        // The test's own runtime cannot wait while it drops.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                connect(&server).await.execute_unprepared(&statement).await.ok()
            })
        });
        let wait = || drop(dropping.join());
        let flavor = tokio::runtime::Handle::try_current().map(|handle| handle.runtime_flavor());
        match flavor {
            // PostgreSQL waits for every session, also for one whose answer a task of this thread's
            // would read: the others must be able to take that task.
            Ok(tokio::runtime::RuntimeFlavor::MultiThread) => tokio::task::block_in_place(wait),
            _ => wait(),
        }
    }
}
