//! The tree of areas laid out in one row, so that an area and all below it are a range of it.

use std::collections::HashMap;
use std::ops::Range;

use uuid::Uuid;

use super::super::domain::Domain;

/// Where a record may be: its area's place in the order of paths, or [`NOWHERE`].
pub type Place = u32;

/// The place of what has no area: only what holds everywhere holds there.
pub const NOWHERE: Place = 0;

/// The most stretches of areas that are looked for alone.
const STRETCHES: usize = 16;

/// And the part of all areas that they are at most.
const PART: usize = 8;

/// The areas in the order of their paths' bytes.
#[derive(Debug)]
pub struct Ground {
    paths: Vec<String>,
    places: HashMap<Uuid, Place>,
}

impl Ground {
    /// The ground of these areas, each with its path.
    #[must_use]
    pub fn new(mut areas: Vec<(Uuid, String)>) -> Self {
        areas.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let places = (NOWHERE + 1..).zip(&areas).map(|(place, area)| (area.0, place)).collect();
        Self { paths: areas.into_iter().map(|area| area.1).collect(), places }
    }

    /// All places, the one without an area among them.
    #[must_use]
    pub fn everywhere(&self) -> Range<Place> {
        NOWHERE..self.paths.len() as Place + 1
    }

    /// The place of an area; none of one that is not there.
    #[must_use]
    pub fn place(&self, area: Uuid) -> Option<Place> {
        self.places.get(&area).copied()
    }

    /// The places of an area and all below it; none of one that is not there.
    #[must_use]
    pub fn below(&self, area: Uuid) -> Option<Range<Place>> {
        let path = self.paths.get(self.place(area)? as usize - 1)?;
        Some(self.under(path))
    }

    /// The places of a domain.
    #[must_use]
    pub fn of(&self, domain: &Domain) -> Range<Place> {
        match domain {
            Domain::Everywhere => self.everywhere(),
            Domain::Area(area) => self.under(&area.path),
        }
    }

    /// The paths of the first and last area of each stretch of areas that these places make up; none
    /// where they are too many, or too scattered, for it to be of use to look for them alone.
    #[must_use]
    pub fn stretches(
        &self,
        places: impl IntoIterator<Item = Range<Place>>,
    ) -> Option<Vec<[String; 2]>> {
        let mut places: Vec<Range<Place>> = places.into_iter().collect();
        places.sort_unstable_by_key(|range| range.start);
        let mut stretches: Vec<Range<Place>> = Vec::new();
        for range in places {
            match stretches.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => stretches.push(range),
            }
        }
        let many: usize = stretches.iter().map(ExactSizeIterator::len).sum();
        let nowhere = stretches.first().is_some_and(|first| first.start == NOWHERE);
        if nowhere || stretches.len() > STRETCHES || many > self.paths.len() / PART {
            return None;
        }
        let path = |place: Place| self.paths.get(place as usize - 1).cloned();
        stretches.iter().map(|range| Some([path(range.start)?, path(range.end - 1)?])).collect()
    }

    fn under(&self, path: &str) -> Range<Place> {
        let first = self.paths.partition_point(|known| known.as_str() < path);
        let many = self.paths[first..].partition_point(|known| known.starts_with(path));
        let place = |index: usize| index as Place + 1;
        place(first)..place(first + many)
    }
}

/// What two ranges have in common, if anything.
pub(super) fn common(a: &Range<Place>, b: &Range<Place>) -> Option<Range<Place>> {
    let both = a.start.max(b.start)..a.end.min(b.end);
    (!both.is_empty()).then_some(both)
}

#[cfg(test)]
mod tests {
    use std::iter::once;

    use super::*;

    #[test]
    fn an_area_and_all_below_it_are_one_range_whatever_else_begins_like_its_code() {
        let paths = ["/12/", "/1/", "/1/2/", "/1-2/", "/123/", "/1/2/3/", "/1/20/"];
        let areas: Vec<(Uuid, String)> =
            (1..).zip(paths).map(|(n, path)| (Uuid::from_u128(n), path.to_owned())).collect();
        let ground = Ground::new(areas.clone());
        for (area, path) in &areas {
            let below = ground.below(*area).unwrap();
            for (other, of) in &areas {
                let place = ground.place(*other).unwrap();
                assert_eq!(below.contains(&place), of.starts_with(path), "{of} below {path}");
            }
            assert!(!below.contains(&NOWHERE));
        }
        assert_eq!(ground.everywhere().len(), paths.len() + 1);
        assert!(ground.below(Uuid::nil()).is_none());
    }

    #[test]
    fn places_that_lie_beside_each_other_are_one_stretch_unless_they_are_too_many() {
        let areas = (1..=80).map(|n| (Uuid::from_u128(n), format!("/{n:03}/")));
        let ground = Ground::new(areas.collect());
        let stretch = |first: &str, last: &str| [first.to_owned(), last.to_owned()];
        assert_eq!(
            ground.stretches([9..11, 4..5, 5..7, 10..12]).unwrap(),
            [stretch("/004/", "/006/"), stretch("/009/", "/011/")]
        );
        assert_eq!(ground.stretches(once(3..13)).unwrap(), [stretch("/003/", "/012/")]);
        assert_eq!(ground.stretches(once(3..14)), None, "much of the whole");
        assert_eq!(ground.stretches(once(NOWHERE..2)), None, "what has no area");
        let scattered = |many: Place| (0..many).map(|n| 1 + 2 * n..2 + 2 * n);
        let more = Ground::new((1..=800).map(|n| (Uuid::from_u128(n), format!("/{n}/"))).collect());
        assert_eq!(more.stretches(scattered(16)).map(|all| all.len()), Some(16));
        assert_eq!(more.stretches(scattered(17)), None, "scattered");
        assert_eq!(ground.stretches([]), Some(vec![]));
    }
}
