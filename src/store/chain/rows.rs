//! What the chain reads: every column as text, in a way that no two values share, whatever somebody
//! has put into it. A column that holds no time, say, is a changed one and no failure to read.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

use crate::read::sql::Dialect;

/// An entry's columns, in the order that they are sealed in.
const COLUMNS: [&str; 8] =
    ["id", "at", "actor_id", "action", "object", "record_id", "area_id", "detail"];

/// An entry as it stands in its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EntryRow {
    /// In hexadecimal digits.
    pub(super) id: String,
    /// As people read it.
    pub(super) at: String,
    pub(super) columns: Vec<Option<String>>,
}

/// A seal, and the entry that it is over, if that is there.
#[derive(Debug)]
pub(super) struct SealRow {
    pub(super) sequence: String,
    /// In hexadecimal digits.
    pub(super) entry_id: String,
    pub(super) sealed_at: String,
    pub(super) key_id: String,
    pub(super) seal: Vec<u8>,
    pub(super) entry: Option<EntryRow>,
}

/// An entry that no seal is over.
#[derive(Debug)]
pub(super) struct UnsealedRow {
    pub(super) id: String,
    pub(super) at: String,
    /// Whether it stands where the sweeper has been already, or can never be.
    pub(super) is_behind: bool,
    /// Whether the sweeper could seal it now.
    pub(super) is_due: bool,
}

/// The place of the last sealed entry that is there.
#[derive(Debug, Clone)]
pub(super) struct Position {
    number: i64,
    /// In hexadecimal digits; of entries of one transaction, the higher come later.
    id: String,
}

/// What is read in one dialect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows(pub(super) Dialect);

