//! How repeated failures to sign in slow the next attempt down.

use chrono::{DateTime, TimeDelta, Utc};

/// So many failures in a row bring the first delay; fewer cost nothing, since people mistype.
const FIRST_DELAYED: u32 = 5;

/// The longest delay, in seconds.
const LONGEST_DELAY: i64 = 15 * 60;

/// Failures this long ago no longer count.
pub(super) const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(1);

/// Until when nobody may sign in under a name after so many failures in a row, the last one at
/// `now`: one second after the fifth, twice as long after each further one, a quarter of an hour
/// at most.
pub(super) fn blocked_until(failures: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let beyond = failures.checked_sub(FIRST_DELAYED)?;
    let delay = 1_i64.checked_shl(beyond).unwrap_or(LONGEST_DELAY);
    let delay = if (1..LONGEST_DELAY).contains(&delay) { delay } else { LONGEST_DELAY };
    Some(now + TimeDelta::seconds(delay))
}

/// The whole seconds that remain of a delay, if any do. What is further off than the longest delay
/// was written under a clock that has been set back since, and delays nobody.
pub(super) fn seconds_until(moment: DateTime<Utc>, now: DateTime<Utc>) -> Option<u64> {
    let milliseconds = u64::try_from((moment - now).num_milliseconds()).ok()?;
    let seconds = milliseconds.div_ceil(1000);
    (1..=LONGEST_DELAY.cast_unsigned()).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_a_quarter_of_an_hour() {
        let now = Utc::now();
        let delays: Vec<_> = (0..=16)
            .map(|failures| blocked_until(failures, now).map(|until| (until - now).num_seconds()))
            .collect();
        assert_eq!(delays[..5], [None; 5]);
        let delays: Vec<_> = delays[5..].iter().flatten().copied().collect();
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        for failures in [67, 68, 69, 70, 1000, u32::MAX] {
            assert_eq!(blocked_until(failures, now), Some(now + TimeDelta::minutes(15)));
        }
    }

    #[test]
    fn the_wait_is_rounded_up_and_never_longer_than_the_longest_delay() {
        let now = Utc::now();
        for (milliseconds, seconds) in [
            (-3_600_000, None),
            (-5, None),
            (0, None),
            (1, Some(1)),
            (1000, Some(1)),
            (1001, Some(2)),
            (900_000, Some(900)),
            (900_001, None),
            (7 * 3_600_000, None),
            (365 * 24 * 3_600_000, None),
        ] {
            let moment = now + TimeDelta::milliseconds(milliseconds);
            assert_eq!(seconds_until(moment, now), seconds, "{milliseconds} ms");
        }
    }
}
