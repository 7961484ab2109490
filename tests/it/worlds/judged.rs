//! Judging one record in hand, as every write does, compared with casbin's own `enforce`.

use wardbook::desk::deadline::Severity;
use wardbook::desk::facts::CaseFacts;
use wardbook::desk::status::Status;
use wardbook::policy::{Action, Grants, Object, Standing};

use super::coverage::Coverage;
use super::judge::{Judge, RowRef};
use super::world::World;
use crate::support::Dice;

/// What is judged: reading, a verb that is asked at the record's area, and two managing ones.
pub(super) const ACTIONS: [Action; 4] =
    [Action::Read, Action::Note, Action::Triage, Action::Resolve];

/// What the product judges a case by, as the world has it.
fn facts(world: &World, case: usize) -> CaseFacts {
    let of = &world.cases[case];
    let user = |user: Option<usize>| user.map(|user| world.users[user].id);
    CaseFacts {
        status: if of.open { Status::Triaged } else { Status::Archived },
        severity: Severity::Ordinary,
        emergency: false,
        confidential: of.confidential,
        area_path: world.path(of.area),
        desk_path: world.path(of.area),
        team: of.team.map(|team| world.teams[team].id),
        handler: user(of.handler),
        first_handler: user(of.first_handler),
        overseer: user(of.overseer),
        received_by: user(of.received_by),
        proposers: Vec::new(),
        to_answer: false,
        reachable: false,
    }
}

/// Judges every case of the world for one user, at its own area and at some other, where a desk may
/// be.
pub(super) fn compare(
    dice: &mut Dice,
    (judge, grants): (&Judge<'_>, &Grants),
    (world, user): (&World, usize),
    coverage: &mut Coverage,
) {
    for index in 0..world.cases.len() {
        let facts = facts(world, index);
        let relations = judge.relations(user, RowRef { object: Object::Case, index });
        let all = relations.join(" ");
        let in_hand: Vec<&str> = relations
            .into_iter()
            .filter(|relation| ["own_team", "handling"].contains(relation))
            .collect();
        let in_hand = in_hand.join(" ");
        for area in [world.cases[index].area, dice.below(world.areas.len())] {
            let path = world.path(area);
            let action = *dice.pick(&ACTIONS);
            let enforce =
                |relations| judge.enforce(user, &path, "case", action.as_str(), relations);
            let asked = |standing| grants.allows((Object::Case, action), &facts, &path, standing);
            let what = format!("{} of case {index} at {path} by user {user}", action.as_str());

            let full = enforce(&all);
            assert_eq!(asked(Standing::Full), full, "{what}");
            // Whoever has it in hand is asked by that alone; a denial falls on them however they
            // stand to the case.
            let by_hand = enforce(&in_hand);
            assert_eq!(asked(Standing::InHand), by_hand && full, "{what}, in hand");
            coverage.judged(full, by_hand);
        }
    }
}
