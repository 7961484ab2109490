//! Checklists in revisions, and what a check tells beside what it told before: which checklist it
//! asks, which check it looks at again, what planned it, and why it was cancelled.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date_null, integer, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid_null,
};

use crate::columns::{ConstrainedColumns, add, bytewise, id, remove};
use crate::listing::{create_all, drop_all, lookup, unique};
use sea_orm_migration::sea_orm::DbBackend;

/// What a check tells beside what it told before; the masked words stand in lists, and are null
/// where nothing needs masking.
const CHECK_COLUMNS: [&str; 6] =
    ["checklist_id", "rechecks_id", "plan", "started_at", "cancel_reason", "masked_cancel_reason"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        checklists(manager).await?;
        questions(manager).await?;
        widen_checks(manager).await?;
        add(manager, "check_items", &mut text_null("masked_note")).await?;
        add(manager, "places", &mut date_null("last_checked_on")).await?;
        last_checked(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, "places", "last_checked_on").await?;
        remove(manager, "check_items", "masked_note").await?;
        for index in ["checks_of_plan", "checks_to_miss", "checks_of_recheck"] {
            manager.drop_index(Index::drop().name(index).table("checks").to_owned()).await?;
        }
        for column in CHECK_COLUMNS {
            remove(manager, "checks", column).await?;
        }
        drop_all(manager, &["checklist_questions", "checklists"]).await
    }
}

/// Tells of each place the day on which a check of it was last signed: in UTC, for a step does not know
/// the zone of an installation.
async fn last_checked(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let day = match manager.get_database_backend() {
        DbBackend::Postgres => "(max(made.signed_at) at time zone 'UTC')::date",
        _ => "date(max(made.signed_at))",
    };
    let text = format!(
        "update places set last_checked_on = (select {day} from checks made \
         where made.place_id = places.id and made.status = 'SIGNED')"
    );
    manager.get_connection().execute_unprepared(&text).await?;
    Ok(())
}

async fn checklists(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("checklists")
                .col(id())
                .col(bytewise(backend, "code"))
                .col(integer("revision"))
                .col(text("name"))
                .col(text_null("name_en"))
                // False once a later revision takes its place.
                .col(boolean("current"))
                .col(moment("created_at"))
                .take(),
        )
        .await?;
    create_all(manager, [unique("checklists", "checklists_by_code", &["code", "revision"])]).await
}

async fn questions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("checklist_questions")
                .references("checklist_id", "checklists")
                .col(integer("position"))
                .col(bytewise(backend, "code"))
                .col(text("text"))
                .col(text_null("text_en"))
                .col(boolean("must_pass"))
                .primary_key(Index::create().col("checklist_id").col("position"))
                .take(),
        )
        .await
}

async fn widen_checks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    add(manager, "checks", uuid_null("checklist_id").extra("REFERENCES checklists (id)")).await?;
    add(manager, "checks", uuid_null("rechecks_id").extra("REFERENCES checks (id)")).await?;
    // The entry of the schedule that planned it.
    add(manager, "checks", &mut text_null("plan")).await?;
    add(manager, "checks", &mut moment_null("started_at")).await?;
    add(manager, "checks", &mut text_null("cancel_reason")).await?;
    add(manager, "checks", &mut text_null("masked_cancel_reason")).await?;
    keep_earlier_checks(manager).await?;
    let to_miss = lookup("checks", "checks_to_miss", &["planned_for"])
        .and_where(Expr::col("status").eq("PLANNED"))
        .take();
    let of_plan = unique("checks", "checks_of_plan", &["plan", "place_id", "planned_for"])
        .and_where(Expr::col("plan").is_not_null())
        .take();
    let of_recheck = lookup("checks", "checks_of_recheck", &["rechecks_id"])
        .and_where(Expr::col("rechecks_id").is_not_null())
        .take();
    create_all(manager, [to_miss, of_plan, of_recheck]).await
}

/// Checks that were made before there were checklists keep their questions, and say so.
async fn keep_earlier_checks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let id = match manager.get_database_backend() {
        sea_orm_migration::sea_orm::DbBackend::Postgres => {
            "'00000000-0000-7000-8000-000000000014'::uuid"
        }
        _ => "x'00000000000070008000000000000014'",
    };
    let connection = manager.get_connection();
    for text in [
        format!(
            "insert into checklists (id, code, revision, name, name_en, current, created_at) \
             select {id}, 'EARLIER', 1, '原有检查表', 'Earlier checklist', false, min(updated_at) \
             from checks having count(*) > 0"
        ),
        format!("update checks set checklist_id = {id}"),
    ] {
        connection.execute_unprepared(&text).await?;
    }
    Ok(())
}
