//! Who works in the demo town, in which teams, and who of them can sign in.

use chrono::TimeDelta;
use entity::{area, grant, team, team_member, user};
use uuid::Uuid;

use super::chance::Chance;
use super::words::{GIVEN_NAMES, SURNAMES, TEAMS, TOWNS};
use super::{Account, AccountGrant, Town};
use crate::identity::password_from_bytes;
use crate::policy::Level;

/// The accounts: username, role, and the code of the area; everywhere without one.
const ACCOUNTS: &[(&str, &str, Option<&str>)] = &[
    ("leader1", "group_leader", Some("99010100100101")),
    ("leader2", "group_leader", Some("99010100100203")),
    ("community1", "community", Some("990101001001")),
    ("community2", "community", Some("990101001002")),
    ("town", "town_center", Some("990101001")),
    ("town2", "town_center", Some("990101002")),
    ("member", "team_member", Some("990101001")),
    ("district", "district_center", Some("990101")),
    ("analyst", "analyst", Some("990101")),
    ("admin", "administrator", None),
];

/// Members of a town's team, its leader included.
const TEAM_SIZE: usize = 4;

/// Members of a community's committee, its leader included.
const COMMITTEE_SIZE: usize = 2;

pub(super) fn hire(town: &mut Town, chance: &mut Chance) {
    for (username, role, code) in ACCOUNTS {
        let area = code.and_then(|code| town.area(code)).cloned();
        let user = add_user(town, chance, username, area.as_ref());
        add_grant(town, chance, user, role, area.as_ref());
        town.accounts.push(Account {
            username: (*username).to_owned(),
            password: password_from_bytes(&chance.bytes()),
            grants: vec![AccountGrant { role: (*role).to_owned(), area: code.map(str::to_owned) }],
        });
    }
    let areas = town.areas.clone();
    for area in &areas {
        let role = match Level::from_name(&area.level) {
            Some(Level::Group) => "group_leader",
            Some(Level::Community) => "community",
            _ => continue,
        };
        let held = town.grants.iter().any(|g| g.area_id == Some(area.id) && g.role == role);
        if !held {
            let user = add_user(town, chance, &format!("u{}", area.code), Some(area));
            add_grant(town, chance, user, role, Some(area));
        }
    }
    for (code, ..) in TOWNS {
        if let Some(area) = town.area(code).cloned() {
            add_teams(town, chance, &area);
        }
    }
}

/// Each community has a people's mediation committee, which its officer can hand cases to. They come
/// last: what else there is of a seed does not change with them.
pub(super) fn form_committees(town: &mut Town, chance: &mut Chance) {
    let is_community = |area: &&area::Model| area.level == Level::Community.as_str();
    let communities: Vec<area::Model> = town.areas.iter().filter(is_community).cloned().collect();
    for area in &communities {
        let members = (1..=COMMITTEE_SIZE)
            .map(|m| {
                let username = format!("m{}-{m}", area.code);
                let user = add_user(town, chance, &username, Some(area));
                add_grant(town, chance, user, "team_member", Some(area));
                user
            })
            .collect();
        add_team(town, chance, area, ("MEDIATION", "人民调解委员会", false), members);
    }
}

fn add_user(
    town: &mut Town,
    chance: &mut Chance,
    username: &str,
    area: Option<&area::Model>,
) -> Uuid {
    let at = chance.now - TimeDelta::days(700);
    let id = chance.id(at);
    town.users.push(user::Model {
        id,
        username: username.to_owned(),
        display_name: format!("{}{}", chance.word(SURNAMES), chance.word(GIVEN_NAMES)),
        work_phone: Some(format!("0000-{:07}", town.users.len() + 1)),
        active: true,
        area_id: area.map(|area| area.id),
        province_id: area.and_then(|area| area.province_id),
        city_id: area.and_then(|area| area.city_id),
        district_id: area.and_then(|area| area.district_id),
        town_id: area.and_then(|area| area.town_id),
        community_id: area.and_then(|area| area.community_id),
        group_id: area.and_then(|area| area.group_id),
        password_hash: None,
        password_must_change: false,
        token_version: 1,
        created_at: at,
        updated_at: at,
    });
    id
}

fn add_grant(
    town: &mut Town,
    chance: &mut Chance,
    user: Uuid,
    role: &str,
    area: Option<&area::Model>,
) {
    let at = chance.now - TimeDelta::days(700);
    town.grants.push(grant::Model {
        id: chance.id(at),
        user_id: user,
        role: role.to_owned(),
        area_id: area.map(|area| area.id),
        valid_from: None,
        valid_until: None,
        granted_by: None,
        created_at: at,
        reason: None,
    });
}

fn add_teams(town: &mut Town, chance: &mut Chance, area: &area::Model) {
    for (n, (kind, name, unit)) in TEAMS.iter().enumerate() {
        let mut members = Vec::new();
        for m in 1..=TEAM_SIZE {
            let username = format!("t{}-{}-{m}", area.code, n + 1);
            let user = add_user(town, chance, &username, Some(area));
            add_grant(town, chance, user, "team_member", Some(area));
            members.push(user);
        }
        // The account of a team's member is in the team that mediates.
        if *kind == "MEDIATION" && area.code == "990101001" {
            members.extend(town.users.iter().find(|u| u.username == "member").map(|u| u.id));
        }
        add_team(town, chance, area, (kind, name, *unit), members);
    }
}

fn add_team(
    town: &mut Town,
    chance: &mut Chance,
    area: &area::Model,
    (kind, name, unit): (&str, &str, bool),
    members: Vec<Uuid>,
) {
    let at = chance.now - TimeDelta::days(690);
    let id = chance.id(at);
    town.teams.push(team::Model {
        id,
        name: name.to_owned(),
        kind: kind.to_owned(),
        area_id: area.id,
        province_id: area.province_id,
        city_id: area.city_id,
        district_id: area.district_id,
        town_id: area.town_id,
        community_id: area.community_id,
        group_id: area.group_id,
        unit,
        leader_id: members.first().copied(),
        accountable_leader_id: None,
        mandate: None,
        version: 1,
        created_at: at,
        updated_at: at,
    });
    town.team_members.extend(members.into_iter().map(|user| team_member::Model {
        team_id: id,
        user_id: user,
        joined_at: at,
        left_at: None,
    }));
}
