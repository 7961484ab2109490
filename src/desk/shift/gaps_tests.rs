//! Gaps against a judge that looks at each minute, and what holds of them whatever happens.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::gaps::{Elsewhere, Gap, Member, gaps, next_look};
use super::kind::GapKind;
use super::{GRACE, Times};

const LENGTH: i64 = 240;

fn minute(minute: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
}

fn times() -> Times {
    Times { starts_at: minute(0), ends_at: minute(LENGTH) }
}

fn user(n: usize) -> Uuid {
    Uuid::from_u128(n as u128 + 1)
}

/// Somebody who came and went at these minutes.
fn member(n: usize, came: Option<i64>, went: Option<i64>) -> Member {
    Member {
        user: user(n),
        leads: n == 0,
        since: minute(0),
        in_place_of: None,
        signed_in_at: came.map(minute),
        signed_out_at: went.map(minute),
        is_replaced: false,
    }
}

/// What is known of a roster at a moment: nobody has signed later.
fn known(roster: &[Member], now: DateTime<Utc>) -> Vec<Member> {
    let by_now = |at: Option<DateTime<Utc>>| at.filter(|at| *at <= now);
    let known = |member: &Member| Member {
        signed_in_at: by_now(member.signed_in_at),
        signed_out_at: by_now(member.signed_out_at),
        ..member.clone()
    };
    roster.iter().map(known).collect()
}

fn rosters() -> impl Strategy<Value = Vec<Member>> {
    let signs = prop::option::of((-30..=LENGTH, prop::option::of(0..LENGTH + 60)));
    prop::collection::vec(signs, 1..4).prop_map(|all| {
        let signed = |(n, signs): (usize, Option<(i64, Option<i64>)>)| {
            let (came, stays) = signs.map_or((None, None), |(came, stays)| (Some(came), stays));
            member(n, came, came.zip(stays).map(|(came, stays)| came + stays))
        };
        all.into_iter().enumerate().map(signed).collect()
    })
}

/// Whether one of these is there in the minute that begins then.
fn is_there(roster: &[Member], at: DateTime<Utc>, leader_only: bool) -> bool {
    roster.iter().filter(|member| member.leads || !leader_only).any(|member| {
        member.signed_in_at.is_some_and(|came| came <= at)
            && member.signed_out_at.is_none_or(|went| at < went)
    })
}

fn covers(gaps: &[Gap], kind: GapKind, at: DateTime<Utc>) -> bool {
    gaps.iter().any(|gap| gap.kind == kind && gap.from <= at && gap.to.is_none_or(|to| at < to))
}

proptest! {
    #[test]
    fn an_empty_minute_is_in_a_gap_and_no_other(roster in rosters(), now in 0..LENGTH + 100) {
        let now = minute(now);
        let roster = known(&roster, now);
        let found = gaps(times(), &roster, &[], now);
        for (kind, leader_only) in [(GapKind::NobodySignedIn, false), (GapKind::LeaderAbsent, true)] {
            let last = LENGTH.min((now - minute(0)).num_minutes());
            let empty = |at: i64| {
                (0..last).contains(&at) && !is_there(&roster, minute(at), leader_only)
            };
            for at in 0..last {
                // How long the stretch is that this minute is in.
                let before = (0..=at).rev().take_while(|at| empty(*at)).count() as i64;
                let after = (at..last).take_while(|at| empty(*at)).count() as i64;
                let long = empty(at) && before + after - 1 > GRACE.num_minutes();
                prop_assert_eq!(covers(&found, kind, minute(at)), long, "{:?} {}", kind, at);
            }
        }
    }

    #[test]
    fn gaps_change_with_the_clock_only_when_it_looks(roster in rosters(), now in -60..LENGTH + 100) {
        let now = minute(now);
        let roster = known(&roster, now);
        let found = gaps(times(), &roster, &[], now);
        let until = next_look(times(), &roster, now);
        let last = until.unwrap_or(now + TimeDelta::days(400));
        prop_assert!(until.is_some(), "a shift of this day is looked at until it is settled");
        for part in 0..50 {
            let at = now + (last - TimeDelta::microseconds(1) - now) * part / 49;
            prop_assert_eq!(&gaps(times(), &roster, &[], at), &found);
        }
        let settled = times().settles_at();
        prop_assert_eq!(next_look(times(), &roster, settled), None);
        let (then, later) = (settled, settled + TimeDelta::days(400));
        prop_assert_eq!(gaps(times(), &roster, &[], then), gaps(times(), &roster, &[], later));
    }

    #[test]
    fn what_was_found_stays_found(roster in rosters(), now in 0..LENGTH + 100, later in 0..200_i64) {
        let (now, later) = (minute(now), minute(now + later));
        let before = gaps(times(), &known(&roster, now), &[], now);
        let after = gaps(times(), &known(&roster, later), &[], later);
        for gap in before {
            let stays = |known: &Gap| {
                (known.kind, known.user, known.from) == (gap.kind, gap.user, gap.from)
                    && (gap.to.is_none() || gap.to == known.to)
            };
            prop_assert!(after.iter().any(stays), "{:?} of {:?}", gap, after);
        }
    }

    #[test]
    fn whoever_signs_in_time_leaves_no_gap(early in -30..=15_i64, late in -15..=15_i64, now in 0..2_000_i64) {
        let roster = [member(0, Some(early), Some(LENGTH + late)), member(1, Some(early), Some(LENGTH + late))];
        let now = minute(now);
        prop_assert_eq!(gaps(times(), &known(&roster, now), &[], now), vec![]);
    }
}

#[test]
fn somebody_on_two_shifts_overlaps_from_the_later_beginning_to_the_earlier_end() {
    let other = Uuid::from_u128(9);
    let elsewhere = |from, to| Elsewhere {
        user: user(1),
        shift: other,
        times: Times { starts_at: minute(from), ends_at: minute(to) },
    };
    let roster = [member(0, None, None), member(1, None, None)];
    let overlap = |from, to| Gap {
        kind: GapKind::Overlap,
        user: Some(user(1)),
        beside: Some(other),
        from: minute(from),
        to: Some(minute(to)),
    };
    let long_before = minute(-10_000);
    for (from, to, found) in [
        (-60, 30, vec![overlap(0, 30)]),
        (60, 90, vec![overlap(60, 90)]),
        (200, 900, vec![overlap(200, LENGTH)]),
        (-60, 0, vec![]),
        (LENGTH, 900, vec![]),
    ] {
        assert_eq!(gaps(times(), &roster, &[elsewhere(from, to)], long_before), found);
    }
}

/// The leader never came, and somebody took their place an hour later, who came at once.
#[test]
fn a_leaders_absence_is_theirs_and_not_that_of_whoever_stands_in() {
    let stand_in = Member {
        user: user(7),
        since: minute(60),
        in_place_of: Some(user(0)),
        ..member(0, Some(65), None)
    };
    let roster = [stand_in, member(1, Some(0), None)];
    let absent = Gap {
        kind: GapKind::LeaderAbsent,
        user: Some(user(0)),
        beside: None,
        from: minute(0),
        to: Some(minute(65)),
    };
    assert_eq!(gaps(times(), &roster, &[], minute(70)), vec![absent]);
}
