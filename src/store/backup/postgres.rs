//! A dump that is put in the place of a PostgreSQL database, in one transaction.

use std::path::Path;
use std::process::Stdio;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions, Connection};
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStdin, ChildStdout};

use super::PATIENCE;
use super::programs::{Reach, finish, program_of, start};
use crate::store::StoreError;

/// Fails where PostgreSQL's own program does not understand a dump.
pub(super) async fn must_be_sound(dump: &Path) -> Result<(), StoreError> {
    let mut list = program_of("pg_restore");
    list.arg("--list").arg(dump);
    let child = start(&mut list, "pg_restore")?;
    finish(child, "pg_restore --list").await
}

/// Fails where a server, or another command, is connected to a database.
pub(super) async fn must_be_unused(url: &str) -> Result<(), StoreError> {
    let options = PgConnectOptions::from_str(url)?.application_name("wardbook restore");
    let mut connection = options.disable_statement_logging().connect().await?;
    let text = "select count(*) from pg_stat_activity \
                where datname = current_database() and application_name = 'wardbook'";
    let asked = Instant::now();
    let others = loop {
        let (others,): (i64,) = sqlx::query_as(text).fetch_one(&mut connection).await?;
        // A server that was just stopped is gone in a moment.
        if others == 0 || asked.elapsed() > PATIENCE {
            break others;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    connection.close().await?;
    if others == 0 {
        return Ok(());
    }
    Err(StoreError::Refused(format!(
        "the database is in use by {others} connections of wardbook: stop the servers first"
    )))
}

/// Replaces all tables of a schema by those of a dump: all of it, or nothing.
pub(super) async fn replace(url: &str, schema: &str, dump: &Path) -> Result<(), StoreError> {
    let mut restore = program_of("pg_restore");
    restore.args(["--no-owner", "--no-privileges", "--file=-"]).arg(dump).stdout(Stdio::piped());
    let mut restore = start(&mut restore, "pg_restore")?;
    let mut psql = Reach::of(url)?.command("psql");
    psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]).stdin(Stdio::piped());
    let mut psql = start(&mut psql, "psql")?;
    let (script, input) = (restore.stdout.take(), psql.stdin.take());
    let feed = async {
        let (Some(script), Some(input)) = (script, input) else {
            return Err(StoreError::Refused("a program has no input or output".to_owned()));
        };
        feed(script, input, finish(restore, "pg_restore"), schema).await
    };
    let (fed, done) = tokio::join!(feed, finish(psql, "psql"));
    // What psql says of a script that it did not take is more than that it was not taken.
    done.and(fed)
}

/// The script ends with its commit once all of it was sent and the dump was read to its end. One that
/// is cut off, also because this program was killed, changes nothing.
async fn feed(
    mut script: ChildStdout,
    mut input: ChildStdin,
    read_to_its_end: impl Future<Output = Result<(), StoreError>>,
    schema: &str,
) -> Result<(), StoreError> {
    let not_taken = |error| StoreError::Refused(format!("psql does not take the script: {error}"));
    input.write_all(before(schema).as_bytes()).await.map_err(not_taken)?;
    let copied = async { tokio::io::copy(&mut script, &mut input).await.map_err(not_taken) };
    let (copied, read) = tokio::join!(copied, read_to_its_end);
    copied?;
    read?;
    input.write_all(after(schema).as_bytes()).await.map_err(not_taken)?;
    input.shutdown().await.map_err(not_taken)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Takes away what is there: tables and functions, but for those of extensions.
fn before(schema: &str) -> String {
    let of_extension = |catalog: &str| {
        format!(
            "exists (select 1 from pg_depend d \
             where d.classid = '{catalog}'::regclass and d.objid = o.oid and d.deptype = 'e')"
        )
    };
    let (of_class, of_routine) = (of_extension("pg_class"), of_extension("pg_proc"));
    let (quoted, literal) = (quoted(schema), schema.replace('\'', "''"));
    format!(
        "begin;
set local client_min_messages = warning;
set local lock_timeout = '10s';
create schema if not exists {quoted};
do $wardbook$
declare gone record;
begin
  for gone in select o.oid::regclass as name from pg_class o join pg_namespace n on n.oid = o.relnamespace
    where n.nspname = '{literal}' and o.relkind in ('r', 'p') and not {of_class}
  loop execute format('drop table if exists %s cascade', gone.name); end loop;
  for gone in select o.oid::regprocedure as name from pg_proc o join pg_namespace n on n.oid = o.pronamespace
    where n.nspname = '{literal}' and not {of_routine}
  loop execute format('drop routine if exists %s cascade', gone.name); end loop;
end $wardbook$;
"
    )
}

/// The numbers of the old server's transactions mean nothing in the new one: audit entries keep
/// their order, below whatever comes.
fn after(schema: &str) -> String {
    format!(
        "
set local search_path = {};
alter table audit_entries disable trigger user;
update audit_entries e set transaction_id = o.place from (
  select id, row_number() over (order by transaction_id, id) - count(*) over () as place from audit_entries
) o where o.id = e.id;
alter table audit_entries enable trigger user;
commit;
",
        quoted(schema)
    )
}
