//! Which role contains which, directly and through others.

use std::collections::{BTreeMap, HashSet, VecDeque};

use super::rule::RoleLink;

/// The links between roles as a graph.
#[derive(Debug)]
pub(super) struct Links<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Links<'a> {
    /// From each role to those that it contains.
    pub(super) fn down(links: &'a [RoleLink]) -> Self {
        Self::of(links.iter().map(|link| (&*link.role, &*link.contains)))
    }

    /// From each role to those that contain it.
    pub(super) fn up(links: &'a [RoleLink]) -> Self {
        Self::of(links.iter().map(|link| (&*link.contains, &*link.role)))
    }

    fn of(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut next: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (from, to) in pairs {
            next.entry(from).or_default().push(to);
        }
        Self(next)
    }

    /// A role, and all that are reached from it.
    pub(super) fn reached_from(&self, role: &'a str) -> HashSet<&'a str> {
        let mut reached = HashSet::from([role]);
        let mut open = vec![role];
        while let Some(role) = open.pop() {
            for next in self.0.get(role).into_iter().flatten() {
                if reached.insert(next) {
                    open.push(next);
                }
            }
        }
        reached
    }

    /// The shortest way from one role to another, with both at its ends; none if there is none.
    pub(super) fn way(&self, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
        let mut reached_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut seen = HashSet::from([from]);
        let mut open = VecDeque::from([from]);
        while let Some(role) = open.pop_front() {
            if role == to {
                let mut way = vec![role];
                while let Some(before) = way.last().and_then(|role| reached_from.get(role)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            for next in self.0.get(role).into_iter().flatten() {
                if seen.insert(next) {
                    reached_from.insert(next, role);
                    open.push_back(next);
                }
            }
        }
        None
    }

    /// A way from a role back to itself, with that role at both ends; none if there is none. Each
    /// link is walked once.
    pub(super) fn a_loop(&self) -> Option<Vec<&'a str>> {
        let mut done = HashSet::new();
        for start in self.0.keys() {
            let mut way = vec![(*start, 0)];
            let mut on_way = HashSet::from([*start]);
            while let Some((role, walked)) = way.last_mut() {
                let next = self.0.get(role).filter(|_| !done.contains(role));
                let Some(next) = next.and_then(|next| next.get(*walked)) else {
                    on_way.remove(role);
                    done.insert(*role);
                    way.pop();
                    continue;
                };
                *walked += 1;
                if on_way.contains(next) {
                    let roles = way.iter().map(|(role, _)| *role);
                    return Some(roles.skip_while(|role| role != next).chain([*next]).collect());
                }
                on_way.insert(*next);
                way.push((*next, 0));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(pairs: &[(&str, &str)]) -> Vec<RoleLink> {
        let link = |(role, contains): &(&str, &str)| RoleLink {
            role: (*role).to_owned(),
            contains: (*contains).to_owned(),
        };
        pairs.iter().map(link).collect()
    }

    #[test]
    fn a_role_that_contains_itself_is_found_with_the_way_that_leads_back() {
        for (pairs, expected) in [
            (&[("a", "b"), ("b", "c"), ("a", "c")][..], None),
            (&[("a", "a")], Some(vec!["a", "a"])),
            (&[("x", "a"), ("a", "b"), ("b", "c"), ("c", "a")], Some(vec!["a", "b", "c", "a"])),
            (&[("a", "b"), ("a", "c"), ("c", "d"), ("b", "d")], None),
        ] {
            assert_eq!(Links::down(&links(pairs)).a_loop(), expected, "{pairs:?}");
        }
    }

    #[test]
    fn what_is_reached_goes_through_others_both_ways() {
        let links = links(&[("a", "b"), ("b", "c"), ("d", "b")]);
        assert_eq!(Links::down(&links).reached_from("a"), HashSet::from(["a", "b", "c"]));
        assert_eq!(Links::up(&links).reached_from("c"), HashSet::from(["a", "b", "c", "d"]));
    }
    #[test]
    fn of_two_ways_the_shorter_is_told() {
        let links = links(&[("a", "b"), ("b", "c"), ("c", "d"), ("a", "c")]);
        let down = Links::down(&links);
        assert_eq!(down.way("a", "d"), Some(vec!["a", "c", "d"]));
        assert_eq!(down.way("a", "a"), Some(vec!["a"]));
        assert_eq!(down.way("d", "a"), None);
    }
}
