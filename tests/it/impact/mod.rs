//! The impact of a change is the difference of two brute-force enumerations: in random worlds, under
//! random changes of the policy, line by line.
//!
//! `WARDBOOK_WORLDS=20000` asks for more of them, `WARDBOOK_SEED=…` repeats one that failed.

mod change;
mod district;
mod naive;
mod town;

use std::collections::BTreeMap;

use chrono::{SubsecRound, Utc};
use wardbook::policy::impact::Line;
use wardbook::store::Store;

use crate::support::{Backend, Database, Dice, both};
use crate::worlds::number;
use change::Change;
use naive::{Key, Seen, Sides, enumerate};
use town::Town;

/// How many worlds there are, unless the environment says otherwise.
const WORLDS: u64 = 300;

/// What comes up, and how often at least in a hundred worlds.
const FLOORS: [(&str, usize); 13] = [
    ("world: something changes", 30),
    ("gained", 60),
    ("lost", 60),
    ("through several roles", 8),
    ("of no record", 20),
    ("denied on one side", 40),
    ("at a desk elsewhere", 5),
    ("of one's own team", 10),
    ("handled by oneself", 15),
    ("of one's own", 10),
    ("confidential", 20),
    ("kept through another grant", 15),
    ("counts each once for several users", 8),
];

/// A line as it is compared: who, how many records, and the users by name.
type Shown = (usize, i64, Vec<uuid::Uuid>);

fn keyed(gained: bool, lines: &[Line], into: &mut BTreeMap<Key, Shown>) {
    for line in lines {
        let role = crate::worlds::ROLES.into_iter().find(|role| *role == line.role).unwrap();
        let shown = (line.user_count, line.record_count, line.users.clone());
        let known = into.insert((gained, role, line.object, line.action), shown);
        assert!(known.is_none(), "two lines for one: {line:?}");
    }
}

/// One world and one change of its policy.
async fn compare(seed: u64, database: &Database, store: &Store, seen: &mut Seen) {
    let town = Town::new(seed, Utc::now().trunc_subsecs(0));
    let world = town.world();
    town.write(database).await;
    let change = Change::new(&mut Dice::new(seed.rotate_left(32)), &world);
    let (before, after) = (change.before.rules(&world), change.after.rules(&world));
    let impact = store.policy_impact(&before, &after, Utc::now()).await.unwrap();
    let sides = Sides::of(&town, &change);
    let expected = enumerate(&town, &change, &sides, seen).await;

    let affected: std::collections::BTreeSet<usize> =
        expected.values().flat_map(|found| found.users.iter().copied()).collect();
    let mut came_up = |kind, yes: bool| *seen.entry(kind).or_default() += usize::from(yes);
    came_up("world: something changes", !affected.is_empty());
    for found in expected.values() {
        came_up("counts each once for several users", found.users.len() > 1);
    }
    let expected: BTreeMap<Key, Shown> = expected
        .into_iter()
        .map(|(key, found)| {
            // Users of these worlds are named by their numbers.
            let users = found.users.iter().map(|user| world.users[*user].id).collect();
            (key, (found.users.len(), found.things.len() as i64, users))
        })
        .collect();
    let mut found = BTreeMap::new();
    keyed(true, &impact.gains, &mut found);
    keyed(false, &impact.losses, &mut found);
    assert_eq!(found, expected);
    assert_eq!(impact.users_affected, affected.len());

    let back = store.policy_impact(&after, &before, Utc::now()).await.unwrap();
    assert_eq!((back.gains, back.losses), (impact.losses, impact.gains), "taken back");
    let none = store.policy_impact(&after, &after, Utc::now()).await.unwrap();
    assert_eq!(none, wardbook::policy::impact::Impact::default(), "of no change");
}

both! {
    async fn the_impact_of_a_change_is_what_two_enumerations_differ_in(backend: Backend) {
        let one = number("WARDBOOK_SEED");
        let n = number("WARDBOOK_WORLDS").unwrap_or(WORLDS);
        let database = Database::fresh(backend).await;
        let store = database.store().await;
        let mut seen = Seen::new();
        for seed in one.map_or(0..n, |seed| seed..seed + 1) {
            let compared =
                std::panic::AssertUnwindSafe(compare(seed, &database, &store, &mut seen));
            if let Err(panic) = futures_util::FutureExt::catch_unwind(compared).await {
                eprintln!("WARDBOOK_SEED={seed} repeats this world on {backend:?}");
                std::panic::resume_unwind(panic);
            }
        }
        store.close().await;
        if one.is_none() && n >= 100 {
            println!("{n} worlds, and how often there was");
            for (kind, count) in &seen {
                println!("  {count:>6}  {kind}");
            }
            for (kind, in_a_hundred) in FLOORS {
                let count = seen.get(kind).copied().unwrap_or_default() as u64;
                assert!(count * 100 >= n * in_a_hundred as u64, "{kind}: {count} in {n} worlds");
            }
        }
    }
}
