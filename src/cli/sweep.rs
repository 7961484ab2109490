//! What the clock does while the program serves: cases and hazards that became overdue are noted,
//! hazards that stay so rise, and what nobody needs any longer is removed.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::{MissedTickBehavior, interval};

use crate::schema::WallClock;
use crate::store::Store;

/// How often it is looked for what is late.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// After how many looks what is old is removed: an hour.
const HOUR: u32 = 1_800;

/// Sweeps for ever; a hazard that is late for `raise_after` rises, and so on. A failure is logged, and
/// what was left is done at the next look.
pub(super) async fn run(store: Store, clock: WallClock, raise_after: TimeDelta) {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for look in (0..HOUR).cycle() {
        looks.tick().await;
        match store.note_overdue_cases(clock.now()).await {
            Ok(0) => {}
            Ok(noted) => tracing::info!(noted, "cases became overdue"),
            Err(error) => tracing::warn!(%error, "overdue cases are noted later"),
        }
        match store.note_overdue_hazards(clock.now()).await {
            Ok(0) => {}
            Ok(noted) => tracing::info!(noted, "hazards became overdue"),
            Err(error) => tracing::warn!(%error, "overdue hazards are noted later"),
        }
        match store.raise_overdue_hazards(raise_after, clock.now()).await {
            Ok(0) => {}
            Ok(raised) => tracing::info!(raised, "hazards rose to the level above"),
            Err(error) => tracing::warn!(%error, "overdue hazards rise later"),
        }
        if look == 0
            && let Err(error) = store.forget_what_is_old(clock.now()).await
        {
            tracing::warn!(%error, "what is old stays for another hour");
        }
    }
}
