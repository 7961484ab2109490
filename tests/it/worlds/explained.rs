//! Why, and who: what is explained is what casbin's own `enforce` says, and so are those who may.

use std::collections::BTreeSet;

use uuid::Uuid;
use wardbook::policy::{Action, Effect, Object};
use wardbook::store::access::{AccessQuestion, Target, Which};

use super::asked::Product;
use super::coverage::Coverage;
use super::judge::{Judge, RowRef};
use super::judged::ACTIONS;
use super::world::World;
use crate::support::Dice;

/// So many records of each world are asked about, of each kind alike.
const ROWS: usize = 3;

/// Asks about some records of a world, for one user and for all.
pub(super) async fn compare(
    dice: &mut Dice,
    (judge, product): (&Judge<'_>, &Product),
    (world, user): (&World, usize),
    rows: &[RowRef],
    coverage: &mut Coverage,
) {
    for _ in 0..ROWS {
        let row = *dice.pick(rows);
        let action = match row.object {
            Object::Case => *dice.pick(&ACTIONS),
            _ => Action::Read,
        };
        let allows = |user| judge.may(user, row, action.as_str());
        let target = Target::Record(Which::Id(id(world, row)));
        let what = format!("{} of {row:?}", action.as_str());
        let asked = AccessQuestion {
            user: world.users[user].id,
            object: row.object,
            action,
            target: target.clone(),
        };
        let answer = product.explain(&asked, world.now).await;
        let told = format!("{what} by user {user}: {answer:?}");
        assert_eq!(answer.allowed, allows(user), "{told}");
        let relations: Vec<&str> = answer.relations.iter().map(|of| of.as_str()).collect();
        assert_eq!(relations, judge.relations(user, row), "{told}");
        let effects: BTreeSet<bool> =
            answer.rules.iter().map(|rule| rule.effect == Effect::Allow).collect();
        assert_eq!(answer.allowed, effects == BTreeSet::from([true]), "{told}");
        assert_eq!(answer.rules.is_empty(), answer.grants.is_empty(), "{told}");
        assert!(!answer.allowed || answer.nearest.is_none(), "{told}");
        coverage.explained(answer.allowed, !answer.rules.is_empty(), answer.nearest.is_some());

        let may: Vec<usize> = (0..world.users.len())
            .filter(|user| world.users[*user].active && allows(*user))
            .collect();
        let may: BTreeSet<Uuid> = may.into_iter().map(|user| world.users[user].id).collect();
        let holders = product.who_can((row.object, action), &target, world.now).await;
        assert_eq!(holders.keys().map(|(_, user)| user).collect::<BTreeSet<_>>(), may, "{what}");
        assert_eq!(holders.keys().len(), may.len(), "{what}: somebody came twice");
        for place in 0..may.len() {
            let holder = holders.holder(place).unwrap();
            assert!(!holder.via.is_empty() && !holder.rules.is_empty(), "{what}: {holder:?}");
            assert!(holder.user != asked.user || holder.rules == answer.rules, "{what}");
        }
    }
}

fn id(world: &World, row: RowRef) -> Uuid {
    let global = super::asked::global_id(world, row);
    Uuid::try_parse(global.rsplit('_').next().unwrap()).unwrap()
}
