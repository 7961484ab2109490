//! The teams that stand in towns and communities.

use super::id::{FOUNDED, Tag, id_of};
use super::tree::{Tree, town_of};
use crate::connection::{Connection, Kind};

/// Teams of a town; a community has one.
pub(crate) const TOWN_TEAMS: u64 = 6;

const KINDS: &str = "case n % 6 when 0 then 'MEDIATION' when 1 then 'PATROL' when 2 then 'FIRE_SAFETY' \
    when 3 then 'ROAD_SAFETY' when 4 then 'SCHOOL_SAFETY' else 'PUBLIC_PLACES' end";

/// Makes the teams.
pub(super) async fn fill(
    connection: &mut Connection,
    kind: Kind,
    tree: Tree,
) -> anyhow::Result<()> {
    let district = id_of(kind, Tag::District, "0");
    let founded = kind.moment(&FOUNDED.to_string());
    let columns = "id, name, kind, area_id, district_id, town_id, community_id, unit, mandate, \
                   version, created_at, updated_at";
    let town = id_of(kind, Tag::Town, &format!("n / {TOWN_TEAMS}"));
    let of_towns = format!(
        "insert into teams ({columns}) select {}, '第' || (n % {TOWN_TEAMS} + 1) || '工作组', {KINDS}, \
         {town}, {district}, {town}, null, false, null, 1, {founded}, {founded} from {}",
        id_of(kind, Tag::TownTeam, "n"),
        kind.series(0, tree.towns * TOWN_TEAMS - 1),
    );
    let community = id_of(kind, Tag::Community, "n");
    let of_communities = format!(
        "insert into teams ({columns}) select {}, '社区调解组', 'MEDIATION', {community}, {district}, \
         {}, {community}, false, null, 1, {founded}, {founded} from {}",
        id_of(kind, Tag::CommunityTeam, "n"),
        id_of(kind, Tag::Town, &town_of("n")),
        kind.series(0, tree.communities - 1),
    );
    connection.run(&of_towns).await?;
    connection.run(&of_communities).await
}
