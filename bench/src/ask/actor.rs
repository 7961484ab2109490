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
    /// Sees every case of the whole district
    District,
}

/// The level of areas that somebody works in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Community,
    Town,
    District,
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
    level: Level,
    pub(crate) username: String,
    pub(crate) role: &'static str,
    pub(crate) areas: Vec<Uuid>,
    pub(crate) see: See,
}

impl Actor {
    pub(crate) const ALL: [Self; 6] =
        [Self::One, Self::Five, Self::Fifty, Self::Team, Self::Ordinary, Self::District];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "1 grant",
            Self::Five => "5 grants",
            Self::Fifty => "50 grants",
            Self::Team => "team member",
            Self::Ordinary => "ordinary only",
            Self::District => "whole district",
        }
    }
}

impl Asker {
    /// One of a kind; `of_towns` where its areas are to be towns.
    pub(crate) fn new(tree: Tree, actor: Actor, of_towns: bool, variant: u64) -> Self {
        let level = match (actor, of_towns) {
            (Actor::District, _) => Level::District,
            (Actor::Fifty, _) | (_, false) if actor != Actor::Team => Level::Community,
            _ => Level::Town,
        };
        let tree = tree.with_cases();
        let (tag, all) = match level {
            Level::Community => (Tag::Community, tree.communities),
            Level::Town => (Tag::Town, tree.towns),
            Level::District => (Tag::District, 1),
        };
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
            Actor::District => ("district_center", See::Any),
            _ => ("town_center", See::Any),
        };
        let is_above = u64::from(level != Level::Community);
        Self {
            number: (actor as u64 * 2 + is_above) * VARIANTS + variant,
            level,
            username: format!("asker-{actor:?}-{is_above}-{variant}").to_lowercase(),
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
        match self.level {
            Level::Community => "community_id",
            Level::Town => "town_id",
            Level::District => "district_id",
        }
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
            assert_eq!((ids.len(), names.len(), all.len()), (36, 36, 36));
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
