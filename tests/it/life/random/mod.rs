//! Whoever does whatever, two at a time: nothing happens but what the design's table has, each
//! change is whole, and what is said to be allowed is what can be done.
//!
//! `WARDBOOK_ACTIONS=20000` asks for more, `WARDBOOK_SEED=…` throws the same dice again.

mod moves;
pub(super) mod rows;
mod table;
pub(super) mod trail;

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::town::{Sent, Town};
use crate::support::{Backend, Dice, both};
use moves::Move;
use rows::Rows;

/// How many actions are tried on each database, unless the environment says otherwise.
const ACTIONS: usize = 500;

pub(super) fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a whole number, not {text}")))
}

/// What must hold of one of two moves that were sent at once.
fn judge(of: (&Move, &Sent), other: (&Move, &Sent), case_was: Option<&entity::case::Model>) {
    let ((of, sent), (other, others)) = (of, other);
    let told = format!(
        "{} does {} {} with {:?}: {sent:?}, while {} does {}: {others:?}; listed: {:?}",
        of.who,
        of.verb.mutation,
        of.input,
        case_was.map(|case| (&case.status, case.version, case.confidential)),
        other.who,
        other.verb.mutation,
        of.listed,
    );
    if let Err(error) = sent {
        let codes = ["FORBIDDEN", "NOT_FOUND", "WRONG_STATE", "CONFLICT", "INVALID_INPUT"];
        assert!(codes.contains(&error["code"].as_str().unwrap()), "{told}");
    }
    let meets = of.touches().any(|case| other.touches().any(|others| others == case));
    if meets && others.is_ok() && !other.verb.is_aside {
        let both = of.case == other.case && sent.is_ok() && !of.verb.is_aside;
        assert!(!both, "one version was changed twice: {told}");
        return;
    }
    let is_listed = of.case.is_none() || of.listed.iter().any(|listed| listed == of.verb.action);
    if of.is_right {
        assert_eq!(sent.is_ok(), is_listed, "{told}");
    }
    assert!(is_listed || sent.is_err(), "{told}");
    if let Err(error) = sent
        && !is_listed
    {
        let codes = ["FORBIDDEN", "NOT_FOUND", "WRONG_STATE"];
        assert!(codes.contains(&error["code"].as_str().unwrap()), "{told}");
    }
}

/// What must hold of the tables after two moves.
fn compare(town: &Town, before: &Rows, after: &Rows, sent: [(&Move, &Sent); 2]) {
    trail::is_told_once(before, after);
    let done = || sent.iter().filter(|(_, sent)| sent.is_ok()).map(|(done, _)| *done);
    let mut expected: Vec<&str> = Vec::new();
    for done in done() {
        expected.extend(Some(done.verb.kind).filter(|kind| !kind.is_empty()));
        if done.verb.mutation == "settleCase" {
            expected.extend(["RESOLVED", "REPLIED"]);
        }
    }
    let new = after.since(before);
    let mut kinds: Vec<&str> = new
        .iter()
        .map(|event| event.kind.as_str())
        .filter(|kind| *kind != "BECAME_OVERDUE")
        .collect();
    kinds.sort_unstable();
    expected.sort_unstable();
    assert_eq!(kinds, expected, "each change leaves its events and no other");
    let looks = |rows: &Rows| rows.trail.iter().filter(|(object, _)| object == "reporter").count();
    let looked = done().filter(|done| done.verb.action.ends_with("_REPORTER")).count();
    assert_eq!(looks(after) - looks(before), looked, "each look at a reporter is in the trail");
    for (id, now) in &after.cases {
        if now.number.starts_with("35") {
            trail::tells_how_it_stands(after, *id);
        }
        let Some(was) = before.cases.get(id) else { continue };
        let of_it: Vec<&Move> = done().filter(|done| done.case == Some(*id)).collect();
        let raised = of_it.iter().filter(|done| !done.verb.is_aside).count();
        assert_eq!(now.version, was.version + i32::try_from(raised).unwrap());
        let mut same = was.clone();
        let late = new.iter().any(|event| event.case_id == *id && event.kind == "BECAME_OVERDUE");
        if late {
            // The sweeper may have come by before the change or after it.
            let is_late = [was, now]
                .iter()
                .any(|case| case.is_open && case.due_at.is_some_and(|due| due <= town.clock.now()));
            assert!(is_late, "{was:?} became {now:?}");
            same.overdue_noted_at = now.overdue_noted_at;
        }
        if !of_it.is_empty() {
            same.updated_at = now.updated_at;
            same.overdue_noted_at = now.overdue_noted_at;
        }
        if raised == 0 {
            assert_eq!(*now, same, "what was refused, or stands beside the case, changes nothing");
        }
    }
}

async fn act(town: &Town, dice: &mut Dice, done: &mut BTreeMap<&'static str, usize>) {
    if dice.percent(25) {
        town.clock.advance(TimeDelta::hours(dice.between(1, 60) as i64));
    }
    let before = Rows::of(town.desk.server.database.connection()).await;
    let (one, two) = (town.choose(dice, &before).await, town.choose(dice, &before).await);
    let sweeps = dice.percent(15);
    let sweep = async {
        if sweeps {
            town.desk.server.store.note_overdue_cases(town.clock.now()).await.unwrap();
        }
    };
    let (first, second, ()) = tokio::join!(
        town.send(one.who, one.verb.mutation, &one.input),
        town.send(two.who, two.verb.mutation, &two.input),
        sweep,
    );
    let was = |of: &Move| of.case.and_then(|case| before.cases.get(&case));
    judge((&one, &first), (&two, &second), was(&one));
    judge((&two, &second), (&one, &first), was(&two));
    let after = Rows::of(town.desk.server.database.connection()).await;
    compare(town, &before, &after, [(&one, &first), (&two, &second)]);
    for (of, sent) in [(&one, &first), (&two, &second)] {
        if sent.is_ok() {
            *done.entry(of.verb.mutation).or_default() += 1;
        }
    }
}

both! {
    async fn whatever_is_done_two_at_a_time_each_case_goes_its_lawful_way(backend: Backend) {
        let seed = number("WARDBOOK_SEED").unwrap_or_else(|| {
            chrono::Utc::now().timestamp_micros().unsigned_abs()
        });
        let actions = number("WARDBOOK_ACTIONS").map_or(ACTIONS, |actions| actions as usize);
        let town = Town::open(backend).await;
        let mut dice = Dice::new(seed);
        let mut done = BTreeMap::new();
        let acting = async {
            for _ in 0..actions / 2 {
                act(&town, &mut dice, &mut done).await;
            }
        };
        let acting = std::panic::AssertUnwindSafe(acting);
        if let Err(panic) = futures_util::FutureExt::catch_unwind(acting).await {
            eprintln!("WARDBOOK_SEED={seed} throws these dice again on {backend:?}");
            std::panic::resume_unwind(panic);
        }
        let whole: usize = done.values().sum();
        println!("{whole} of {actions} actions were done on {backend:?}: {done:?}");
        assert!(whole * 3 > actions, "most is tried in earnest");
        assert!(actions < ACTIONS || done.len() > 20, "each way is gone: {done:?}");
    }
}
