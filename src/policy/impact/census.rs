//! How many records there are in each range of places.

use std::ops::Range;

use super::ground::{Ground, Place};

/// Records counted by place, the confidential ones apart.
#[derive(Debug)]
pub struct Census {
    /// How many are at places before this one, of each kind: `[ordinary, confidential]`.
    before: Vec<[i64; 2]>,
}

impl Census {
    /// The census of these records: the place, whether confidential, and how many.
    #[must_use]
    pub fn new(ground: &Ground, records: impl IntoIterator<Item = (Place, bool, i64)>) -> Self {
        let mut before = vec![[0; 2]; ground.everywhere().len() + 1];
        for (place, confidential, many) in records {
            if let Some(next) = before.get_mut(place as usize + 1) {
                next[usize::from(confidential)] += many;
            }
        }
        let mut sum = [0; 2];
        for counts in &mut before {
            for (sum, count) in sum.iter_mut().zip(counts) {
                *sum += *count;
                *count = *sum;
            }
        }
        Self { before }
    }

    /// How many records there are in a range of places.
    pub(super) fn within(&self, places: &Range<Place>, confidential: bool) -> i64 {
        let before = |place: Place| {
            let counts = self.before.get(place as usize).or(self.before.last());
            counts.map_or(0, |counts| counts[usize::from(confidential)])
        };
        before(places.end) - before(places.start)
    }
}
