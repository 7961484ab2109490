//! list == enforce: in random worlds, what every list returns is exactly what casbin's own
//! `enforce` allows row by row, and so is what a write is judged by.
//!
//! `WARDBOOK_WORLDS=20000` asks for more of them, `WARDBOOK_SEED=…` repeats one that failed.

mod asked;
mod coverage;
mod explained;
mod judge;
mod judged;
mod nested;
mod world;
mod write;

use std::collections::BTreeSet;

use chrono::{SubsecRound, Utc};
use serde_json::json;
use wardbook::policy::Object;
use wardbook::store::{PoolSettings, Store};

use crate::support::{Backend, Database, Dice};
pub(crate) use asked::{Product, global_id};
use coverage::Coverage;
pub(crate) use judge::{Judge, RowRef};
use nested::Allowed;
use world::OBJECTS;
pub(crate) use world::{
    Area, Case, Check, Grant, Hazard, Place, ROLES, Route, Rule, Shift, Team, User, World,
};

/// How many worlds there are, unless the environment says otherwise.
const WORLDS: u64 = 2_000;

/// How many databases the worlds of a run are spread over.
const LANES: u64 = 2;

pub(crate) fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a whole number, not {text}")))
}

pub(crate) fn rows(world: &World, object: Object) -> Vec<RowRef> {
    let n = match object {
        Object::Case => world.cases.len(),
        Object::Check => world.checks.len(),
        Object::Team => world.teams.len(),
        Object::Place => world.places.len(),
        Object::Area => world.areas.len(),
        Object::Hazard => world.hazards.len(),
        Object::Patrol => world.routes.len(),
        Object::Shift => world.shifts.len(),
        _ => world.users.len(),
    };
    (0..n).map(|index| RowRef { object, index }).collect()
}

/// One world: every list, node and nested list of some of its users.
async fn compare(seed: u64, product: &Product, database: &Database, coverage: &mut Coverage) {
    let mut dice = Dice::new(seed);
    let world = World::new(&mut dice, Utc::now().trunc_subsecs(0));
    world.write(database.connection()).await;
    coverage.world(&world);
    // The index takes as long as all else of a world.
    let searched = seed.is_multiple_of(8);
    if searched {
        product.index().await;
    }
    let judge = Judge::new(&world).await;
    let first = dice.below(world.users.len());
    for user in [first, (first + 1) % world.users.len()] {
        let grants = product.grants(&world, user).await;
        let allowed: Vec<RowRef> = OBJECTS
            .iter()
            .flat_map(|object| rows(&world, *object))
            .filter(|row| judge.allows(user, *row))
            .collect();
        // Of colleagues there is no list of their own.
        for object in OBJECTS.into_iter().filter(|object| *object != Object::User) {
            let asked = (object, searched && object == Object::Case);
            let (found, total) = product.walk(&mut dice, &grants, asked).await;
            let expected: BTreeSet<String> = allowed
                .iter()
                .filter(|row| row.object == object)
                .map(|row| global_id(&world, *row))
                .collect();
            coverage.answer(&world, object, found.len());
            assert_eq!(
                found.iter().cloned().collect::<BTreeSet<_>>(),
                expected,
                "{object:?} of user {user}"
            );
            assert_eq!(found.len(), expected.len(), "{object:?} of user {user}: a row came twice");
            assert_eq!(total, expected.len(), "{object:?} of user {user}: totalCount");
        }
        let all: Vec<RowRef> = OBJECTS.iter().flat_map(|object| rows(&world, *object)).collect();
        let ids: Vec<String> = all.iter().map(|row| global_id(&world, *row)).collect();
        let answer = product.ask(
            &grants,
            "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            json!({"ids": ids}),
        );
        for (row, node) in all.iter().zip(answer.await["nodes"].as_array().unwrap()) {
            assert_eq!(!node.is_null(), allowed.contains(row), "node of {row:?} for user {user}");
        }
        judged::compare(&mut dice, (&judge, &grants), (&world, user), coverage);
        if user == first {
            let of_world = (&world, user);
            explained::compare(&mut dice, (&judge, product), of_world, &all, coverage).await;
        }
        nested::compare(product, &grants, &Allowed { world: &world, rows: allowed }).await;
    }
}

async fn lane(backend: Backend, seeds: Vec<u64>) -> Coverage {
    let database = Database::fresh(backend).await;
    let settings = PoolSettings { readers: 2, ..PoolSettings::default() };
    let store = Store::open(database.url(), &settings).await.unwrap();
    let product = Product::new(store.clone());
    let mut coverage = Coverage::default();
    for seed in seeds {
        let failed =
            std::panic::AssertUnwindSafe(compare(seed, &product, &database, &mut coverage));
        if let Err(panic) = futures_util::FutureExt::catch_unwind(failed).await {
            eprintln!("WARDBOOK_SEED={seed} repeats this world on {backend:?}");
            std::panic::resume_unwind(panic);
        }
    }
    store.close().await;
    coverage
}

fn worlds(backend: Backend) {
    let one = number("WARDBOOK_SEED");
    let n = if one.is_some() { 1 } else { number("WARDBOOK_WORLDS").unwrap_or(WORLDS) };
    let lanes: Vec<_> = (0..LANES.min(n))
        .map(|lane_number| {
            let seeds = match one {
                Some(seed) => vec![seed],
                None => (0..n).filter(|seed| seed % LANES == lane_number).collect(),
            };
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.unwrap().block_on(lane(backend, seeds))
            })
        })
        .collect();
    let mut coverage = Coverage::default();
    for lane in lanes {
        match lane.join() {
            Ok(of_lane) => coverage.add(of_lane),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
    if n >= 200 {
        coverage.report(n as usize);
    }
}

#[test]
fn a_list_is_what_casbin_allows_row_by_row_on_sqlite() {
    worlds(Backend::Sqlite);
}

#[test]
fn a_list_is_what_casbin_allows_row_by_row_on_postgres() {
    if crate::support::postgres().is_some() {
        worlds(Backend::Postgres);
    }
}
