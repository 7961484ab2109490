//! Where somebody was not where they should have been: worked out of a shift's time, who is on it,
//! who signed when, and the moment. The same gap is never found otherwise later, but that one which
//! lasts comes to an end.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::kind::GapKind;
use super::{GRACE, Times};

/// Somebody who is on a shift, or was until they were replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: Uuid,
    /// Whether they lead it.
    pub leads: bool,
    /// From when they are on it: its beginning, or later.
    pub since: DateTime<Utc>,
    /// In whose place.
    pub in_place_of: Option<Uuid>,
    /// When they signed in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// When they signed out.
    pub signed_out_at: Option<DateTime<Utc>>,
    /// Whether somebody else is on it in their place now.
    pub is_replaced: bool,
}

/// Another shift that a member is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Who.
    pub user: Uuid,
    /// Which shift.
    pub shift: Uuid,
    /// Its time, as far as they are on it.
    pub times: Times,
}

/// A time in which somebody was not where they should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What was missing.
    pub kind: GapKind,
    /// Who; none where nobody at all was there.
    pub user: Option<Uuid>,
    /// The other shift of an overlap.
    pub beside: Option<Uuid>,
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when; none while it lasts.
    pub to: Option<DateTime<Utc>>,
}

/// The gaps of a shift as they are known at a moment, in the order in which they began.
#[must_use]
pub fn gaps(
    times: Times,
    roster: &[Member],
    elsewhere: &[Elsewhere],
    now: DateTime<Utc>,
) -> Vec<Gap> {
    let gap = |kind, user, from, to| Gap { kind, user, beside: None, from, to };
    let mut gaps = Vec::new();
    for (from, to) in stretches_without(roster.iter(), times, now) {
        gaps.push(gap(GapKind::NobodySignedIn, None, from, to));
    }
    for (from, to) in stretches_without(roster.iter().filter(|member| member.leads), times, now) {
        gaps.push(gap(GapKind::LeaderAbsent, leader_at(roster, from), from, to));
    }
    for member in roster {
        let Some(came) = member.signed_in_at else { continue };
        if came - member.since > GRACE {
            gaps.push(gap(GapKind::SignedInLate, Some(member.user), member.since, Some(came)));
        }
        let went = member.signed_out_at;
        if went.unwrap_or(now) - times.ends_at > GRACE {
            gaps.push(gap(GapKind::NotSignedOut, Some(member.user), times.ends_at, went));
        }
    }
    gaps.extend(overlaps(times, roster, elsewhere));
    gaps.sort_by_key(|gap| (gap.from, gap.kind, gap.user, gap.beside));
    gaps
}

/// When the clock has to look again: the gaps do not change before, unless somebody does something.
/// None where they stand for good.
#[must_use]
pub fn next_look(times: Times, roster: &[Member], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let a_moment = TimeDelta::microseconds(1);
    let left = roster.iter().filter_map(|member| member.signed_out_at);
    let empty_from = left.chain([times.starts_at, times.ends_at]);
    let looks = empty_from.map(|from| from + GRACE + a_moment);
    let looks = looks.chain([times.ends_at, times.settles_at()]);
    looks.filter(|look| now < *look && *look <= times.settles_at()).min()
}

/// The stretches of a shift, up to a moment, in which none of these was there for longer than is let
/// pass.
fn stretches_without<'a>(
    members: impl Iterator<Item = &'a Member>,
    times: Times,
    now: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let until = times.ends_at.min(now);
    let forever = DateTime::<Utc>::MAX_UTC;
    let mut there: Vec<_> = members
        .filter_map(|member| Some((member.signed_in_at?, member.signed_out_at.unwrap_or(forever))))
        .collect();
    there.sort_unstable();
    let (mut stretches, mut empty_from) = (Vec::new(), times.starts_at);
    for (came, went) in there {
        if came.min(until) - empty_from > GRACE {
            stretches.push((empty_from, Some(came.min(until))));
        }
        empty_from = empty_from.max(went);
    }
    if empty_from < until && until - empty_from > GRACE {
        stretches.push((empty_from, (until == times.ends_at).then_some(until)));
    }
    stretches
}

/// Who led a shift at a moment: whoever was its leader by then, or whose place was taken later.
fn leader_at(roster: &[Member], at: DateTime<Utc>) -> Option<Uuid> {
    let leaders = || roster.iter().filter(|member| member.leads);
    let by_then = leaders().filter(|member| member.since <= at).max_by_key(|member| member.since);
    let later = || {
        let first = leaders().min_by_key(|member| member.since)?;
        Some(first.in_place_of.unwrap_or(first.user))
    };
    by_then.map(|member| member.user).or_else(later)
}

fn overlaps<'a>(
    times: Times,
    roster: &'a [Member],
    elsewhere: &'a [Elsewhere],
) -> impl Iterator<Item = Gap> + 'a {
    roster.iter().filter(|member| !member.is_replaced).flat_map(move |member| {
        elsewhere.iter().filter(|other| other.user == member.user).filter_map(move |other| {
            let from = times.starts_at.max(member.since).max(other.times.starts_at);
            let to = times.ends_at.min(other.times.ends_at);
            (from < to).then_some(Gap {
                kind: GapKind::Overlap,
                user: Some(member.user),
                beside: Some(other.shift),
                from,
                to: Some(to),
            })
        })
    })
}
