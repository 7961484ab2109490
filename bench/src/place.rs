//! Where a database is, made where it is not there yet.

use anyhow::Context;
use throwaway::Cluster;

use crate::arguments::Common;
use crate::cluster;
use crate::connection::{Connection, Kind};
use crate::folder::Folder;

/// The servers of a run.
pub(crate) struct Places<'a> {
    folder: &'a Folder,
    cluster: Option<Cluster>,
    given: Option<&'a str>,
}

/// One database.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) url: String,
}

impl<'a> Places<'a> {
    /// Starts a cluster where one is wanted.
    pub(crate) fn open(folder: &'a Folder, common: &'a Common) -> anyhow::Result<Self> {
        Self::of(folder, &common.databases, common.postgres.as_deref())
    }

    /// The servers of these databases; PostgreSQL's is given, or a cluster of its own.
    pub(crate) fn of(
        folder: &'a Folder,
        databases: &[Kind],
        given: Option<&'a str>,
    ) -> anyhow::Result<Self> {
        let wanted = databases.contains(&Kind::Postgres) && given.is_none();
        let cluster = wanted.then(|| cluster::start(folder.path())).transpose()?;
        Ok(Self { folder, cluster, given })
    }

    /// The database of this name.
    pub(crate) async fn database(&self, kind: Kind, name: &str) -> anyhow::Result<Place> {
        let url = match (kind, self.given, &self.cluster) {
            (Kind::Sqlite, ..) => {
                let file = self.folder.path().join(format!("{name}.db"));
                if !file.exists() {
                    std::fs::File::create(&file)?;
                }
                format!("sqlite://{}", file.display())
            }
            (Kind::Postgres, Some(url), _) => url.to_owned(),
            (Kind::Postgres, None, Some(cluster)) => {
                let mut server = self.server(cluster).await?;
                let known =
                    format!("select datname::text from pg_database where datname = '{name}'");
                if server.rows(&known).await?.is_empty() {
                    server.run(&format!("create database {name}")).await?;
                }
                server.close().await?;
                cluster.url(name)
            }
            (Kind::Postgres, None, None) => anyhow::bail!("PostgreSQL was not started"),
        };
        Ok(Place { kind, url })
    }

    /// Removes a database, for the room that it takes. One of another server stays.
    pub(crate) async fn remove(&self, kind: Kind, name: &str) -> anyhow::Result<()> {
        match (kind, &self.cluster) {
            (Kind::Sqlite, _) => {
                for extension in ["db", "db-wal", "db-shm"] {
                    let file = self.folder.path().join(format!("{name}.{extension}"));
                    if file.exists() {
                        std::fs::remove_file(&file).with_context(|| file.display().to_string())?;
                    }
                }
            }
            (Kind::Postgres, Some(cluster)) => {
                let mut server = self.server(cluster).await?;
                server.run(&format!("drop database if exists {name} with (force)")).await?;
                server.run("checkpoint").await?;
                server.close().await?;
            }
            (Kind::Postgres, None) => {}
        }
        Ok(())
    }

    async fn server(&self, cluster: &Cluster) -> anyhow::Result<Connection> {
        Connection::open(Kind::Postgres, &cluster.url("postgres")).await
    }
}
