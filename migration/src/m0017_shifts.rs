//! Shifts with who is on them, what they logged, and where nobody was.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null,
};

use crate::columns::{ConstrainedColumns, id, version};
use crate::listing::{Listing, create_all, drop_all, lookup, unique};

const KINDS: [&str; 5] = ["DUTY", "NIGHT", "RECEPTION_DAY", "PATROL", "STANDBY"];
const ROLES: [&str; 3] = ["LEADER", "DIRECTOR", "STAFF"];
const GAPS: [&str; 5] =
    ["NOBODY_SIGNED_IN", "LEADER_ABSENT", "SIGNED_IN_LATE", "NOT_SIGNED_OUT", "OVERLAP"];

const TABLES: [&str; 4] = ["shift_gaps", "duty_log_entries", "shift_members", "shifts"];

const BY_STARTS_AT: Listing = Listing::descending("shifts", "starts_at");

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        shifts(manager).await?;
        members(manager).await?;
        log(manager).await?;
        gaps(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &TABLES).await
    }
}

async fn shifts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("shifts")
                .col(id())
                .one_of("kind", &KINDS)
                .references("area_id", "areas")
                .levels()
                .may_reference("team_id", "teams")
                .references("leader_id", "users")
                .col(moment("starts_at"))
                .col(moment("ends_at"))
                .may_reference("created_by_id", "users")
                // When the clock last looked for gaps that it can no longer change.
                .col(moment_null("settled_at"))
                // When it has to look again, as long as they are not settled: at once, of new ones.
                .col(moment("look_at").default("1970-01-01T00:00:00+00:00"))
                .col(version())
                .col(moment("created_at"))
                .col(moment("updated_at"))
                .take(),
        )
        .await?;
    create_all(manager, BY_STARTS_AT.of_each_level()).await?;
    let unsettled = lookup("shifts", "shifts_to_settle", &["look_at", "id"])
        .and_where(Expr::col("settled_at").is_null())
        .take();
    create_all(
        manager,
        [
            BY_STARTS_AT.everywhere(),
            BY_STARTS_AT.of("team", "team_id"),
            BY_STARTS_AT.of("leader", "leader_id"),
            lookup("shifts", "shifts_of_area_by_ends_at", &["area_id", "ends_at"]),
            unsettled,
        ],
    )
    .await
}

async fn members(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("shift_members")
                .references("shift_id", "shifts")
                .references("user_id", "users")
                .col(integer("position"))
                .one_of("role", &ROLES)
                .may_reference("stand_in_for_id", "users")
                .col(text_null("reason"))
                .col(text_null("masked_reason"))
                // From when they are on it, where they came to it after it had begun.
                .col(moment_null("since"))
                .col(moment_null("signed_in_at"))
                .col(moment_null("signed_out_at"))
                // When somebody took the place of one who had been there.
                .col(moment_null("replaced_at"))
                .primary_key(Index::create().col("shift_id").col("user_id"))
                .take(),
        )
        .await?;
    create_all(manager, [lookup("shift_members", "shift_members_of_user", &["user_id"])]).await
}

async fn log(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("duty_log_entries")
                .col(id())
                .references("shift_id", "shifts")
                .col(moment("at"))
                .references("by_id", "users")
                .col(text("text"))
                .col(text_null("masked_text"))
                .may_reference("case_id", "cases")
                .take(),
        )
        .await?;
    let of_shift = lookup("duty_log_entries", "duty_log_of_shift", &["shift_id", "at", "id"]);
    create_all(manager, [of_shift]).await
}

async fn gaps(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("shift_gaps")
                .col(id())
                .references("shift_id", "shifts")
                .one_of("kind", &GAPS)
                .may_reference("user_id", "users")
                // The other shift of an overlap, else its own: whoever sees both sees the gap.
                .references("beside_id", "shifts")
                .col(moment("from_at"))
                // Null while it lasts.
                .col(moment_null("to_at"))
                .take(),
        )
        .await?;
    let once = unique(
        "shift_gaps",
        "shift_gaps_once",
        &["shift_id", "kind", "user_id", "beside_id", "from_at"],
    );
    create_all(manager, [once]).await
}
