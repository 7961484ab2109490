//! How far the count is off at a record to which a user stands otherwise than everybody does: worked
//! out once for all records that are alike.

use std::collections::HashMap;

use super::question::{AskedAt, Question, Said, Way};
use super::relations::Relations;

/// By how much what is lost, or gained, through each role is off: `[losses, gains]`.
pub(super) type Correction = [Vec<(usize, i64)>; 2];

/// All that a user's answer about a record depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Standing {
    user: usize,
    /// Between which of the user's bounds it is asked for, and where besides.
    at: (usize, Option<usize>),
    confidential: bool,
    relations: Relations,
}

/// The corrections of one question, as they come up.
#[derive(Debug, Default)]
pub(super) struct Corrections(HashMap<Standing, Correction>);

impl Corrections {
    /// The correction for a user who stands in these relations to a record; none for one whom the
    /// question does not touch or for whom they make no difference.
    pub(super) fn of(
        &mut self,
        question: &Question,
        (user, relations): (usize, Relations),
        asked: AskedAt,
        confidential: bool,
    ) -> Option<&Correction> {
        let said = question.said(user).filter(|_| relations.meet(question.relations()))?;
        let at = (said.between(asked.place), asked.in_hand.map(|place| said.between(place)));
        let standing = Standing { user, at, confidential, relations };
        Some(self.0.entry(standing).or_insert_with(|| {
            let of_anybody = Relations::of_anybody(confidential);
            Way::ALL.map(|way| correction(said, way, asked, (of_anybody, of_anybody | relations)))
        }))
    }
}

fn correction(
    said: &Said,
    way: Way,
    asked: AskedAt,
    (supposed, actual): (Relations, Relations),
) -> Vec<(usize, i64)> {
    let supposed = said.through(way, asked, supposed);
    let actual = said.through(way, asked, actual);
    let less = supposed.difference(&actual).map(|role| (*role, -1));
    let more = actual.difference(&supposed).map(|role| (*role, 1));
    less.chain(more).collect()
}
