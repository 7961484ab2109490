//! What the clock does while the program serves: cases that became overdue and checks that were missed
//! are noted, and what nobody needs any longer is removed.

use std::time::Duration;

use chrono_tz::Tz;
use tokio::time::{MissedTickBehavior, interval};

use crate::schema::WallClock;
use crate::store::Store;

/// How often cases are looked for whose time is up.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// After how many looks what is old is removed: an hour.
const HOUR: u32 = 1_800;

/// Sweeps for ever. A failure is logged, and what was left is done at the next look.
pub(super) async fn run(store: Store, clock: WallClock, zone: Tz) {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for look in (0..HOUR).cycle() {
        looks.tick().await;
        match store.note_overdue_cases(clock.now()).await {
            Ok(0) => {}
            Ok(noted) => tracing::info!(noted, "cases became overdue"),
            Err(error) => tracing::warn!(%error, "overdue cases are noted later"),
        }
        let now = clock.now();
        match store.note_missed_checks(now.with_timezone(&zone).date_naive(), now).await {
            Ok(0) => {}
            Ok(noted) => tracing::info!(noted, "checks were missed"),
            Err(error) => tracing::warn!(%error, "missed checks are noted later"),
        }
        if look == 0
            && let Err(error) = store.forget_what_is_old(clock.now()).await
        {
            tracing::warn!(%error, "what is old stays for another hour");
        }
    }
}
