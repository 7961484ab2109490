//! The database: the one room that holds a connection. What it reads for a client it reads by a
//! [`Statement`](crate::read::Statement), which only the compiler makes, scope and all.

pub mod access;
mod aim;
pub mod attach;
mod audit;
mod backup;
mod borrowed;
mod case_documents;
pub mod cases;
pub mod categories;
mod chain;
pub mod change;
mod checklists;
pub mod checks;
mod claims;
mod connections;
mod default_policy;
mod demo;
mod erase;
mod error;
pub mod exports;
mod federation;
mod feed;
mod fetch;
mod file;
mod files;
pub mod hazards;
mod heavy;
mod identities;
mod impact;
mod import_areas;
mod import_cases;
mod import_changes;
mod import_checks;
mod import_hazards;
mod import_places;
mod import_teams;
mod import_users;
mod login_failures;
mod migrations;
mod operator;
mod passwords;
pub mod patrols;
pub mod places;
pub mod policies;
mod policy_roles;
mod policy_source;
mod pools;
mod readers;
mod replica;
mod run;
mod sealed;
mod sessions;
pub mod shifts;
mod sign_ins;
mod sizes;
mod sweep;
pub mod teams;
pub mod tokens;
pub mod users;

pub use backup::{Occupied, Restoring, Taken};
pub use chain::{Finding, Head, Verified, Walk};
pub use checklists::Revised;
pub use claims::ClaimedGrant;
pub use erase::{Erased, Expiry};
pub use error::StoreError;
pub use federation::{Arrival, Arrived};
pub use feed::{Entry, Place};
pub use fetch::Rows;
pub use files::NewFile;
pub use import_cases::{Imported, Seal};
pub use import_changes::Changes;
pub use import_users::GrantTimes;
pub use migrations::MigrationState;
pub use pools::{PoolSettings, Pools};
pub use sealed::{Resealed, party_context, reporter_context};
pub use sessions::Renewal;
pub use sign_ins::HandedOver;
pub use users::{ListedUser, SignIn};

use std::sync::Arc;

use sea_orm::DatabaseConnection;

use self::file::DatabaseFile;
use crate::config::DatabaseUrl;
use crate::read::Sizes;
use crate::read::sql::Dialect;

/// The database of an installation. Cheap to clone; all clones share its connections.
///
/// Its connections are private, so that no other room can send SQL of its own:
///
/// ```compile_fail
/// # async fn f(store: wardbook::store::Store) {
/// let connection = &store.pools.writer;
/// # }
/// ```
#[derive(Clone)]
pub struct Store {
    pools: Arc<Pools>,
    /// The file, where the database is one.
    file: Option<Arc<DatabaseFile>>,
    sizes: Arc<Sizes>,
}

impl Store {
    /// Opens the database of this URL, `sqlite://…` or `postgres://…`.
    ///
    /// # Errors
    /// The URL is neither, or the database is out of reach.
    pub async fn open(url: &str, settings: &PoolSettings) -> Result<Self, StoreError> {
        let pools = Arc::new(Pools::open(url, settings).await?);
        let file = match url.parse() {
            Ok(DatabaseUrl::Sqlite { path, .. }) => DatabaseFile::open_at(path).ok().map(Arc::new),
            Ok(DatabaseUrl::Postgres { .. }) | Err(_) => None,
        };
        Ok(Self { pools, file, sizes: Arc::default() })
    }

    /// Fails where the database's file was moved or replaced since it was opened.
    pub(in crate::store) fn must_be_in_place(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), |file| file.must_be_in_place())
    }

    /// Which SQL it speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.pools.dialect()
    }

    /// The connection that writes go through; on SQLite there is one.
    pub(in crate::store) fn writer(&self) -> &DatabaseConnection {
        &self.pools.writer
    }

    /// Closes all connections, once what is running has ended.
    pub async fn close(&self) {
        self.pools.close().await;
    }
}
