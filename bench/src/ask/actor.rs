//! The kinds of users who ask, several of each, in areas of their own.

use clap::ValueEnum;
use uuid::Uuid;

use crate::load::{TOWN_TEAMS, Tag, Tree, id};

/// The password of all who ask.
pub(crate) const PASSWORD: &str = "benchmarks have no secrets";

/// Users of each kind: the clients are shared among them.
pub(crate) const VARIANTS: u64 = 4;

/// A kind of user. Areas are communities, but for Q4 towns, of which there are too few for fifty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Actor {
    /// Sees every case of one area
    One,
    /// Of five areas
    Five,
    /// Of fifty communities
    Fifty,
    /// A team member, who sees the team's cases and those they handle, in one town
    Team,
    /// Sees ordinary cases of one area, and confidential ones only if they handle them
    Ordinary,
}

/// Which cases of their areas somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum See {
    Any,
    /// Those that are not confidential, or that they handle.
    Ordinary,
    /// Those of this team, or that they handle.
    Team(Uuid),
}

/// One who asks.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    number: u64,
    of_towns: bool,
    pub(crate) username: String,
    pub(crate) role: &'static str,
    pub(crate) areas: Vec<Uuid>,
    pub(crate) see: See,
}

impl Actor {
    pub(crate) const ALL: [Self; 5] =
        [Self::One, Self::Five, Self::Fifty, Self::Team, Self::Ordinary];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "1 grant",
            Self::Five => "5 grants",
            Self::Fifty => "50 grants",
            Self::Team => "team member",
            Self::Ordinary => "ordinary only",
        }
    }
}

impl Asker {
    /// One of a kind; `of_towns` where its areas are to be towns.
    pub(crate) fn new(tree: Tree, actor: Actor, of_towns: bool, variant: u64) -> Self {
        let of_towns = match actor {
            Actor::Fifty => false,
            Actor::Team => true,
            _ => of_towns,
        };
        let tree = tree.with_cases();
        let (tag, all) =
            if of_towns { (Tag::Town, tree.towns) } else { (Tag::Community, tree.communities) };
        let many = match actor {
            Actor::Five => 5,
            Actor::Fifty => 50,
            _ => 1,
        };
        let first = variant * 37 + actor as u64;
        let areas =
            (0..many).map(|n| id(tag, (first + n * (all / many)) % all)).collect::<Vec<_>>();
        let (role, see) = match actor {
            Actor::Team => {
                let team = id(Tag::TownTeam, first % all * TOWN_TEAMS);
                ("team_member", See::Team(team))
            }
            Actor::Ordinary => ("community", See::Ordinary),
            _ => ("town_center", See::Any),
        };
        let level = u64::from(of_towns);
        Self {
            number: (actor as u64 * 2 + level) * VARIANTS + variant,
            of_towns,
            username: format!("asker-{actor:?}-{level}-{variant}").to_lowercase(),
            role,
            areas,
            see,
        }
    }

    /// Everybody who may ask.
    pub(crate) fn all(tree: Tree) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for actor in Actor::ALL {
            for of_towns in [false, true] {
                all.extend((0..VARIANTS).map(|variant| Self::new(tree, actor, of_towns, variant)));
            }
        }
        all.sort_by_key(|asker| asker.number);
        all.dedup_by_key(|asker| asker.number);
        all
    }

    pub(crate) fn id(&self) -> Uuid {
        id(Tag::Asker, self.number)
    }

    /// The column that tells in which of such areas a record lies.
    pub(crate) fn level_column(&self) -> &'static str {
        if self.of_towns { "town_id" } else { "community_id" }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn everybody_is_somebody_else_with_as_many_areas_as_they_are_called_after() {
        for groups in [2_500, 10_000] {
            let tree = Tree::of_groups(groups);
            let all = Asker::all(tree);
            let ids: HashSet<Uuid> = all.iter().map(Asker::id).collect();
            let names: HashSet<&str> = all.iter().map(|asker| asker.username.as_str()).collect();
            assert_eq!((ids.len(), names.len(), all.len()), (32, 32, 32));
            for actor in Actor::ALL {
                for of_towns in [false, true] {
                    let areas = Asker::new(tree, actor, of_towns, 3).areas;
                    let different: HashSet<&Uuid> = areas.iter().collect();
                    let expected = match actor {
                        Actor::Five => 5,
                        Actor::Fifty => 50,
                        _ => 1,
                    };
                    assert_eq!((areas.len(), different.len()), (expected, expected), "{actor:?}");
                }
            }
        }
    }
}