impl Rows {
    /// Where an entry stands among all: its row on SQLite, its transaction on PostgreSQL.
    fn position(self) -> &'static str {
        match self.0 {
            Dialect::Sqlite => "e.rowid",
            Dialect::Postgres => "e.transaction_id",
        }
    }

    /// The condition that entries lie behind a place whose number is $1 and whose id is $2.
    fn is_after(self) -> &'static str {
        match self.0 {
            Dialect::Sqlite => "(e.rowid > $1 and $2 is not null)",
            Dialect::Postgres => "((e.transaction_id, e.id) > ($1::bigint, $2::text::uuid))",
        }
    }

    /// The condition that no entry can come in before: its transaction, and all before it, ended.
    fn is_settled(self) -> &'static str {
        match self.0 {
            Dialect::Sqlite => "1 = 1",
            Dialect::Postgres => {
                "e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            }
        }
    }

    fn hex(self, column: &str) -> String {
        match self.0 {
            Dialect::Sqlite => format!("lower(hex({column}))"),
            Dialect::Postgres => format!("replace({column}::text, '-', '')"),
        }
    }

    fn time(self, column: &str) -> String {
        match self.0 {
            Dialect::Sqlite => format!("cast({column} as text)"),
            Dialect::Postgres => format!(
                "coalesce(to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), '')"
            ),
        }
    }

    fn entry(self) -> String {
        let column = |name: &&str| match (self.0, *name) {
            // Its bytes, and of what type they are: SQLite takes any in every column.
            (Dialect::Sqlite, name) => {
                format!("typeof(e.{name}) || ':' || hex(e.{name}) as e_{name}")
            }
            (Dialect::Postgres, "at") => {
                "((extract(epoch from e.at) * 1000000)::numeric)::text as e_at".to_owned()
            }
            (Dialect::Postgres, name) => format!("e.{name}::text as e_{name}"),
        };
        let columns: Vec<String> = COLUMNS.iter().map(column).collect();
        format!(
            "{} as shown_id, {} as shown_at, {}",
            self.hex("e.id"),
            self.time("e.at"),
            columns.join(", ")
        )
    }

    async fn all(
        connection: &impl ConnectionTrait,
        text: String,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let backend = connection.get_database_backend();
        connection.query_all_raw(Statement::from_sql_and_values(backend, text, values)).await
    }

    /// Where the last sealed entry stands that is still there; before all if there is none.
    pub(super) async fn last_position(
        self,
        connection: &impl ConnectionTrait,
    ) -> Result<Position, DbErr> {
        // Walked from the newest seal on: a cross join is SQLite's word for this order of tables.
        let text = format!(
            "select {} as position, {} as shown_id from audit_seals s cross join audit_entries e \
             where e.id = s.entry_id order by s.sequence desc limit 1",
            self.position(),
            self.hex("e.id")
        );
        let rows = Self::all(connection, text, Vec::new()).await?;
        let start = || Position { number: i64::MIN, id: "0".repeat(32) };
        rows.first().map_or_else(
            || Ok(start()),
            |row| {
                Ok(Position {
                    number: row.try_get("", "position")?,
                    id: row.try_get("", "shown_id")?,
                })
            },
        )
    }

    /// The first entries behind a place that can be sealed by now.
    pub(super) async fn entries_after(
        self,
        connection: &impl ConnectionTrait,
        place: &Position,
        most: u64,
    ) -> Result<Vec<EntryRow>, DbErr> {
        let text = format!(
            "select {} from audit_entries e where {} and {} order by {}, e.id limit {most}",
            self.entry(),
            self.is_after(),
            self.is_settled(),
            self.position(),
        );
        let values = vec![place.number.into(), place.id.clone().into()];
        Self::all(connection, text, values).await?.iter().map(entry).collect()
    }

    /// Seals above a sequence with their entries, in their order.
    pub(super) async fn seals_after(
        self,
        connection: &impl ConnectionTrait,
        sequence: i64,
        most: u64,
    ) -> Result<Vec<SealRow>, DbErr> {
        let seal = match self.0 {
            Dialect::Sqlite => "lower(hex(s.seal))",
            Dialect::Postgres => "encode(s.seal, 'hex')",
        };
        let text = format!(
            "select cast(s.sequence as text) as sequence, {} as entry_id, {} as sealed_at, \
             cast(s.key_id as text) as key_id, {seal} as seal, (e.id is not null) as is_there, {} \
             from audit_seals s left join audit_entries e on e.id = s.entry_id \
             where s.sequence > $1 order by s.sequence limit {most}",
            self.hex("s.entry_id"),
            self.time("s.sealed_at"),
            self.entry(),
        );
        let rows = Self::all(connection, text, vec![sequence.into()]).await?;
        let seal = |row: &QueryResult| {
            let is_there: bool = row.try_get("", "is_there")?;
            Ok(SealRow {
                sequence: row.try_get("", "sequence")?,
                entry_id: row.try_get("", "entry_id")?,
                sealed_at: row.try_get("", "sealed_at")?,
                key_id: row.try_get("", "key_id")?,
                seal: hex::decode(row.try_get::<String>("", "seal")?).unwrap_or_default(),
                entry: is_there.then(|| entry(row)).transpose()?,
            })
        };
        rows.iter().map(seal).collect()
    }

    /// Entries that no seal is over, given where the sweeper is.
    pub(super) async fn unsealed(
        self,
        connection: &impl ConnectionTrait,
        place: &Position,
        most: u64,
    ) -> Result<Vec<UnsealedRow>, DbErr> {
        let never = match self.0 {
            Dialect::Sqlite => "1 = 0",
            Dialect::Postgres => {
                "e.transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            }
        };
        let text = format!(
            "select {} as shown_id, {} as shown_at, (not {} or {never}) as is_behind, \
             ({}) as is_due from audit_entries e \
             where not exists (select 1 from audit_seals s where s.entry_id = e.id) \
             order by {}, e.id limit {most}",
            self.hex("e.id"),
            self.time("e.at"),
            self.is_after(),
            self.is_settled(),
            self.position(),
        );
        let values = vec![place.number.into(), place.id.clone().into()];
        let rows = Self::all(connection, text, values).await?;
        let unsealed = |row: &QueryResult| {
            Ok(UnsealedRow {
                id: row.try_get("", "shown_id")?,
                at: row.try_get("", "shown_at")?,
                is_behind: row.try_get("", "is_behind")?,
                is_due: row.try_get("", "is_due")?,
            })
        };
        rows.iter().map(unsealed).collect()
    }

    /// The newest seal: its sequence and its bytes.
    pub(super) async fn newest_seal(
        self,
        connection: &impl ConnectionTrait,
    ) -> Result<Option<(i64, Vec<u8>)>, DbErr> {
        let text = "select sequence, seal from audit_seals order by sequence desc limit 1";
        let rows = Self::all(connection, text.to_owned(), Vec::new()).await?;
        let newest =
            |row: &QueryResult| Ok((row.try_get("", "sequence")?, row.try_get("", "seal")?));
        rows.first().map(newest).transpose()
    }

    /// How many seals there are.
    pub(super) async fn count(self, connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
        let text = "select count(*) as number from audit_seals".to_owned();
        let rows = Self::all(connection, text, Vec::new()).await?;
        let number: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "number"))?;
        Ok(number.unsigned_abs())
    }
}

fn entry(row: &QueryResult) -> Result<EntryRow, DbErr> {
    let column = |name: &&str| row.try_get("", &format!("e_{name}"));
    Ok(EntryRow {
        id: row.try_get("", "shown_id")?,
        at: row.try_get("", "shown_at")?,
        columns: COLUMNS.iter().map(column).collect::<Result<_, _>>()?,
    })
}
