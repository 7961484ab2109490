//! What is said of a snapshot, read from the snapshot itself.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use uuid::Uuid;

/// The tables whose rows are counted.
const COUNTED: [&str; 20] = [
    "areas",
    "users",
    "grants",
    "casbin_rules",
    "teams",
    "team_members",
    "places",
    "categories",
    "cases",
    "case_events",
    "reporters",
    "parties",
    "handovers",
    "replies",
    "follow_ups",
    "checks",
    "check_items",
    "files",
    "audit_entries",
    "audit_seals",
];

pub(super) async fn all(
    connection: &impl ConnectionTrait,
    text: String,
) -> Result<Vec<QueryResult>, DbErr> {
    let backend = connection.get_database_backend();
    connection.query_all_raw(Statement::from_string(backend, text)).await
}

async fn texts(connection: &impl ConnectionTrait, text: &str) -> Result<Vec<String>, DbErr> {
    let rows = all(connection, text.to_owned()).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// The migrations that are applied; none in a database that is not the program's.
pub(super) async fn migrations(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    texts(connection, "select version from seaql_migrations order by version").await
}

/// How many rows each table has.
pub(super) async fn counts(
    connection: &impl ConnectionTrait,
) -> Result<BTreeMap<String, u64>, DbErr> {
    let mut counts = BTreeMap::new();
    for table in COUNTED {
        let rows = all(connection, format!("select count(*) as number from {table}")).await?;
        let number: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "number"))?;
        counts.insert(table.to_owned(), number.unsigned_abs());
    }
    Ok(counts)
}

/// The keys that reporters and parties are sealed with.
pub(super) async fn key_ids(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let text = "select key_id from reporters union select key_id from parties order by 1";
    texts(connection, text).await
}

/// The rules in force, a line each, as an administrator writes them.
pub(super) async fn policy(connection: &impl ConnectionTrait) -> Result<String, DbErr> {
    let text = "select r.ptype, r.v0, coalesce(a.path, r.v1) as v1, r.v2, r.v3, r.v4, r.v5 \
                from casbin_rules r left join areas a on a.id = r.area_id \
                where r.removed_in is null order by r.position";
    let mut lines = String::new();
    for row in all(connection, text.to_owned()).await? {
        let mut fields: Vec<String> = Vec::new();
        for column in 0..7 {
            fields.extend(row.try_get_by_index::<Option<String>>(column)?);
        }
        lines.push_str(&fields.join(", "));
        lines.push('\n');
    }
    Ok(lines)
}

/// The attachments that records name, and those that were sent and not tied to one yet.
pub(super) async fn attachments(connection: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    let rows = all(connection, "select id from files order by id".to_owned()).await?;
    rows.iter().map(|row| row.try_get("", "id")).collect()
}
