//! What the clock does while the program serves: cases and hazards that became overdue and checks
//! that were missed are noted, hazards that stay overdue rise, gaps of shifts are found, checks are
//! planned ahead, and what nobody needs any longer is removed.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{SubsecRound, TimeDelta};
use chrono_tz::Tz;
use tokio::time::{MissedTickBehavior, interval};

use super::schedule;
use crate::schema::WallClock;
use crate::store::{Store, StoreError};

/// How often is looked for what the clock has to do.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// After how many looks what is old is removed, and checks are planned: an hour.
const HOUR: u32 = 1_800;

/// Who looks after what the clock has to do.
pub(super) struct Sweeper {
    pub(super) store: Store,
    pub(super) clock: WallClock,
    /// The zone of civil days.
    pub(super) zone: Tz,
    /// For how long a hazard is overdue before it rises.
    pub(super) raise_after: TimeDelta,
    /// The file with the schedule of checks, read again each time.
    pub(super) schedule: Option<PathBuf>,
}

impl Sweeper {
    /// Sweeps for ever. A failure is logged, and what was left is done at the next look.
    pub(super) async fn run(self) {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for look in (0..HOUR).cycle() {
            looks.tick().await;
            self.note_what_is_late().await;
            if look == 0 {
                self.plan_checks().await;
                if let Err(error) = self.store.forget_what_is_old(self.clock.now()).await {
                    tracing::warn!(%error, "what is old stays for another hour");
                }
            }
        }
    }

    async fn note_what_is_late(&self) {
        // To the microsecond, which is what databases keep.
        let (store, now) = (&self.store, self.clock.now().trunc_subsecs(6));
        let today = now.with_timezone(&self.zone).date_naive();
        log("cases became overdue", store.note_overdue_cases(now).await);
        log("checks were missed", store.note_missed_checks(today, now).await);
        log("hazards became overdue", store.note_overdue_hazards(now).await);
        log("hazards rose", store.raise_overdue_hazards(self.raise_after, now).await);
        log("shifts were looked at", store.look_for_shift_gaps(now).await);
    }

    async fn plan_checks(&self) {
        let Some(file) = &self.schedule else { return };
        match schedule::plan(&self.store, file, self.zone, self.clock.now()).await {
            Ok(0) => {}
            Ok(planned) => tracing::info!(planned, "checks were planned"),
            Err(error) => tracing::warn!("no checks are planned for now: {error:#}"),
        }
    }
}

fn log(what: &str, noted: Result<u64, StoreError>) {
    match noted {
        Ok(0) => {}
        Ok(many) => tracing::info!(many, "{what}"),
        Err(error) => tracing::warn!(%error, "{what}: noted at the next look"),
    }
}
