//! Those who work there, and those who will ask.

use uuid::Uuid;
use wardbook::identity::hash_password;

use super::Size;
use super::id::{FOUNDED, Tag, id, id_of, literal};
use super::teams::TOWN_TEAMS;
use super::tree::Tree;
use crate::ask::{Asker, PASSWORD, See};
use crate::connection::{Connection, Kind};

/// Members of a town's team and of a community's.
const OF_TOWN: u64 = 8;
const OF_COMMUNITY: u64 = 4;

/// Confidential cases that an asker handles who otherwise sees only ordinary ones or a team's.
const HANDLED: u64 = 10;

/// Makes users, each with a grant at a group, fills the teams, and adds the askers.
pub(super) async fn fill(
    connection: &mut Connection,
    kind: Kind,
    size: Size,
) -> anyhow::Result<()> {
    let (tree, users) = (size.tree(), size.users);
    let founded = kind.moment(&FOUNDED.to_string());
    let user = |number: &str| id_of(kind, Tag::User, number);
    let columns = "id, username, display_name, active, password_hash, password_must_change, \
                   token_version, created_at, updated_at";
    connection
        .run(&format!(
            "insert into users ({columns}) select {}, 'user' || n, '职员' || {}, true, null, false, 1, \
             {founded}, {founded} from {}",
            user("n"),
            kind.digits("n", 6),
            kind.series(0, users - 1),
        ))
        .await?;
    let group = id_of(kind, Tag::Group, &format!("n % {}", tree.groups));
    let grant = "insert into grants (id, user_id, role, area_id, created_at)";
    connection
        .run(&format!(
            "{grant} select {}, {}, 'group_leader', {group}, {founded} from {}",
            id_of(kind, Tag::Grant, "n"),
            user("n"),
            kind.series(0, users - 1),
        ))
        .await?;
    let members = [
        (Tag::TownTeam, tree.towns * TOWN_TEAMS, OF_TOWN),
        (Tag::CommunityTeam, tree.communities, OF_COMMUNITY),
    ];
    for (tag, teams, each) in members {
        connection
            .run(&format!(
                "insert into team_members (team_id, user_id, joined_at) select {}, {}, {founded} from {}",
                id_of(kind, tag, &format!("n / {each}")),
                user(&format!("n % {users}")),
                kind.series(0, teams * each - 1),
            ))
            .await?;
    }
    let hash = hash_password(PASSWORD).map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut grants = users;
    for asker in Asker::all(tree) {
        let user = literal(kind, asker.id());
        let name = &asker.username;
        connection
            .run(&format!(
                "insert into users ({columns}) values ({user}, '{name}', '{name}', true, '{hash}', \
                 false, 1, {founded}, {founded})"
            ))
            .await?;
        for area in &asker.areas {
            let id = literal(kind, id(Tag::Grant, grants));
            grants += 1;
            let (role, area) = (asker.role, literal(kind, *area));
            connection
                .run(&format!("{grant} values ({id}, {user}, '{role}', {area}, {founded})"))
                .await?;
        }
        if let See::Team(team) = asker.see {
            let team = literal(kind, team);
            connection
                .run(&format!(
                    "insert into team_members (team_id, user_id, joined_at) values ({team}, {user}, {founded})"
                ))
                .await?;
        }
    }
    Ok(())
}

/// Makes of every fifth of those who lead a group one of a community, and of every fiftieth one of a
/// town.
pub(crate) async fn promote(connection: &mut Connection) -> anyhow::Result<()> {
    let above = "(select a.parent_id from areas a where a.id = grants.area_id)";
    let of = |digits: &str| {
        format!("user_id in (select id from users where username like 'user%{digits}')")
    };
    for (from, to, who) in [
        ("group_leader", "community", [of("1"), of("6")].join(" or ")),
        ("community", "town_center", [of("51"), of("01")].join(" or ")),
    ] {
        connection
            .run(&format!(
                "update grants set role = '{to}', area_id = {above} where role = '{from}' and ({who})"
            ))
            .await?;
    }
    Ok(())
}

/// Gives cases to the askers who see what they handle.
pub(super) fn own_cases(kind: Kind, tree: Tree) -> Vec<String> {
    let mut statements = Vec::new();
    for asker in Asker::all(tree) {
        let confidential = match asker.see {
            See::Any => continue,
            See::Ordinary => "confidential = true",
            See::Team(_) => "true",
        };
        let (user, column) = (literal(kind, asker.id()), asker.level_column());
        for area in &asker.areas {
            let area: Uuid = *area;
            for handler in ["handler_id", "first_handler_id", "overseer_id"] {
                statements.push(format!(
                    "update cases set {handler} = {user} where id in (select id from cases \
                     where {column} = {} and {confidential} and handler_id is not null \
                     and handler_id <> {user} order by is_open desc, id limit {HANDLED})",
                    literal(kind, area),
                ));
            }
        }
    }
    statements
}
