//! What commands need before they can do their work: the database, the keys.

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;

use crate::config::{Database, DatabaseUrl, Installation};
use crate::files::Files;
use crate::secret::KeyRing;
use crate::store::{MigrationState, PoolSettings, Store};

/// How long a count may take; a statement's own limit where that is shorter.
const COUNT: Duration = Duration::from_secs(5);

/// Opens the database, which is not yet known to be of this program's version.
pub(super) async fn open(database: &Database, create: bool) -> anyhow::Result<Store> {
    let settings = PoolSettings {
        readers: database.connections,
        statement: database.statement_timeout,
        count: COUNT.min(database.statement_timeout),
        heavy: database.heavy_connections,
        heavy_time: database.heavy_timeout,
        replica: database.replica_url.as_ref().map(|url| url.as_str().to_owned()),
        create,
        ..PoolSettings::default()
    };
    if let DatabaseUrl::Sqlite { path, .. } = &database.url
        && !create
        && !path.exists()
    {
        bail!("there is no database at {}: `wardbook migrate` makes one", path.display());
    }
    Ok(Store::open(database.url.as_str(), &settings).await?)
}

/// The database of a command that works on its records: it must be of this program's version.
pub(super) async fn ready(database: &Database) -> anyhow::Result<Store> {
    let store = open(database, false).await?;
    must_be_ready(&store).await?;
    Ok(store)
}

/// Fails where the database is not of this program's version.
pub(super) async fn must_be_ready(store: &Store) -> anyhow::Result<()> {
    match store.migration_state().await? {
        MigrationState::Ready => Ok(()),
        MigrationState::Pending(pending) => bail!(
            "the database is older than this program: {} migrations are pending; run `wardbook migrate`",
            pending.len()
        ),
        MigrationState::TooNew(unknown) => bail!(
            "the database is newer than this program: it has {}; run a program of its version",
            unknown.join(", ")
        ),
    }
}

/// The keys of the installation; made where there are none yet and its database is a file.
pub(super) fn keys(installation: &Installation) -> anyhow::Result<Arc<KeyRing>> {
    let file = &installation.secret_file;
    if let DatabaseUrl::Sqlite { .. } = installation.database.url {
        crate::secret::load_or_create(file)?;
    }
    Ok(Arc::new(KeyRing::of_file(file)?))
}

/// Where the installation keeps files.
pub(super) fn files(installation: &Installation) -> anyhow::Result<Files> {
    Ok(match &installation.files_url {
        Some(bucket) => Files::in_bucket(bucket)?,
        None => Files::in_folder(&installation.data)?,
    })
}
