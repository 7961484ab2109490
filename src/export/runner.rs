//! Who writes the exports that were ordered. However many servers run, each export is written by one
//! at a time, and by another where that one is not heard of any longer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::pages::{ExportError, Maker};
use super::taking::{Taking, take};
use crate::error::{Code, Error, Language};
use crate::files::Files;
use crate::ledger::{Format, Head};
use crate::policy::{Authorizer, TokenHash};
use crate::schema::columns::{Column, Sheet};
use crate::schema::{Engine, WallClock};
use crate::store::exports::{Ended, TakenExport};
use crate::store::{Store, StoreError};

/// How often is looked for exports that wait, and said that one is still written.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// After how many looks what is over is swept.
const SWEEP_EVERY: u32 = 10;

/// Writes exports. One has few of them at a time, so that the desk does not notice.
pub struct Runner {
    /// Where they are ordered.
    pub store: Store,
    /// Reads the records; nobody else waits for it.
    pub engine: Engine,
    /// Tells what their makers may take out at the moment.
    pub authorizer: Arc<Authorizer>,
    /// Keeps the files.
    pub files: Files,
    /// Dates them.
    pub clock: WallClock,
    /// The zone of times in spreadsheets.
    pub zone: Tz,
}

/// How far one is.
#[derive(Default)]
struct Progress {
    done: AtomicU64,
    /// One more than there will be; zero where that is not known.
    total: AtomicU64,
}

impl Runner {
    /// Writes what waits, two at a time, and sweeps what is over, for ever. A failure of the database
    /// is logged, and the next look goes on.
    pub async fn run(&self) {
        tokio::join!(self.write_all(), self.write_all(), self.keep_house());
    }

    async fn write_all(&self) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            while match self.write_next().await {
                Ok(was_there) => was_there,
                Err(error) => {
                    tracing::warn!(%error, "exports wait for now");
                    false
                }
            } {}
        }
    }

    async fn keep_house(&self) {
        let mut looks = interval(LOOK_EVERY * SWEEP_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            if let Err(error) = self.sweep(self.now()).await {
                tracing::warn!(%error, "exports that are over stay for now");
            }
        }
    }

    /// To the microsecond, which is what databases keep.
    fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(6)
    }

    /// Writes the export that has waited longest. False where none waits, or it has to wait on.
    ///
    /// # Errors
    /// The database's.
    pub async fn write_next(&self) -> Result<bool, StoreError> {
        let Some(taken) = self.store.take_export(self.now()).await? else { return Ok(false) };
        let progress = Progress::default();
        let written = tokio::select! {
            written = self.write(&taken, &progress) => Some(written),
            () = self.hold(&taken, &progress) => None,
        };
        let ended = match written {
            None => None,
            Some(Ok((rows, bytes))) => Some(Ended::Ready { rows, bytes }),
            Some(Err(ExportError::Refused(error))) if error.code == Code::Unavailable => {
                self.store.release_export(&taken).await?;
                return Ok(false);
            }
            Some(Err(error)) => {
                tracing::warn!(%error, export = %taken.row.id, "an export could not be written");
                Some(Ended::Failed(error.told(language(&taken.row.locale))))
            }
        };
        let is_ready = matches!(ended, Some(Ended::Ready { .. }));
        let is_ours = match &ended {
            Some(ended) => self.store.end_export(&taken, ended, self.now()).await?,
            None => false,
        };
        if !(is_ready && is_ours)
            && let Err(error) = self.files.forget_export(taken.run).await
        {
            tracing::warn!(%error, "what is left of an export is swept later");
        }
        Ok(true)
    }

    /// Says again and again that it is written; ends where that is wanted no longer.
    async fn hold(&self, taken: &TakenExport, progress: &Progress) {
        loop {
            sleep(LOOK_EVERY).await;
            let total = progress.total.load(Ordering::Relaxed).checked_sub(1);
            let far = (progress.done.load(Ordering::Relaxed), total);
            match self.store.hold_export(taken, far, self.now()).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "an export's run cannot say that it is there"),
            }
        }
    }

    /// Writes an export; how many records and bytes it has.
    async fn write(
        &self,
        taken: &TakenExport,
        progress: &Progress,
    ) -> Result<(u64, u64), ExportError> {
        let taking = self.taking(taken)?;
        let counted = async |total: Option<u64>| {
            progress.total.store(total.map_or(0, |total| total + 1), Ordering::Relaxed);
        };
        let done = |done| progress.done.store(done, Ordering::Relaxed);
        let rooms = (&self.engine, &*self.authorizer);
        // It has no name, so that nothing of it stays where the program is killed.
        let (file, rows) = take(rooms, taking, tempfile::tempfile()?, counted, done).await?;
        let bytes = self.files.keep_export(taken.run, file).await?;
        Ok((rows, bytes))
    }

    fn taking(&self, TakenExport { row, .. }: &TakenExport) -> Result<Taking, ExportError> {
        let unreadable = || {
            tracing::error!(export = %row.id, "an export's row cannot be read");
            ExportError::Refused(Error::internal())
        };
        let sheet = Sheet::of_object(&row.object).ok_or_else(unreadable)?;
        let names: Vec<String> = serde_json::from_str(&row.columns).map_err(|_| unreadable())?;
        let columns = names.iter().map(|name| sheet.column(name));
        let columns: Vec<&Column> = columns.collect::<Option<_>>().ok_or_else(unreadable)?;
        let asked: Map<String, Value> =
            serde_json::from_str(&row.asked).map_err(|_| unreadable())?;
        let token = row.token_hash.as_ref().map(|hash| {
            let mut token = TokenHash::default();
            hex::decode_to_slice(hash, &mut token).map(|()| token).map_err(|_| unreadable())
        });
        Ok(Taking {
            maker: Maker { user: row.user_id, token: token.transpose()? },
            head: Head { sheet, columns, language: language(&row.locale), zone: self.zone },
            format: Format::named(&row.format).ok_or_else(unreadable)?,
            asked,
        })
    }
}

fn language(locale: &str) -> Language {
    if locale == "zh" { Language::Chinese } else { Language::English }
}
