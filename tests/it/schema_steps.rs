//! The database's steps: up, down to nothing, and up again.

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use wardbook::store::{MigrationState, PoolSettings, Store};

use crate::support::{Backend, Database, both};

async fn names(database: &Database, kind: &str) -> Vec<String> {
    let connection = database.connection();
    let text = match (connection.get_database_backend(), kind) {
        (DbBackend::Postgres, "tables") => "select tablename as name from pg_tables where schemaname = 'public' order by 1".to_owned(),
        (DbBackend::Postgres, _) => "select indexname as name from pg_indexes where schemaname = 'public' and indexname !~ '_(pkey|key)$' order by 1".to_owned(),
        (_, "tables") => "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by 1".to_owned(),
        _ => "select name from sqlite_master where type = 'index' and name not like 'sqlite_%' order by 1".to_owned(),
    };
    let backend = connection.get_database_backend();
    let rows = connection.query_all_raw(Statement::from_string(backend, text)).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "name").unwrap()).collect()
}

both! {
    async fn every_step_goes_down_as_it_came_up(backend: Backend) {
        let database = Database::fresh(backend).await;
        let (tables, indexes) = (names(&database, "tables").await, names(&database, "indexes").await);
        assert!(tables.len() > 18 && indexes.len() > 100, "{tables:?} {}", indexes.len());
        Migrator::down(database.connection(), None).await.unwrap();
        assert_eq!(names(&database, "tables").await, ["seaql_migrations"]);
        Migrator::up(database.connection(), None).await.unwrap();
        assert_eq!(names(&database, "tables").await, tables);
        assert_eq!(names(&database, "indexes").await, indexes);
    }
}

both! {
    async fn a_database_too_old_or_too_new_is_told_apart(backend: Backend) {
        let database = Database::fresh(backend).await;
        let store = Store::open(database.url(), &PoolSettings::default()).await.unwrap();
        assert_eq!(store.migration_state().await.unwrap(), MigrationState::Ready);
        Migrator::down(database.connection(), Some(1)).await.unwrap();
        assert!(matches!(store.migration_state().await.unwrap(), MigrationState::Pending(p) if p.len() == 1));
        assert_eq!(store.migrate().await.unwrap().len(), 1);
        let newer = "insert into seaql_migrations(version, applied_at) values ('m9999_of_another_age', 0)";
        database.connection().execute_unprepared(newer).await.unwrap();
        assert_eq!(
            store.migration_state().await.unwrap(),
            MigrationState::TooNew(vec!["m9999_of_another_age".to_owned()])
        );
        store.close().await;
    }
}

#[tokio::test]
async fn indexes_are_the_same_on_both_databases() {
    if crate::support::postgres().is_some() {
        let sqlite = Database::fresh(Backend::Sqlite).await;
        let postgres = Database::fresh(Backend::Postgres).await;
        assert_eq!(names(&sqlite, "indexes").await, names(&postgres, "indexes").await);
    }
}
