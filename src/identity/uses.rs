//! Who came in lately: what shows when a grant was last used. It is noted in the background, so that
//! no request waits for it or fails with it.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use parking_lot::Mutex;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use crate::store::Store;

/// How often those who came in are noted.
const NOTED_EVERY: Duration = Duration::from_secs(5);

/// How long after somebody was noted they are not noted again.
const KNOWN_FOR: TimeDelta = TimeDelta::minutes(15);

/// How many are noted at a time, and so hold up other changes no longer than a moment.
const AT_A_TIME: usize = 500;

/// Those who came in, with the moment at which they were noted, if they are already.
#[derive(Debug, Default)]
pub(super) struct Uses {
    seen: Mutex<HashMap<Uuid, Option<DateTime<Utc>>>>,
}

impl Uses {
    /// Somebody came in.
    pub(super) fn note(&self, user: Uuid) {
        self.seen.lock().entry(user).or_insert(None);
    }

    /// Notes those who came in, for ever.
    pub(super) async fn keep(&self, store: &Store) {
        let mut ticks = interval(NOTED_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let now = Utc::now().trunc_subsecs(6);
            // Several servers note the same in one order, and so wait for each other at most.
            let mut new = self.take(now);
            new.sort_unstable();
            for users in new.chunks(AT_A_TIME) {
                if let Err(error) = store.note_grant_uses(users, now).await {
                    tracing::debug!(%error, "the last use of grants is noted later");
                    self.give_back(users);
                }
            }
        }
    }

    /// Those who are not noted yet, who are taken for noted from now on; who was noted a while ago is
    /// forgotten, and noted again when they come in again.
    fn take(&self, now: DateTime<Utc>) -> Vec<Uuid> {
        let mut seen = self.seen.lock();
        seen.retain(|_, noted| noted.is_none_or(|at| (now - at).abs() < KNOWN_FOR));
        let new = seen.iter_mut().filter(|(_, noted)| noted.is_none());
        new.map(|(user, noted)| {
            *noted = Some(now);
            *user
        })
        .collect()
    }

    /// These are not noted after all.
    fn give_back(&self, users: &[Uuid]) {
        let mut seen = self.seen.lock();
        for user in users {
            seen.insert(*user, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_noted_once_in_a_while_and_again_where_it_failed() {
        let uses = Uses::default();
        let (one, other, now) = (Uuid::from_u128(1), Uuid::from_u128(2), Utc::now());
        uses.note(one);
        assert_eq!(uses.take(now), [one]);
        uses.note(one);
        uses.note(other);
        assert_eq!(uses.take(now), [other]);
        uses.give_back(&[one]);
        assert_eq!(uses.take(now), [one]);
        let later = now + KNOWN_FOR;
        assert!(uses.take(later).is_empty());
        uses.note(one);
        assert_eq!(uses.take(later), [one]);
    }
}
