//! What the clock does while the program serves: cases that became overdue are noted, what is missing
//! on shifts is found, and what nobody needs any longer is removed.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::schema::WallClock;
use crate::store::Store;

/// How often cases are looked for whose time is up.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// After how many looks what is old is removed: an hour.
const HOUR: u32 = 1_800;

/// Sweeps for ever. A failure is logged, and what was left is done at the next look.
pub(super) async fn run(store: Store, clock: WallClock) {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for look in (0..HOUR).cycle() {
        looks.tick().await;
        match store.note_overdue_cases(clock.now()).await {
            Ok(0) => {}
            Ok(noted) => tracing::info!(noted, "cases became overdue"),
            Err(error) => tracing::warn!(%error, "overdue cases are noted later"),
        }
        if let Err(error) = store.look_for_shift_gaps(clock.now()).await {
            tracing::warn!(%error, "gaps of shifts are found later");
        }
        if look == 0
            && let Err(error) = store.forget_what_is_old(clock.now()).await
        {
            tracing::warn!(%error, "what is old stays for another hour");
        }
    }
}
