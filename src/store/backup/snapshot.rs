//! A snapshot, while others write.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use entity::file;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions, Connection};
use sea_orm::{
    AccessMode, ColumnTrait, EntityTrait, IsolationLevel, QueryFilter, QuerySelect,
    TransactionTrait,
};
use uuid::Uuid;

use super::programs::{Reach, finish, start};
use super::{POSTGRES, SQLITE, facts, sqlite};
use crate::archive::Snapshot;
use crate::config::DatabaseUrl;
use crate::store::{Store, StoreError};

/// A snapshot of the database, and what it names.
#[derive(Debug)]
pub struct Taken {
    /// The database, or its dump.
    pub file: PathBuf,
    /// What is said of it.
    pub snapshot: Snapshot,
    /// The rules in force.
    pub policy: String,
    /// The attachments that it names.
    pub attachments: Vec<Uuid>,
}

impl Store {
    /// Takes a snapshot of the database into a folder. Writers go on meanwhile.
    ///
    /// # Errors
    /// The database's, the disk's, or PostgreSQL's program's.
    pub async fn snapshot(&self, url: &DatabaseUrl, folder: &Path) -> Result<Taken, StoreError> {
        self.must_be_in_place()?;
        let file = folder.join("database");
        match url {
            DatabaseUrl::Sqlite { url, .. } => of_sqlite(url, file).await,
            DatabaseUrl::Postgres { url } => self.of_postgres(url, file).await,
        }
    }

    /// Those of some attachments that there still are.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "whether there is an attachment is no record")]
    pub async fn attachments_among(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let mut present = HashSet::new();
        for ids in ids.chunks(10_000) {
            let found: Vec<Uuid> = file::Entity::find()
                .select_only()
                .column(file::Column::Id)
                .filter(file::Column::Id.is_in(ids.iter().copied()))
                .into_tuple()
                .all(self.reader())
                .await?;
            present.extend(found);
        }
        Ok(present)
    }

    async fn of_postgres(&self, url: &str, file: PathBuf) -> Result<Taken, StoreError> {
        // What is counted and what is dumped is of one moment.
        let (isolation, access) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
        let transaction = self.writer().begin_with_config(Some(isolation), Some(access)).await?;
        let text = "select pg_export_snapshot() as id, current_schema()::text as schema";
        let rows = facts::all(&transaction, text.to_owned()).await?;
        let row = rows.first().ok_or_else(|| StoreError::Refused("no snapshot".to_owned()))?;
        let (id, schema): (String, String) = (row.try_get("", "id")?, row.try_get("", "schema")?);
        let mut dump = Reach::of(url)?.command("pg_dump");
        dump.args(["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]);
        // Whom subscribers were told of what is of the old server's transactions alone.
        dump.arg(format!("--exclude-table-data={schema}.outbox"));
        dump.arg(format!("--snapshot={id}")).arg("--file").arg(&file);
        let child = start(&mut dump, "pg_dump")?;
        let facts =
            async { Ok::<_, StoreError>(read(&transaction, POSTGRES, Some(schema)).await?) };
        let (facts, ()) = tokio::try_join!(facts, finish(child, "pg_dump"))?;
        transaction.rollback().await?;
        Ok(taken(file, facts))
    }
}

async fn of_sqlite(url: &str, file: PathBuf) -> Result<Taken, StoreError> {
    let name = file.to_str().ok_or_else(|| {
        StoreError::Refused(format!("{}: the folder's name is not UTF-8", file.display()))
    })?;
    let options = SqliteConnectOptions::from_str(url)?.create_if_missing(false);
    let mut connection = options.disable_statement_logging().connect().await?;
    // It reads one moment, and every other reader and writer goes on.
    let copied = sqlx::query("vacuum into ?").bind(name).execute(&mut connection).await;
    connection.close().await?;
    copied?;
    let copy = sqlite::open(&file).await?;
    sqlite::must_be_sound(&copy).await?;
    let facts = read(&copy, SQLITE, None).await?;
    copy.close().await?;
    Ok(taken(file, facts))
}

type Facts = (Snapshot, String, Vec<Uuid>);

async fn read(
    connection: &impl sea_orm::ConnectionTrait,
    kind: &str,
    schema: Option<String>,
) -> Result<Facts, sea_orm::DbErr> {
    let snapshot = Snapshot {
        kind: kind.to_owned(),
        schema,
        migrations: facts::migrations(connection).await?,
        counts: facts::counts(connection).await?,
        key_ids: facts::key_ids(connection).await?,
    };
    Ok((snapshot, facts::policy(connection).await?, facts::attachments(connection).await?))
}

fn taken(file: PathBuf, (snapshot, policy, attachments): Facts) -> Taken {
    Taken { file, snapshot, policy, attachments }
}
