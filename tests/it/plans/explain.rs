//! The plans that a database makes for a statement.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, Statement as Sql, TransactionTrait, Value,
};
use wardbook::read::Statement;
use wardbook::read::sql::Bind;

use super::shape::{self, Step};
use crate::support::Database;

/// One connection, on which statements are prepared and explained.
pub(super) struct Explainer {
    connection: DatabaseTransaction,
}

/// What is wrong with a plan, and the plan itself as its database shows it.
pub(super) struct Explained {
    pub(super) faults: Vec<String>,
    pub(super) plan: String,
}

impl Explained {
    /// Where SQLite finds rows by an index with another name than these, unless it is one row by its
    /// id; PostgreSQL may know a quicker way to a few of them.
    pub(super) fn by_another_index(&self, through: Option<&str>) -> Option<String> {
        let through = through?;
        let mut lines = self.plan.lines().filter_map(|line| line.split_once(" a1 USING "));
        let other = lines.find(|(_, how)| !how.contains(through) && !how.ends_with("(id=?)"))?;
        Some(format!("found {}", other.1))
    }
}

impl Explainer {
    pub(super) async fn of(database: &Database) -> Self {
        let connection = database.connection().begin().await.unwrap();
        if connection.get_database_backend() == DbBackend::Postgres {
            // As the product's own connections are.
            connection.execute_unprepared("set local jit = off").await.unwrap();
        }
        Self { connection }
    }

    /// The plans of a statement: on PostgreSQL the one for its values and the one for any, since
    /// a prepared statement may go over to the latter.
    pub(super) async fn plans(&self, statement: &Statement) -> Vec<Explained> {
        match self.connection.get_database_backend() {
            DbBackend::Postgres => self.of_postgres(statement).await,
            _ => vec![self.of_sqlite(statement).await],
        }
    }

    async fn run(&self, text: &str) {
        let done = self.connection.execute_unprepared(text).await;
        done.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    async fn of_postgres(&self, statement: &Statement) -> Vec<Explained> {
        let (types, values): (Vec<_>, Vec<_>) = statement.binds().iter().map(typed).unzip();
        let list = |of: &[String]| match of {
            [] => String::new(),
            of => format!("({})", of.join(", ")),
        };
        let (types, values) = (list(&types), list(&values));
        self.run(&format!("prepare explained{types} as {}", statement.text())).await;
        let mut plans = Vec::new();
        for mode in ["force_custom_plan", "force_generic_plan"] {
            self.run(&format!("set local plan_cache_mode = {mode}")).await;
            let explain = format!("explain (format json) execute explained{values}");
            let explain = Sql::from_string(DbBackend::Postgres, explain);
            let row = self.connection.query_one_raw(explain).await.unwrap().unwrap();
            let plan: serde_json::Value = row.try_get("", "QUERY PLAN").unwrap();
            plans.push(Explained {
                faults: shape::of_postgres(&plan[0]["Plan"]),
                plan: format!("{mode}: {:#}", plan[0]["Plan"]),
            });
        }
        self.run("deallocate explained").await;
        plans
    }

    async fn of_sqlite(&self, statement: &Statement) -> Explained {
        let values: Vec<Value> = statement.binds().iter().map(value).collect();
        let explain = format!("explain query plan {}", statement.text());
        let explain = Sql::from_sql_and_values(DbBackend::Sqlite, explain, values);
        let rows = self.connection.query_all_raw(explain).await.unwrap();
        let steps: Vec<Step> = rows
            .iter()
            .map(|row| Step {
                id: row.try_get("", "id").unwrap(),
                parent: row.try_get("", "parent").unwrap(),
                what: row.try_get("", "detail").unwrap(),
            })
            .collect();
        let lines = steps.iter().map(|s| format!("{} in {}: {}", s.id, s.parent, s.what));
        Explained {
            faults: shape::of_sqlite(statement.text(), &steps),
            plan: lines.collect::<Vec<_>>().join("\n"),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A value's type, and the value as PostgreSQL reads it.
fn typed(bind: &Bind) -> (String, String) {
    let (ty, value) = match bind {
        Bind::Uuid(id) => ("uuid", quoted(&id.to_string())),
        Bind::Uuids(ids) => ("uuid[]", array(ids)),
        Bind::Text(text) => ("text", quoted(text)),
        Bind::Texts(texts) => ("text[]", array(texts)),
        Bind::Int(number) => ("int8", number.to_string()),
        Bind::Float(number) => ("float8", number.to_string()),
        Bind::DateTime(at) => ("timestamptz", quoted(&at.to_rfc3339())),
        Bind::Date(day) => ("date", quoted(&day.to_string())),
    };
    (ty.to_owned(), value)
}

fn array<T: ToString>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(|value| value.to_string()).collect();
    quoted(&format!("{{{}}}", values.join(",")))
}

fn value(bind: &Bind) -> Value {
    match bind {
        Bind::Uuid(id) => (*id).into(),
        Bind::Text(text) => text.as_str().into(),
        Bind::Int(number) => (*number).into(),
        Bind::Float(number) => (*number).into(),
        Bind::DateTime(at) => (*at).into(),
        Bind::Date(day) => (*day).into(),
        Bind::Uuids(ids) => {
            let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
            serde_json::Value::from(ids).to_string().into()
        }
        Bind::Texts(texts) => serde_json::Value::from(texts.clone()).to_string().into(),
    }
}
