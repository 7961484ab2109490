//! Writing all pages of a list to a file.

use std::io::{Seek, Write};

use serde_json::{Map, Value};

use super::pages::{ExportError, Maker, Pages};
use crate::ledger::{Format, Head, Ledger};
use crate::policy::Authorizer;
use crate::schema::Engine;

/// What is taken out, by whom, and how it is written.
#[derive(Debug)]
pub struct Taking {
    /// Who takes it.
    pub maker: Maker,
    /// The kind of records, and the columns.
    pub head: Head,
    /// The format.
    pub format: Format,
    /// Which records, and in which order: `filter` and `orderBy` as the schema has them.
    pub asked: Map<String, Value>,
}

/// Writes records to `to` and gives it back with how many there are. `done` is told after each page
/// how many are written, `counted` at the beginning how many there will be, where that is known.
///
/// # Errors
/// They may not be taken out, or cannot be read or written.
pub async fn take<W: Write + Seek + Send + 'static>(
    rooms: (&Engine, &Authorizer),
    taking: Taking,
    to: W,
    counted: impl AsyncFnOnce(Option<u64>),
    mut done: impl FnMut(u64),
) -> Result<(W, u64), ExportError> {
    let Taking { maker, head, format, asked } = taking;
    let mut pages = Pages::new(rooms, maker, (head.sheet, &head.columns), asked);
    let count = pages.count().await?;
    counted(count).await;
    // Better than after a million records that are written for nothing.
    format.must_hold(count.unwrap_or_default())?;
    let mut ledger = Ledger::begin(format, to, head)?;
    let mut written = 0;
    while let Some(records) = pages.next().await? {
        // Where it is polled: what is heavy has a thread of its own, behind all others.
        records.iter().try_for_each(|record| ledger.add(record))?;
        written += records.len() as u64;
        done(written);
    }
    Ok((ledger.finish()?, written))
}
