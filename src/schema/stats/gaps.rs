//! Rows of zeros for periods in which nothing is.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Group, nothing, period};
use crate::read::compile::{MOST_GROUPS, StatsPlan};
use crate::read::stats::{GroupBy, Period};

/// Puts a row of zeros wherever one of the periods, or hours, between the first and the last of them
/// has none beside a combination of the other keys that has some: where it belongs by its keys, or
/// last where groups are ordered by a figure. No more are added than may be asked for.
pub(super) fn fill(plan: &StatsPlan, groups: &mut Vec<Group>) {
    let mut orders = Vec::with_capacity(plan.keys.len());
    for (place, key) in plan.keys.iter().enumerate() {
        let steps = match key.by {
            GroupBy::Period(_, of) => periods(of, groups, place),
            GroupBy::Hour(_) => (0..24).map(|hour| hour.to_string()).collect(),
            _ => {
                orders.push(as_they_come(groups, place));
                continue;
            }
        };
        fill_one(plan, groups, place, &steps);
        orders.push(steps.into_iter().map(Some).collect());
    }
    if plan.is_by_keys {
        groups.sort_by_cached_key(|group| {
            let place = |(order, key): (&Vec<Option<String>>, &[Option<String>; 2])| {
                order.iter().position(|value| *value == key[0]).unwrap_or(usize::MAX)
            };
            orders.iter().zip(&group.keys).map(place).collect::<Vec<_>>()
        });
    }
}

/// The values of a key in the order in which they come.
fn as_they_come(groups: &[Group], place: usize) -> Vec<Option<String>> {
    let mut values: Vec<Option<String>> = Vec::new();
    for value in groups.iter().filter_map(|group| group.keys.get(place)) {
        if !values.contains(&value[0]) {
            values.push(value[0].clone());
        }
    }
    values
}

/// All periods from the first that is there to the last.
fn periods(of: Period, groups: &[Group], place: usize) -> Vec<String> {
    let days = groups.iter().filter_map(|group| group.keys.get(place)?[0].as_deref());
    let days: BTreeSet<NaiveDate> = days.filter_map(|day| day.parse().ok()).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let all = std::iter::successors(Some(*first), |day| period::next(of, *day));
    let all = all.take_while(|day| day <= last).take(MOST_GROUPS);
    all.map(|day| day.to_string()).collect()
}

fn fill_one(plan: &StatsPlan, groups: &mut Vec<Group>, place: usize, steps: &[String]) {
    let others = |group: &Group| {
        let mut keys = group.keys.clone();
        keys.remove(place);
        keys
    };
    let mut combinations: Vec<Vec<[Option<String>; 2]>> = Vec::new();
    let mut there = BTreeSet::new();
    for group in groups.iter() {
        let combination = others(group);
        if let Some(step) = group.keys.get(place).and_then(|key| key[0].clone()) {
            there.insert((combination.clone(), step));
        }
        if !combinations.contains(&combination) {
            combinations.push(combination);
        }
    }
    for combination in combinations {
        for step in steps {
            if groups.len() >= MOST_GROUPS || there.contains(&(combination.clone(), step.clone())) {
                continue;
            }
            let mut keys = combination.clone();
            keys.insert(place, [Some(step.clone()), None]);
            groups.push(Group { keys, figures: nothing(plan) });
        }
    }
}
