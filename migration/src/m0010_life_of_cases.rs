//! What happens to a case between receipt and archive: its clocks, slips, notices, meetings,
//! mediation, replies, follow-ups and emergency steps, and what its timeline tells of them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, boolean_null, integer_null, text, text_null, timestamp_with_time_zone as moment,
    timestamp_with_time_zone_null as moment_null, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::columns::{ConstrainedColumns, add, bytewise, id, remove};
use crate::listing::{create_all, drop_all, lookup, unique};

const CLOCK_KINDS: [&str; 5] =
    ["RESOLUTION", "FOLLOW_UP", "FIRST_RESPONSE", "CONVENE", "REPORT_UP"];

const METHODS: [&str; 3] = ["PEOPLES", "JUDICIAL", "ADMINISTRATIVE"];

const CHANNELS: [&str; 4] = ["PHONE", "IN_PERSON", "WRITTEN", "MESSAGE"];

const STEPS: [&str; 5] = ["ARRIVED", "CONVENED", "REPORTED_UP", "STOOD_DOWN", "REVIEWED"];

/// Tables in the order in which they are dropped.
const TABLES: [&str; 12] = [
    "mediation_session_mediators",
    "mediation_sessions",
    "mediations",
    "coordination_teams",
    "coordinations",
    "supervisions",
    "handovers",
    "replies",
    "follow_ups",
    "emergency_entries",
    "clocks",
    "number_series",
];

/// What a case tells beside what it told before; the masked words stand in lists, and are null
/// where nothing needs masking.
const CASE_COLUMNS: [&str; 7] = [
    "resolution",
    "masked_title",
    "masked_description",
    "masked_resolution",
    "masked_address",
    "overdue_noted_at",
    "merged_into_id",
];

/// What an event tells beside what it told before.
const EVENT_COLUMNS: [&str; 9] = [
    "handler_id",
    "handover_id",
    "supervision_id",
    "coordination_id",
    "reply_id",
    "follow_up_id",
    "amended_from",
    "masked_amended_from",
    "masked_note",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        widen_cases(manager).await?;
        clocks(manager).await?;
        slips_and_notices(manager).await?;
        meetings(manager).await?;
        mediations(manager).await?;
        answers(manager).await?;
        number_series(manager).await?;
        widen_events(manager).await?;
        add(manager, "reporters", boolean("reachable").default(true)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        remove(manager, "reporters", "reachable").await?;
        for column in EVENT_COLUMNS {
            remove(manager, "case_events", column).await?;
        }
        drop_all(manager, &TABLES).await?;
        let index = Index::drop().name("cases_to_note_overdue").table("cases").to_owned();
        manager.drop_index(index).await?;
        for column in CASE_COLUMNS {
            remove(manager, "cases", column).await?;
        }
        Ok(())
    }
}

async fn widen_cases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let masked = ["masked_title", "masked_description", "masked_resolution", "masked_address"];
    for column in std::iter::once("resolution").chain(masked) {
        add(manager, "cases", &mut text_null(column)).await?;
    }
    add(manager, "cases", &mut moment_null("overdue_noted_at")).await?;
    add(manager, "cases", uuid_null("merged_into_id").extra("REFERENCES cases (id)")).await?;
    let to_note = lookup("cases", "cases_to_note_overdue", &["due_at"])
        .and_where(Expr::col("is_open"))
        .and_where(Expr::col("overdue_noted_at").is_null())
        .take();
    create_all(manager, [to_note]).await
}

async fn clocks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("clocks")
                .col(id())
                .references("case_id", "cases")
                .one_of("kind", &CLOCK_KINDS)
                .col(moment("started_at"))
                .col(moment("due_at"))
                // When its time was first up, where it was put off after that.
                .col(moment_null("missed_at"))
                .col(moment_null("met_at"))
                // A clock that nobody waits for any more, though it was never met.
                .col(moment_null("ended_at"))
                .take(),
        )
        .await?;
    create_all(manager, [lookup("clocks", "clocks_of_case", &["case_id", "started_at", "id"])])
        .await?;
    // The cases that are there already have had theirs since they were received.
    let new_id = match manager.get_database_backend() {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    let running = format!(
        "insert into clocks (id, case_id, kind, started_at, due_at, met_at) \
         select {new_id}, id, 'RESOLUTION', received_at, due_at, closed_at from cases \
         where due_at is not null"
    );
    manager.get_connection().execute_unprepared(&running).await.map(|_| ())
}

