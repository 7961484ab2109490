//! Forgetting the files that nobody may have, and what a run that was killed left.

use chrono::{DateTime, TimeDelta, Utc};

use super::Runner;
use crate::files::SweepError;

/// How old bytes without an export are before they go: their run has ended long ago.
const LEFT: TimeDelta = TimeDelta::hours(1);

/// So many runs are looked up at once.
const AT_ONCE: usize = 500;

impl Runner {
    /// Forgets the files of exports that expired, failed or were cancelled, bytes that no export has,
    /// and the exports of long ago.
    ///
    /// # Errors
    /// The rows or the bytes are out of reach; what was not forgotten is found the next time.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<(), SweepError> {
        loop {
            let over = self.store.exports_to_forget(now).await?;
            if over.is_empty() {
                break;
            }
            for (export, run) in over {
                self.files.forget_export(run).await?;
                self.store.export_is_forgotten(export).await?;
            }
        }
        let left = self.files.exports_before(now - LEFT).await?;
        for runs in left.chunks(AT_ONCE) {
            let known = self.store.runs_with_exports(runs).await?;
            for run in runs.iter().filter(|run| !known.contains(run)) {
                self.files.forget_export(*run).await?;
            }
        }
        self.store.remove_old_exports(now).await?;
        Ok(())
    }
}
