//! Places that backups are of, and that they are restored to.

use std::collections::BTreeMap;

use entity::{file, reporter, user};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, Set, Statement};
use uuid::Uuid;
use wardbook::secret::{Keys, Sealed};
use wardbook::store::{PoolSettings, Store, reporter_context};

use crate::support::{Backend, Database, Installed, import};

pub(super) const AREAS: &str = "code,parent_code,level,name\n1,,town,East\n11,1,community,Mill\n";

const TABLES: [&str; 7] =
    ["areas", "users", "cases", "case_events", "reporters", "files", "audit_entries"];

/// A place without records: on SQLite without a file, on PostgreSQL with empty tables.
pub(super) struct Place {
    pub(super) installed: Installed,
    backend: Backend,
    url: String,
    _database: Option<Database>,
    _folder: tempfile::TempDir,
}

impl Place {
    pub(super) async fn empty(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Database::fresh(backend).await),
        };
        let url = match &database {
            None => format!("sqlite://{}", folder.path().join("new").join("wardbook.db").display()),
            Some(database) => database.url().to_owned(),
        };
        let installed = Installed::without_keys(&url);
        Self { installed, backend, url, _database: database, _folder: folder }
    }

    /// The file, where the database is one.
    pub(super) fn file(&self) -> Option<std::path::PathBuf> {
        let path = self._folder.path().join("new").join("wardbook.db");
        (self.backend == Backend::Sqlite).then_some(path)
    }

    pub(super) async fn store(&self) -> Store {
        let settings = PoolSettings { readers: 2, ..PoolSettings::default() };
        Store::open(&self.url, &settings).await.unwrap()
    }

    /// How many rows there are; none where there is no database.
    pub(super) async fn counts(&self) -> BTreeMap<&'static str, i64> {
        if self.file().is_some_and(|file| !file.exists()) {
            return BTreeMap::new();
        }
        let connection = self.connection().await;
        let counted = counts(&connection).await;
        connection.close().await.unwrap();
        counted
    }

    /// Takes the tables away too, as in a database that was only just made.
    pub(super) async fn make_bare(&self) {
        if self.backend == Backend::Postgres {
            let connection = self.connection().await;
            let bare = "drop schema public cascade; create schema public";
            connection.execute_unprepared(bare).await.unwrap();
            connection.close().await.unwrap();
        }
    }

    pub(super) async fn connection(&self) -> DatabaseConnection {
        sea_orm::Database::connect(&self.url).await.unwrap()
    }
}

pub(super) async fn counts(connection: &DatabaseConnection) -> BTreeMap<&'static str, i64> {
    let mut counts = BTreeMap::new();
    for table in TABLES {
        let text = format!("select count(*) as n from {table}");
        let statement = Statement::from_string(connection.get_database_backend(), text);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        counts.insert(table, row.try_get::<i64>("", "n").unwrap());
    }
    if connection.get_database_backend() == DbBackend::Sqlite {
        let statement = Statement::from_string(DbBackend::Sqlite, "pragma integrity_check");
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "ok");
    }
    counts
}

/// Rows of cases that were reported, from a number on.
pub(super) fn cases(from: usize, number: usize) -> String {
    let mut text = "number,title,area_code,received_at,reporter_name\n".to_owned();
    for n in from..from + number {
        text.push_str(&format!("N-{n},Title {n},11,2026-11-01T08:00:00Z,Reporter {n}\n"));
    }
    text
}

/// A town with so many reported cases and three attachments.
pub(super) async fn town(database: &Database, installed: &Installed, number: usize) -> Store {
    let store = database.store().await;
    store.install_default_policy().await.unwrap();
    import::areas(&store, AREAS).await;
    let users = "username,display_name,role,area_code\nup,Up,community,11\n";
    import::users(&store, users, &Default::default()).await;
    import::cases(&store, &cases(0, number), &installed.keys()).await;
    let connection = database.connection();
    let folder = installed.data().join("20261120");
    std::fs::create_dir_all(&folder).unwrap();
    let uploader = user::Entity::find().one(connection).await.unwrap().unwrap().id;
    for n in 0..3 {
        let id = Uuid::now_v7();
        let row = file::ActiveModel {
            id: Set(id),
            file_name: Set(format!("{n}.txt")),
            masked_name: Set(None),
            media_type: Set("text/plain".to_owned()),
            byte_length: Set(6),
            sha256: Set(String::new()),
            has_thumbnail: Set(false),
            uploaded_by_id: Set(uploader),
            uploaded_at: Set(chrono::Utc::now()),
            case_id: Set(None),
            personal: Set(false),
            attached_at: Set(None),
            ..Default::default()
        };
        file::Entity::insert(row).exec_without_returning(connection).await.unwrap();
        std::fs::write(folder.join(id.simple().to_string()), format!("bytes{n}")).unwrap();
    }
    std::fs::write(folder.join(Uuid::now_v7().to_string()), "of no record").unwrap();
    store
}

/// Every reporter opens.
pub(super) async fn all_open(connection: &DatabaseConnection, keys: &Keys) -> usize {
    let rows = reporter::Entity::find().all(connection).await.unwrap();
    for row in &rows {
        let sealed = Sealed { key_id: row.key_id.clone(), bytes: row.sealed.clone() };
        let opened = keys.open(&reporter_context(row.case_id), &sealed).unwrap();
        assert!(String::from_utf8_lossy(&opened).contains("Reporter "));
    }
    rows.len()
}
