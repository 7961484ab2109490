//! How many users each place is changed for.

use std::ops::Range;

use super::ground::Place;

/// Ranges of places that lie over each other, counted.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// Where the depth changes, and by how much; once settled, what it is from there on.
    edges: Vec<(Place, i64)>,
}

impl Cover {
    pub(super) fn add(&mut self, places: Range<Place>) {
        self.edges.push((places.start, 1));
        self.edges.push((places.end, -1));
    }

    /// From here on it can be asked.
    pub(super) fn settle(&mut self) {
        self.edges.sort_unstable();
        let mut depth = 0;
        for edge in &mut self.edges {
            depth += edge.1;
            edge.1 = depth;
        }
        // Of several edges at one place the last knows the whole.
        self.edges.reverse();
        self.edges.dedup_by_key(|edge| edge.0);
        self.edges.reverse();
    }

    /// How many ranges lie over a place.
    pub(super) fn depth(&self, place: Place) -> i64 {
        let known = self.edges.partition_point(|edge| edge.0 <= place);
        known.checked_sub(1).and_then(|last| self.edges.get(last)).map_or(0, |edge| edge.1)
    }

    /// The places over which some range lies.
    pub(super) fn covered(&self) -> impl Iterator<Item = Range<Place>> + '_ {
        self.edges.windows(2).filter(|pair| pair[0].1 > 0).map(|pair| pair[0].0..pair[1].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_as_often_as_ranges_lie_over_it() {
        let ranges = [2..5, 2..3, 4..9, 5..6, 11..12];
        let mut cover = Cover::default();
        ranges.iter().cloned().for_each(|range| cover.add(range));
        cover.settle();
        for place in 0..14 {
            let depth = ranges.iter().filter(|range| range.contains(&place)).count();
            assert_eq!(cover.depth(place), depth as i64, "{place}");
            assert_eq!(cover.covered().any(|range| range.contains(&place)), depth > 0, "{place}");
        }
    }
}
