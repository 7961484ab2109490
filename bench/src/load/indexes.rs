//! Indexes of the large tables: dropped before the rows come, made again after. Their definitions
//! are the catalog's, so that a new one is never forgotten.

use crate::connection::{Connection, Kind};

const TABLES: &str = "('cases', 'case_events', 'case_documents')";

/// Drops all indexes but those of primary keys; gives the statements that make them again.
pub(super) async fn drop_all(
    connection: &mut Connection,
    kind: Kind,
) -> anyhow::Result<Vec<String>> {
    let known = match kind {
        Kind::Postgres => format!(
            "select indexname::text, indexdef from pg_indexes \
             where schemaname = current_schema() and tablename in {TABLES} \
             and indexname not in (select conname from pg_constraint) order by tablename desc, indexname"
        ),
        Kind::Sqlite => format!(
            "select name, sql from sqlite_master where type = 'index' and sql is not null \
             and tbl_name in {TABLES} order by tbl_name desc, name"
        ),
    };
    let mut definitions = Vec::new();
    for row in connection.rows(&known).await? {
        if let [name, definition] = row.as_slice() {
            connection.run(&format!("drop index {name}")).await?;
            definitions.push(definition.clone());
        }
    }
    Ok(definitions)
}
