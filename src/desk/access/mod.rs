//! Where the policy is asked about a record, and in which words an explanation of its answer is told.

mod words;

pub use words::{Named, nearest, reason};

use super::action::TRANSITIONS;
use super::transition::Asked;
use crate::policy::explain::Asking;
use crate::policy::{Action, Domain, Object, Standing};

/// Where the product asks for leave to do this: what is not done with a case is asked at the
/// record's own area.
#[must_use]
pub fn asked(object: Object, action: Action) -> Asked {
    let mut rows = TRANSITIONS.iter();
    rows.find(|row| row.object == object && row.needs.contains(&action))
        .map_or(Asked::AtArea, |row| row.asked)
}

/// The places at which casbin is asked about a record in an area, whose desk is another's perhaps.
#[must_use]
pub fn askings(object: Object, action: Action, area: &Domain, desk: &Domain) -> Vec<Asking> {
    let at = |domain: &Domain, standing| Asking { domain: domain.clone(), standing };
    match asked(object, action) {
        Asked::AtArea => vec![at(area, Standing::Full)],
        Asked::AtDesk => vec![at(desk, Standing::Full)],
        Asked::AtDeskOrInHand => vec![at(desk, Standing::Full), at(area, Standing::InHand)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{AreaRef, Level};

    #[test]
    fn no_two_rows_ask_for_one_action_in_different_ways() {
        for row in &TRANSITIONS {
            for needed in row.needs {
                assert_eq!(asked(row.object, *needed), row.asked, "{:?}", row.action);
            }
        }
    }

    #[test]
    fn reading_is_asked_at_the_area_and_managing_at_the_desk() {
        let area = |path: &str| {
            let (id, level) = (uuid::Uuid::nil(), Level::Town);
            Domain::Area(AreaRef { id, level, path: path.into() })
        };
        let (own, desk) = (area("/1/2/"), area("/1/"));
        let places = |action| -> Vec<(Domain, Standing)> {
            let askings = askings(Object::Case, action, &own, &desk);
            askings.into_iter().map(|of| (of.domain, of.standing)).collect()
        };
        assert_eq!(places(Action::Read), [(own.clone(), Standing::Full)]);
        assert_eq!(places(Action::Triage), [(desk.clone(), Standing::Full)]);
        let both = [(desk.clone(), Standing::Full), (own.clone(), Standing::InHand)];
        assert_eq!(places(Action::Resolve), both);
    }
}
