//! The database's steps: up, down to nothing, and up again.

use chrono::{DateTime, Utc};
use entity::{check, place};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder, Set, Statement};
use uuid::Uuid;
use wardbook::store::{MigrationState, PoolSettings, Store};

use crate::support::{Backend, Database, both, import};

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
    /// A check that was planned for the month's end is often made before, or late.
    async fn the_step_to_checklists_tells_when_places_were_last_checked(backend: Backend) {
        let database = Database::fresh(backend).await;
        let store = Store::open(database.url(), &PoolSettings::default()).await.unwrap();
        import::areas(&store, "code,parent_code,level,name\n35,,province,Fujian\n").await;
        let rows = "code,name,kind,area_code\nP-1,School,SCHOOL,35\nP-2,Shop,SHOP,35\n";
        import::places(&store, rows).await;
        store.close().await;
        let connection = database.connection();
        let places = place::Entity::find().order_by_asc(place::Column::Code);
        let school = places.clone().one(connection).await.unwrap().unwrap();
        let made = [("K-1", "2026-03-31", "2026-03-28T09:00:00Z"), ("K-2", "2026-04-30", "2026-05-02T09:00:00Z")];
        for (number, planned_for, signed_at) in made {
            let signed_at: DateTime<Utc> = signed_at.parse().unwrap();
            let check = check::ActiveModel {
                id: Set(Uuid::now_v7()),
                number: Set(number.to_owned()),
                kind: Set("MONTHLY".to_owned()),
                status: Set("SIGNED".to_owned()),
                outcome: Set(Some("PASSED".to_owned())),
                area_id: Set(school.area_id),
                province_id: Set(school.province_id),
                place_id: Set(school.id),
                planned_for: Set(planned_for.parse().unwrap()),
                signed_at: Set(Some(signed_at)),
                version: Set(1),
                updated_at: Set(signed_at),
                ..check::ActiveModel::default()
            };
            check::Entity::insert(check).exec_without_returning(connection).await.unwrap();
        }
        let steps = Migrator::migrations();
        let at = steps.iter().position(|step| step.name() == "m0014_checklists").unwrap();
        Migrator::down(connection, u32::try_from(steps.len() - at).ok()).await.unwrap();
        Migrator::up(connection, None).await.unwrap();
        let places = places.all(connection).await.unwrap();
        let last = places.into_iter().map(|place| place.last_checked_on);
        assert_eq!(last.collect::<Vec<_>>(), ["2026-05-02".parse().ok(), None]);
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
        let mut of_postgres = names(&postgres, "indexes").await;
        // On SQLite the index of words is a table.
        of_postgres.retain(|name| name != "case_documents_by_words");
        assert_eq!(names(&sqlite, "indexes").await, of_postgres);
    }
}