async fn slips_and_notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("handovers")
                .col(id())
                .references("case_id", "cases")
                .col(bytewise(backend, "number"))
                .references("team_id", "teams")
                .col(text("opinion"))
                .col(text_null("masked_opinion"))
                .references("proposed_by_id", "users")
                .col(moment("proposed_at"))
                .may_reference("signed_by_id", "users")
                .col(moment_null("signed_at"))
                .col(boolean_null("agreed"))
                .col(moment_null("answer_by"))
                // When it waited for a signature no longer: the case was handed over or closed.
                .col(moment_null("lapsed_at"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("supervisions")
                .col(id())
                .references("case_id", "cases")
                .col(bytewise(backend, "number"))
                .col(moment("issued_at"))
                .references("issued_by_id", "users")
                .may_reference("team_id", "teams")
                .col(text("reason"))
                .col(text_null("masked_reason"))
                .col(moment("answer_by"))
                .col(moment_null("answered_at"))
                .may_reference("answered_by_id", "users")
                .col(text_null("answer"))
                .col(text_null("masked_answer"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            unique("handovers", "handovers_by_number", &["number"]),
            lookup("handovers", "handovers_of_case", &["case_id", "proposed_at", "id"]),
            unique("supervisions", "supervisions_by_number", &["number"]),
            lookup("supervisions", "supervisions_of_case", &["case_id", "issued_at", "id"]),
        ],
    )
    .await
}

async fn meetings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("coordinations")
                .col(id())
                .references("case_id", "cases")
                .col(moment("planned_for"))
                .references("planned_by_id", "users")
                .col(text_null("place"))
                .col(text_null("masked_place"))
                .col(moment_null("held_at"))
                .may_reference("chair_id", "users")
                .col(text_null("minutes"))
                .col(text_null("masked_minutes"))
                // A JSON array of texts.
                .col(text("decisions").default("[]"))
                .col(text_null("masked_decisions"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("coordination_teams")
                .references("coordination_id", "coordinations")
                .references("team_id", "teams")
                .primary_key(Index::create().col("coordination_id").col("team_id"))
                .take(),
        )
        .await?;
    let of_case = ["case_id", "planned_for", "id"];
    create_all(manager, [lookup("coordinations", "coordinations_of_case", &of_case)]).await
}

async fn mediations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    manager
        .create_table(
            Table::create()
                .table("mediations")
                .col(id())
                .references("case_id", "cases")
                .col(bytewise(backend, "number"))
                .one_of("method", &METHODS)
                .col(boolean_null("agreement_reached"))
                .col(uuid_null("agreement_id"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("mediation_sessions")
                .col(id())
                .references("mediation_id", "mediations")
                .col(moment("held_at"))
                .col(text("record"))
                .col(text_null("masked_record"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("mediation_session_mediators")
                .references("session_id", "mediation_sessions")
                .references("user_id", "users")
                .primary_key(Index::create().col("session_id").col("user_id"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            unique("mediations", "mediations_once_of_case", &["case_id"]),
            unique("mediations", "mediations_by_number", &["number"]),
            lookup(
                "mediation_sessions",
                "mediation_sessions_of_mediation",
                &["mediation_id", "held_at", "id"],
            ),
        ],
    )
    .await
}

async fn answers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("replies")
                .col(id())
                .references("case_id", "cases")
                .col(moment("at"))
                .may_reference("by_id", "users")
                .one_of("channel", &CHANNELS)
                .col(text("text"))
                .col(text_null("masked_text"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("follow_ups")
                .col(id())
                .references("case_id", "cases")
                .col(moment("at"))
                .may_reference("by_id", "users")
                .col(integer_null("satisfaction").check(Expr::col("satisfaction").between(1, 5)))
                .col(text("note"))
                .col(text_null("masked_note"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("emergency_entries")
                .col(id())
                .references("case_id", "cases")
                .one_of("step", &STEPS)
                .col(moment("at"))
                .references("by_id", "users")
                .col(text("note"))
                .col(text_null("masked_note"))
                .take(),
        )
        .await?;
    create_all(
        manager,
        [
            lookup("replies", "replies_of_case", &["case_id", "at", "id"]),
            lookup("follow_ups", "follow_ups_of_case", &["case_id", "at", "id"]),
            lookup("emergency_entries", "emergency_entries_of_case", &["case_id", "at", "id"]),
        ],
    )
    .await
}

/// The last number that was given out, of each kind, in each town and year.
async fn number_series(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("number_series")
                .col(text("prefix").primary_key())
                .col(sea_orm_migration::schema::big_integer("last"))
                .take(),
        )
        .await
}

async fn widen_events(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (column, table) in [
        ("handler_id", "users"),
        ("handover_id", "handovers"),
        ("supervision_id", "supervisions"),
        ("coordination_id", "coordinations"),
        ("reply_id", "replies"),
        ("follow_up_id", "follow_ups"),
    ] {
        let references = format!("REFERENCES {table} (id)");
        add(manager, "case_events", uuid_null(column).extra(references)).await?;
    }
    // JSON: what an amendment changed, as it was before.
    add(manager, "case_events", &mut text_null("amended_from")).await?;
    add(manager, "case_events", &mut text_null("masked_amended_from")).await?;
    add(manager, "case_events", &mut text_null("masked_note")).await
}
