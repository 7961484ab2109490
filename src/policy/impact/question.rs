//! One object and action: what the grants of each user say of it before and after, and by which of
//! their roles what was allowed no longer is.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::vocabulary::{Action, Object};
use super::Holder;
use super::ground::{Place, common};
use super::reach::{Reaches, Reaching};
use super::relations::Relations;

/// Where the policy is asked about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedAt {
    /// With all relations.
    pub place: Place,
    /// And where, besides, with those alone of whoever has it in hand.
    pub in_hand: Option<Place>,
}

impl AskedAt {
    /// At one place, with all relations.
    #[must_use]
    pub fn place(place: Place) -> Self {
        Self { place, in_hand: None }
    }

    fn each(self) -> impl Iterator<Item = (Place, bool)> {
        std::iter::once((self.place, false)).chain(self.in_hand.map(|place| (place, true)))
    }
}

/// What one grant says: a rule of the role that it is of, where both hold.
#[derive(Debug, Clone)]
struct Entry {
    role: usize,
    says: Reaches,
}

impl Entry {
    fn holds(&self, place: Place, relations: Relations) -> bool {
        self.says.places().contains(&place) && self.says.relation.meet(relations)
    }

    fn allows(&self, (place, in_hand): (Place, bool), relations: Relations) -> bool {
        self.says.allows
            && self.holds(place, relations)
            && (!in_hand || self.says.relation.are_in_hand())
    }

    fn denies(&self, place: Place, relations: Relations) -> bool {
        !self.says.allows && self.holds(place, relations)
    }
}

/// What a user's grants say under two policies.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// `[before, after]`.
    sides: [Vec<Entry>; 2],
    /// The places at which it changes, in their order: between two of them it is the same.
    bounds: Vec<Place>,
}

/// Which way two policies are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// What is allowed before and not after.
    Lost,
    /// What is allowed after and not before.
    Gained,
}

impl Way {
    pub(super) const ALL: [Self; 2] = [Self::Lost, Self::Gained];
}

impl Said {
    fn of(holder: &Holder, reaching: &Reaching, of: (Object, Action)) -> Self {
        let mut sides = [Vec::new(), Vec::new()];
        for (role, held) in &holder.held {
            let Some(role) = reaching.number(role) else { continue };
            for (side, said) in sides.iter_mut().zip(reaching.says(role, of)) {
                side.extend(said.filter_map(|says| {
                    let places = common(held, &says.places())?;
                    let says = Reaches { from: places.start, to: places.end, ..says.clone() };
                    Some(Entry { role, says })
                }));
            }
        }
        let entries = sides.iter().flatten();
        let bounds: BTreeSet<Place> =
            entries.flat_map(|entry| [entry.says.from, entry.says.to]).collect();
        Self { sides, bounds: bounds.into_iter().collect() }
    }

    /// The places within each of which the same is said throughout.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Range<Place>> + '_ {
        self.bounds.windows(2).map(|pair| pair[0]..pair[1])
    }

    /// Those of them within which the two sides differ.
    fn changing(&self) -> impl Iterator<Item = Range<Place>> + '_ {
        self.stretches().filter(|places| {
            let [before, after] = self.sides.each_ref().map(|side| {
                let here = side.iter().filter(|entry| entry.says.places().contains(&places.start));
                let said = |entry: &Entry| (entry.role, entry.says.relation, entry.says.allows);
                here.map(said).collect::<BTreeSet<_>>()
            });
            before != after
        })
    }

    /// How many bounds are at a place or before it.
    pub(super) fn between(&self, place: Place) -> usize {
        self.bounds.partition_point(|bound| *bound <= place)
    }

    /// The roles through which a record is lost, or gained; none where it is not. A role takes a
    /// record away that denies it now, or that allowed it where nothing does any longer.
    pub(super) fn through(
        &self,
        way: Way,
        asked: AskedAt,
        relations: Relations,
    ) -> BTreeSet<usize> {
        let [before, after] = &self.sides;
        let (before, after) = match way {
            Way::Lost => (before, after),
            Way::Gained => (after, before),
        };
        let allowed = |entries: &[Entry], at: (Place, bool)| {
            entries.iter().any(|entry| entry.allows(at, relations))
                && !entries.iter().any(|entry| entry.denies(at.0, relations))
        };
        let Some(at) = asked.each().find(|at| allowed(before, *at)) else {
            return BTreeSet::new();
        };
        if asked.each().any(|at| allowed(after, at)) {
            return BTreeSet::new();
        }
        let denying = after.iter().filter(|entry| entry.denies(at.0, relations));
        let mut roles: BTreeSet<usize> = denying.map(|entry| entry.role).collect();
        if !after.iter().any(|entry| entry.allows(at, relations)) {
            let allowing = before.iter().filter(|entry| entry.allows(at, relations));
            roles.extend(allowing.map(|entry| entry.role));
        }
        roles
    }
}

/// An object and action of which some role says something else after a change.
#[derive(Debug)]
pub struct Question {
    of: (Object, Action),
    /// By the users' numbers; none of those whom the change cannot touch.
    said: Vec<Option<Said>>,
    relations: Relations,
}

impl Question {
    /// The questions that a change puts, in the order of the vocabulary. Users are numbered as they
    /// stand.
    #[must_use]
    pub fn all(reaching: &Reaching, holders: &[Holder]) -> Vec<Self> {
        let changed = reaching.changed().into_iter();
        changed.map(|(of, roles)| Self::of(of, &roles, reaching, holders)).collect()
    }

    fn of(
        of: (Object, Action),
        roles: &BTreeSet<usize>,
        reaching: &Reaching,
        holders: &[Holder],
    ) -> Self {
        let is_touched = |holder: &Holder| {
            let mut held = holder.held.iter();
            held.any(|(role, _)| reaching.number(role).is_some_and(|role| roles.contains(&role)))
        };
        let said: Vec<Option<Said>> = holders
            .iter()
            .map(|holder| is_touched(holder).then(|| Said::of(holder, reaching, of)))
            .collect();
        let entries = said.iter().flatten().flat_map(|said| said.sides.iter().flatten());
        let relations = entries.fold(Relations::default(), |all, entry| all | entry.says.relation);
        Self { of, said, relations }
    }

    /// What may be done to what.
    #[must_use]
    pub fn about(&self) -> (Object, Action) {
        self.of
    }

    /// Whether the change may touch a user, by number.
    #[must_use]
    pub fn touches(&self, user: usize) -> bool {
        self.said(user).is_some()
    }

    /// What a user's grants say; none of one whom the change cannot touch.
    pub(super) fn said(&self, user: usize) -> Option<&Said> {
        self.said.get(user)?.as_ref()
    }

    /// Everybody whom the change may touch, by number, with what their grants say.
    pub(super) fn all_said(&self) -> impl Iterator<Item = (usize, &Said)> {
        self.said.iter().enumerate().filter_map(|(user, said)| Some((user, said.as_ref()?)))
    }

    /// The places for which something else is said afterwards to somebody.
    pub fn changing(&self) -> impl Iterator<Item = Range<Place>> + '_ {
        self.said.iter().flatten().flat_map(Said::changing)
    }

    /// The relations that anything here depends on.
    #[must_use]
    pub fn relations(&self) -> Relations {
        self.relations
    }
}
