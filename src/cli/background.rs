//! What a server does beside answering.

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::secret::KeyRing;
use crate::store::Store;

/// How often the audit trail is sealed.
const SWEEP: Duration = Duration::from_secs(1);

/// How often the newest seal is logged, so that it stands where the database's owner cannot change it.
const HEAD: Duration = Duration::from_secs(60 * 60);

/// How often is looked up how large tables are.
const SIZES: Duration = Duration::from_secs(10 * 60);

/// Looks up how large tables are, again and again.
pub(super) async fn look_up_sizes(store: Store) {
    let mut looks = interval(SIZES);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if let Err(error) = store.look_up_sizes().await {
            tracing::warn!(%error, "how many cases there are cannot be looked up for now");
        }
    }
}

/// Seals the audit trail each second, for ever.
pub(super) async fn seal_audit(store: Store, keys: Arc<KeyRing>) {
    let mut sweeps = interval(SWEEP);
    sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut told, mut is_failing) = (None::<Instant>, false);
    loop {
        sweeps.tick().await;
        let sealed = store.seal_audit(&keys.keys(), Utc::now()).await;
        match &sealed {
            Ok(_) if is_failing => tracing::info!("the audit trail is sealed again"),
            // Said once, and not each second.
            Err(error) if !is_failing => {
                tracing::warn!(%error, "the audit trail is not sealed for now");
            }
            _ => {}
        }
        is_failing = sealed.is_err();
        if told.is_none_or(|told| told.elapsed() >= HEAD)
            && let Ok(Some(head)) = store.audit_head().await
        {
            tracing::info!(%head, "the audit trail's head");
            told = Some(Instant::now());
        }
    }
}
