//! The tree of areas.

use crate::connection::{Connection, Kind};

use super::id::{FOUNDED, Tag, id_of};

/// Groups of a community, and communities of a town.
const GROUPS: u64 = 20;
const COMMUNITIES: u64 = 25;

/// Cases lie in the groups of a town or twenty, however many areas there are beside them, so that a
/// community has as many to read.
pub(super) const GROUPS_WITH_CASES: u64 = 10_000;

/// How many areas there are of each level, below one district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tree {
    pub(crate) towns: u64,
    pub(crate) communities: u64,
    pub(crate) groups: u64,
}

impl Tree {
    pub(crate) fn of_groups(groups: u64) -> Self {
        let communities = groups.div_ceil(GROUPS);
        Self { towns: communities.div_ceil(COMMUNITIES), communities, groups }
    }

    /// The part of it that cases lie in.
    pub(crate) fn with_cases(self) -> Self {
        Self::of_groups(self.groups.min(GROUPS_WITH_CASES))
    }

    pub(crate) fn areas(self) -> u64 {
        1 + self.towns + self.communities + self.groups
    }
}

/// The number of the community that the group of this number lies in, in SQL.
pub(super) fn community_of(group: &str) -> String {
    format!("({group}) / {GROUPS}")
}

/// The number of the town that the community of this number lies in, in SQL.
pub(super) fn town_of(community: &str) -> String {
    format!("({community}) / {COMMUNITIES}")
}

/// The code of the town of this number, in SQL.
pub(super) fn town_code(kind: Kind, town: &str) -> String {
    format!("'350102' || {}", kind.digits(&format!("({town}) + 1"), 4))
}

fn community_code(kind: Kind, community: &str) -> String {
    let within = kind.digits(&format!("({community}) % {COMMUNITIES} + 1"), 3);
    format!("{} || {within}", town_code(kind, &town_of(community)))
}

fn group_code(kind: Kind, group: &str) -> String {
    let within = kind.digits(&format!("({group}) % {GROUPS} + 1"), 3);
    format!("{} || {within}", community_code(kind, &community_of(group)))
}

/// Makes the areas and the teams.
pub(super) async fn fill(
    connection: &mut Connection,
    kind: Kind,
    tree: Tree,
) -> anyhow::Result<()> {
    let district = id_of(kind, Tag::District, "0");
    let (town, community) = (town_of("n"), community_of("n"));
    let town_of_group = town_of(&community);
    let path = |codes: &[String]| format!("'/350102/' || {} || '/'", codes.join(" || '/' || "));
    let town_path = path(&[town_code(kind, "n")]);
    let community_path = path(&[town_code(kind, &town), community_code(kind, "n")]);
    let group_path = path(&[
        town_code(kind, &town_of_group),
        community_code(kind, &community),
        group_code(kind, "n"),
    ]);
    let own = |tag| id_of(kind, tag, "n");
    let of = |tag, number: &str| id_of(kind, tag, number);
    let null = || "null".to_owned();
    let levels = [
        (
            "DISTRICT",
            1,
            "'350102'".to_owned(),
            "'/350102/'".to_owned(),
            "'青石区'".to_owned(),
            null(),
            [district.clone(), null(), null(), null()],
        ),
        (
            "TOWN",
            tree.towns,
            town_code(kind, "n"),
            town_path,
            "'第' || (n + 1) || '镇'".to_owned(),
            district.clone(),
            [district.clone(), own(Tag::Town), null(), null()],
        ),
        (
            "COMMUNITY",
            tree.communities,
            community_code(kind, "n"),
            community_path,
            "'第' || (n + 1) || '社区'".to_owned(),
            of(Tag::Town, &town),
            [district.clone(), of(Tag::Town, &town), own(Tag::Community), null()],
        ),
        (
            "GROUP",
            tree.groups,
            group_code(kind, "n"),
            group_path,
            "'第' || (n + 1) || '网格'".to_owned(),
            of(Tag::Community, &community),
            [
                district.clone(),
                of(Tag::Town, &town_of_group),
                of(Tag::Community, &community),
                own(Tag::Group),
            ],
        ),
    ];
    let founded = kind.moment(&FOUNDED.to_string());
    for (level, number, code, path, name, parent, above) in levels {
        let id = above.iter().rfind(|id| *id != "null").cloned().unwrap_or_default();
        let text = format!(
            "insert into areas (id, code, path, level, name, parent_id, district_id, town_id, \
             community_id, group_id, created_at, updated_at) \
             select {id}, {code}, {path}, '{level}', {name}, {parent}, {}, {founded}, {founded} from {}",
            above.join(", "),
            kind.series(0, number - 1),
        );
        connection.run(&text).await?;
    }
    Ok(())
}
