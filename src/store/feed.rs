//! The outbox as it is read: in an order that no writer can come into later.
//!
//! On PostgreSQL an entry may be committed after one of a higher position, so entries are read in
//! the order of their transactions, and only those of transactions below the oldest one that still
//! runs. SQLite has one writer at a time.
//!
//! Entries of all kinds of records stand in one order, and one statement reads them. Those of kinds
//! that nobody subscribes to, and of records that are no longer there, are passed over.

use std::sync::{Arc, LazyLock};

use uuid::Uuid;

use super::aim::Aim;
use super::fetch::Wanted;
use super::{Store, StoreError};
use crate::read::sql::{Bind, Dialect};
use crate::read::subject::Subject;

/// A place in the outbox; later ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The transaction that wrote there; 0 on SQLite.
    pub transaction: i64,
    /// The entry's own number.
    pub position: i64,
}

/// An entry of the outbox: something has happened to a record.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// The kind of the record.
    pub subject: Subject,
    /// The record.
    pub record: Uuid,
    /// What has happened.
    pub event: Option<Uuid>,
    /// The image of the record as it was; none where it is new.
    pub before: Option<Arc<str>>,
    /// The text of its facts as it stands now, which may be later than the entry.
    pub facts: String,
}

/// The oldest transaction that still runs, on PostgreSQL.
const OLDEST: &str = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

static AFTER: LazyLock<[Arc<str>; 2]> = LazyLock::new(|| {
    [Dialect::Sqlite, Dialect::Postgres].map(|dialect| {
        let (mut joins, mut known, mut facts) = (String::new(), Vec::new(), String::new());
        for subject in Subject::ALL {
            let object = subject.object().as_str();
            let (table, held) = (subject.table(), format!("held_{object}"));
            joins.push_str(&format!(
                " left join {table} {held} \
                 on told.object = '{object}' and {held}.id = told.record_id"
            ));
            let text = subject.facts(dialect, &held);
            facts.push_str(&format!(" when {held}.id is not null then {text}"));
            known.push(format!("{held}.id is not null"));
        }
        let known = known.join(" or ");
        let (settled, limit) = match dialect {
            Dialect::Sqlite => (String::new(), "?3"),
            Dialect::Postgres => (format!(" and told.transaction_id < {OLDEST}"), "$3::int8"),
        };
        let (transaction, position) = match dialect {
            Dialect::Sqlite => ("?1", "?2"),
            Dialect::Postgres => ("$1::int8", "$2::int8"),
        };
        let number = |column: &str| dialect.number_text(&format!("told.{column}"));
        format!(
            "select {}, {}, told.object, {}, {}, told.before, case{facts} end \
             from outbox told{joins} \
             where (told.transaction_id, told.position) > ({transaction}, {position}){settled} \
             and ({known}) order by told.transaction_id, told.position limit {limit}",
            number("transaction_id"),
            number("position"),
            dialect.hex_of_uuid("told.record_id"),
            dialect.hex_of_uuid("told.event_id"),
        )
        .into()
    })
});

impl Store {
    /// The entries behind a place, at most so many, in their order.
    ///
    /// # Errors
    /// The database's.
    pub async fn entries_after(&self, place: Place, most: i64) -> Result<Vec<Entry>, StoreError> {
        let [sqlite, postgres] = &*AFTER;
        let text = match self.dialect() {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        };
        let binds = [Bind::Int(place.transaction), Bind::Int(place.position), Bind::Int(most)];
        let limit = self.pools.statement;
        let rows = self.query(Aim::Feed, text, &binds, limit, Wanted::All).await?;
        let unreadable = || StoreError::Failed("an entry of the outbox is unreadable".to_owned());
        rows.into_iter().map(|row| entry(row).ok_or_else(unreadable)).collect()
    }

    /// The place behind which whatever happens from now on stands.
    ///
    /// # Errors
    /// The database's.
    pub async fn newest_place(&self) -> Result<Place, StoreError> {
        let text: Arc<str> = match self.dialect() {
            Dialect::Sqlite => "select '0', cast(coalesce(max(position), 0) as text) from outbox",
            Dialect::Postgres => {
                "select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text, \
                 '9223372036854775807'"
            }
        }
        .into();
        let rows = self.query(Aim::Feed, &text, &[], self.pools.statement, Wanted::One).await?;
        let place = rows.first().and_then(|row| place(row.first()?, row.get(1)?));
        place.ok_or_else(|| StoreError::Failed("the outbox has no place".to_owned()))
    }

    /// Whether the entry at a place is still kept, and so all that came after it.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_kept(&self, place: Place) -> Result<bool, StoreError> {
        let text: Arc<str> = match self.dialect() {
            Dialect::Sqlite => "select '1' from outbox where transaction_id = ?1 and position = ?2",
            Dialect::Postgres => {
                "select '1' from outbox where transaction_id = $1::int8 and position = $2::int8"
            }
        }
        .into();
        let binds = [Bind::Int(place.transaction), Bind::Int(place.position)];
        let limit = self.pools.statement;
        Ok(!self.query(Aim::Feed, &text, &binds, limit, Wanted::One).await?.is_empty())
    }
}

fn place(transaction: &Option<String>, position: &Option<String>) -> Option<Place> {
    Some(Place {
        transaction: transaction.as_ref()?.parse().ok()?,
        position: position.as_ref()?.parse().ok()?,
    })
}

fn entry(row: Vec<Option<String>>) -> Option<Entry> {
    let [transaction, position, object, record, event, before, facts] =
        <[_; 7]>::try_from(row).ok()?;
    let object = object?;
    let subject = Subject::ALL.iter().find(|subject| subject.object().as_str() == object)?;
    Some(Entry {
        place: place(&transaction, &position)?,
        subject: *subject,
        record: Uuid::try_parse(&record?).ok()?,
        event: event.filter(|event| !event.is_empty()).and_then(|id| Uuid::try_parse(&id).ok()),
        before: before.map(Into::into),
        facts: facts?,
    })
}
