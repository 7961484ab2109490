//! Forgetting what nobody attached, and what was left half way. Several instances may do so at once:
//! what one has forgotten the next does not find.

use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt;
use uuid::Uuid;

use super::kept::{Files, FilesError};
use super::place::day;
use crate::store::{Store, StoreError};

/// How long a file may stay without being attached, and bytes without a row.
const ORPHANS_STAY: TimeDelta = TimeDelta::hours(24);

/// So many ids are looked up at once.
const AT_ONCE: usize = 500;

/// Bytes older than so many days were looked through before.
const DAYS: i64 = 3;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Why sweeping stopped; the next hour goes on.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The rows are out of reach.
    #[error(transparent)]
    Rows(#[from] StoreError),
    /// The bytes are.
    #[error(transparent)]
    Bytes(#[from] FilesError),
}

/// How much is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swept {
    /// All bytes that there are.
    Everything,
    /// Those of the last days.
    LastDays,
}

/// Sweeps once an hour, for ever: at first everything, then what came in the last days.
pub async fn keep_house(files: &Files, store: &Store) {
    let mut hours = tokio::time::interval(HOUR);
    let mut swept = Swept::Everything;
    loop {
        hours.tick().await;
        match files.sweep(store, Utc::now(), swept).await {
            Ok(0) => swept = Swept::LastDays,
            Ok(forgotten) => {
                tracing::info!(forgotten, "files that nobody attached were forgotten");
                swept = Swept::LastDays;
            }
            Err(error) => {
                tracing::warn!(%error, "files that nobody attached stay for another hour");
            }
        }
    }
}

impl Files {
    /// Forgets the files that were sent a day ago and tied to nothing, rows first, and bytes of that
    /// age that have no row; how many files that were.
    ///
    /// # Errors
    /// The rows or the bytes are out of reach; what was not forgotten is found the next time.
    pub async fn sweep(
        &self,
        store: &Store,
        now: DateTime<Utc>,
        swept: Swept,
    ) -> Result<usize, SweepError> {
        let before = now - ORPHANS_STAY;
        let mut forgotten = 0;
        loop {
            let orphans = store.forget_orphan_files(before).await?;
            if orphans.is_empty() {
                break;
            }
            forgotten += orphans.len();
            for orphan in orphans {
                self.forget(orphan).await?;
            }
        }
        let days = match swept {
            Swept::Everything => vec![None],
            Swept::LastDays => {
                (0..=DAYS).map(|days| Some(day(now - TimeDelta::days(days)))).collect()
            }
        };
        for day in days {
            let kept = self.kept_before(before, day.as_deref());
            let mut chunks = kept.try_chunks(AT_ONCE);
            while let Some(files) = chunks.try_next().await.map_err(|failed| failed.1)? {
                forgotten += self.forget_without_rows(store, files).await?;
            }
        }
        if let Some(folder) = self.folder() {
            let before = SystemTime::from(before);
            let sweeping =
                tokio::task::spawn_blocking(move || forget_half_written(&folder, before));
            if !sweeping.await.unwrap_or(false) {
                tracing::warn!("what was left half written is not all gone");
            }
        }
        Ok(forgotten)
    }

    async fn forget_without_rows(
        &self,
        store: &Store,
        mut files: Vec<Uuid>,
    ) -> Result<usize, SweepError> {
        // A file and its small picture are one.
        files.sort_unstable();
        files.dedup();
        let known = store.known_files(&files).await?;
        files.retain(|file| !known.contains(file));
        for file in &files {
            self.forget(*file).await?;
        }
        Ok(files.len())
    }
}

/// Removes what a process that was killed had begun to write: `object_store` names it after the
/// file, a `#` and a number, and shows it to nobody. Whether all of it is gone.
fn forget_half_written(folder: &Path, before: SystemTime) -> bool {
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let days = entries(folder).filter(|entry| entry.file_type().is_ok_and(|of| of.is_dir()));
    let mut all_gone = true;
    for entry in days.flat_map(|day| entries(&day.path())) {
        let is_begun = entry.file_name().to_string_lossy().contains('#');
        let changed = entry.metadata().and_then(|of| of.modified());
        if is_begun && changed.is_ok_and(|changed| changed < before) {
            all_gone &= std::fs::remove_file(entry.path()).is_ok();
        }
    }
    all_gone
}
