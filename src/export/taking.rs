//! Writing all pages of a list to a file.

use std::io::{self, Seek, Write};

use serde_json::{Map, Value};
use tokio::sync::{mpsc, oneshot};

use super::pages::{ExportError, Maker, Pages};
use crate::ledger::{Format, Head, Ledger, LedgerError};
use crate::policy::Authorizer;
use crate::priority::run_behind_others;
use crate::schema::Engine;

/// How many pages are read before those that came first are written.
const PAGES_AHEAD: usize = 2;

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
    let ledger = Ledger::begin(format, to, head)?;
    let (to_ledger, records) = mpsc::channel(PAGES_AHEAD);
    let file = written(ledger, records)?;
    let mut taken = 0;
    while let Some(records) = pages.next().await? {
        taken += records.len() as u64;
        if to_ledger.send(records).await.is_err() {
            // It is told why when its end is waited for.
            break;
        }
        done(taken);
    }
    drop(to_ledger);
    Ok((file.await.map_err(io::Error::other)??, taken))
}

/// Writes records as they come, on a thread that gives way to all others: it waits for nothing but
/// them, so that nobody waits for it.
fn written<W: Write + Seek + Send + 'static>(
    mut ledger: Ledger<W>,
    mut records: mpsc::Receiver<Vec<Value>>,
) -> io::Result<oneshot::Receiver<Result<W, LedgerError>>> {
    let (told, file) = oneshot::channel();
    let write = move || {
        while let Some(records) = records.blocking_recv() {
            records.iter().try_for_each(|record| ledger.add(record))?;
        }
        ledger.finish()
    };
    std::thread::Builder::new().name("export".to_owned()).spawn(move || {
        run_behind_others();
        // Whoever gave it up does not listen any longer.
        let _ = told.send(write());
    })?;
    Ok(file)
}
