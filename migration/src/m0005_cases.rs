//! Cases with their timeline, what they may be about, and, sealed apart, who brought them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, boolean, double_null, integer, integer_null, text, text_null,
    timestamp_with_time_zone as moment, timestamp_with_time_zone_null as moment_null,
};

use crate::columns::{ConstrainedColumns, bytewise, id, version};
use crate::listing::{Listing, create_all, drop_all, lookup, unique};

const OPEN: [&str; 4] = ["RECEIVED", "TRIAGED", "ASSIGNED", "IN_PROGRESS"];

const STATUSES: [&str; 10] = [
    "RECEIVED",
    "TRIAGED",
    "ASSIGNED",
    "IN_PROGRESS",
    "RESOLVED",
    "REPLIED",
    "FOLLOWED_UP",
    "ARCHIVED",
    "WITHDRAWN",
    "MERGED",
];

const SEVERITIES: [&str; 3] = ["SIMPLE", "ORDINARY", "MAJOR"];

const SOURCES: [&str; 11] = [
    "WALK_IN",
    "PHONE",
    "ONLINE",
    "MAIL",
    "RECEPTION_DAY",
    "PATROL",
    "CHECK",
    "ROUND",
    "SUPERIOR",
    "REFERRAL",
    "IMPORT",
];

const EVENT_KINDS: [&str; 30] = [
    "REGISTERED",
    "IMPORTED",
    "AMENDED",
    "REPORTER_AMENDED",
    "TRIAGED",
    "HANDOVER_PROPOSED",
    "HANDOVER_REFUSED",
    "ASSIGNED",
    "ACCEPTED",
    "RETURNED",
    "COORDINATION_PLANNED",
    "COORDINATED",
    "ESCALATED",
    "SUPERVISED",
    "SUPERVISION_ANSWERED",
    "EXTENDED",
    "MEDIATED",
    "EMERGENCY_STEP",
    "RESOLVED",
    "RESOLUTION_REJECTED",
    "DECLINED",
    "REPLIED",
    "FOLLOWED_UP",
    "ARCHIVED",
    "REOPENED",
    "MERGED",
    "WITHDRAWN",
    "NOTED",
    "ATTACHED",
    "BECAME_OVERDUE",
];

const BY_RECEIVED_AT: Listing = Listing::descending("cases", "received_at");
const BY_DUE_AT: Listing = Listing::ascending("cases", "due_at");
const OPEN_BY_DUE_AT: Listing = BY_DUE_AT.open_only();
const BY_CLOSED_AT: Listing = Listing::descending("cases", "closed_at");
const BY_UPDATED_AT: Listing = Listing::descending("cases", "updated_at");
const BY_NUMBER: Listing = Listing::ascending("cases", "number");

/// The relations of a case to a team or a user that have lists of their own.
const HOLDERS: [(&str, &str); 5] = [
    ("team", "team_id"),
    ("handler", "handler_id"),
    ("first_handler", "first_handler_id"),
    ("overseer", "overseer_id"),
    ("receiver", "received_by_id"),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        categories(manager).await?;
        cases(manager).await?;
        case_indexes(manager).await?;
        case_events(manager).await?;
        reporters(manager).await?;
        parties(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["parties", "reporters", "case_events", "cases", "categories"]).await
    }
}

async fn categories(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("categories")
                .col(id())
                .col(bytewise(backend, "code"))
                .col(bytewise(backend, "name"))
                .col(text_null("name_en"))
                .may_reference("parent_id", "categories")
                .col(integer("simple_days").default(0))
                .col(integer("ordinary_days").default(7))
                .col(integer("major_days").default(30))
                .col(integer("position"))
                .col(version())
                .take(),
        )
        .await?;
    create_all(manager, [unique("categories", "categories_by_code", &["code"])]).await
}

async fn cases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let open = Expr::col("is_open").eq(Expr::col("status").is_in(OPEN));
    manager
        .create_table(
            Table::create()
                .table("cases")
                .col(id())
                .col(bytewise(backend, "number"))
                .col(text("title"))
                .col(text("description"))
                .may_reference("category_id", "categories")
                .one_of("source", &SOURCES)
                .one_of("severity", &SEVERITIES)
                .col(boolean("emergency"))
                .col(boolean("confidential"))
                .one_of("status", &STATUSES)
                .col(boolean("is_open").check(open))
                .references("area_id", "areas")
                .levels()
                .references("desk_id", "areas")
                .col(text_null("address"))
                .col(double_null("latitude"))
                .col(double_null("longitude"))
                .col(moment("received_at"))
                .col(moment_null("due_at"))
                .col(moment_null("closed_at"))
                .col(moment("updated_at"))
                .may_reference("received_by_id", "users")
                .may_reference("first_handler_id", "users")
                .may_reference("handler_id", "users")
                .may_reference("overseer_id", "users")
                .may_reference("team_id", "teams")
                .col(integer_null("satisfaction").check(Expr::col("satisfaction").between(1, 5)))
                .col(integer("reopen_count").default(0))
                .col(version())
                .take(),
        )
        .await
}

async fn case_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let listed = [BY_RECEIVED_AT, BY_DUE_AT, OPEN_BY_DUE_AT, BY_CLOSED_AT, BY_UPDATED_AT];
    create_all(manager, listed.map(Listing::everywhere)).await?;
    create_all(manager, listed.into_iter().flat_map(Listing::of_each_level)).await?;
    create_all(manager, BY_NUMBER.of_each_level()).await?;
    for (holder, column) in HOLDERS {
        let held = [BY_RECEIVED_AT, OPEN_BY_DUE_AT].map(|listing| listing.of(holder, column));
        create_all(manager, held).await?;
    }
    create_all(
        manager,
        [
            unique("cases", "cases_by_number", &["number"]),
            lookup("cases", "cases_of_category", &["category_id"]),
        ],
    )
    .await
}

async fn case_events(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("case_events")
                .col(id())
                .references("case_id", "cases")
                .one_of("kind", &EVENT_KINDS)
                .col(moment("at"))
                .may_reference("actor_id", "users")
                .may_be_one_of("from_status", &STATUSES)
                .may_be_one_of("to_status", &STATUSES)
                .may_reference("team_id", "teams")
                .may_reference("desk_id", "areas")
                .col(moment_null("due_before"))
                .col(moment_null("due_after"))
                .col(text_null("note"))
                .take(),
        )
        .await?;
    let timeline = lookup("case_events", "case_events_of_case_by_at", &["case_id", "at", "id"]);
    create_all(manager, [timeline]).await
}

async fn reporters(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("reporters")
                .references("case_id", "cases")
                .col(blob("sealed"))
                .col(text("key_id"))
                .col(moment("created_at"))
                .col(moment("updated_at"))
                .primary_key(Index::create().col("case_id"))
                .take(),
        )
        .await
}

async fn parties(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("parties")
                .col(id())
                .references("case_id", "cases")
                .col(blob("sealed"))
                .col(text("key_id"))
                .col(moment("created_at"))
                .take(),
        )
        .await?;
    create_all(manager, [lookup("parties", "parties_of_case", &["case_id"])]).await
}
