//! The audit trail as it is read: each sealed entry with its seal, the area that it lies in now, and
//! what is told of its detail.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::LEVELS;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let levels: Vec<String> = LEVELS.iter().map(|level| format!("a.{level}_id")).collect();
        let (detail, hash) = match manager.get_database_backend() {
            DbBackend::Postgres => ("e.detail::json ->> ", "encode(s.seal, 'hex')"),
            _ => ("e.detail ->> ", "lower(hex(s.seal))"),
        };
        let view = format!(
            "create view sealed_entries as select e.id, e.at, e.actor_id, e.action, e.object, \
             e.record_id, e.area_id, {}, {detail}'reason' as reason, \
             ({detail}'refused') is null as allowed, s.sequence, {hash} as hash \
             from audit_entries e join audit_seals s on s.entry_id = e.id \
             left join areas a on a.id = e.area_id",
            levels.join(", "),
        );
        manager.get_connection().execute_unprepared(&view).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("drop view sealed_entries").await.map(|_| ())
    }
}
