//! Who works in the district, with which roles and in which teams. Nobody here is real.

use entity::{area, grant, team, team_member, user};

use super::tree::Levels;
use super::{Kind, hours, id};

/// Username, display name, and the roles with the code of the area of each; "" is everywhere.
type Person = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const USERS: [Person; 14] = [
    ("group_leader", "网格员甲", &[("group_leader", "350199001001-1")]),
    ("community", "社区甲", &[("community", "350199001001")]),
    ("ferry", "渡口甲", &[("community", "350199002001")]),
    ("town_center", "镇中心甲", &[("town_center", "350199001")]),
    ("district_center", "区中心甲", &[("district_center", "350199")]),
    ("team_member", "调解员甲", &[("team_member", "350199001")]),
    ("analyst", "分析员甲", &[("analyst", "350199")]),
    ("administrator", "管理员甲", &[("administrator", "")]),
    (
        "several",
        "多岗甲",
        &[
            ("community", "350199001001"),
            ("group_leader", "350199001002-1"),
            ("team_member", "350199002"),
        ],
    ),
    ("everywhere", "巡视员甲", &[("district_center", "")]),
    ("former", "前任甲", &[("community", "350199001001")]),
    ("coming", "继任甲", &[("community", "350199001001")]),
    ("nobody", "访客甲", &[]),
    ("handler", "经办甲", &[]),
];

pub(super) fn users(areas: &[area::Model]) -> Vec<user::Model> {
    let row = |(n, (username, display_name, roles)): (usize, &Person)| {
        let own = roles.first().and_then(|(_, code)| areas.iter().find(|area| area.code == *code));
        let levels = own.map(Levels::from);
        user::Model {
            id: id(Kind::User, n),
            username: (*username).to_owned(),
            display_name: (*display_name).to_owned(),
            work_phone: (n % 2 == 0).then(|| format!("0591-0000{n:03}")),
            active: true,
            area_id: own.map(|area| area.id),
            province_id: None,
            city_id: None,
            district_id: levels.as_ref().and_then(|levels| levels.district),
            town_id: levels.as_ref().and_then(|levels| levels.town),
            community_id: levels.as_ref().and_then(|levels| levels.community),
            group_id: levels.as_ref().and_then(|levels| levels.group),
            password_hash: None,
            password_must_change: false,
            token_version: 1,
            created_at: hours(0),
            updated_at: hours(0),
        }
    };
    USERS.iter().enumerate().map(row).collect()
}

pub(super) fn grants(areas: &[area::Model], users: &[user::Model]) -> Vec<grant::Model> {
    let mut grants = Vec::new();
    for (user, (username, _, roles)) in users.iter().zip(USERS) {
        for (role, code) in roles {
            let n = grants.len();
            grants.push(grant::Model {
                id: id(Kind::Grant, n),
                user_id: user.id,
                role: (*role).to_owned(),
                area_id: areas.iter().find(|area| area.code == *code).map(|area| area.id),
                valid_from: (username == "coming").then(|| "2099-01-01T00:00:00Z".parse().unwrap()),
                valid_until: (username == "former").then(|| hours(24)),
                granted_by: None,
                created_at: hours(n as i64),
                reason: None,
            });
        }
    }
    grants
}

/// Name, kind, the area's code, whether it is a unit, and its members; those after `left` were
/// members once.
type Team = (&'static str, &'static str, &'static str, bool, &'static [&'static str]);

const TEAMS: [Team; 5] = [
    ("调解组", "MEDIATION", "350199001", false, &["team_member", "community", "left", "handler"]),
    ("巡逻队", "PATROL", "350199001001", false, &["group_leader", "left", "team_member"]),
    ("东街派出所", "PUBLIC_PLACES", "350199001", true, &["handler"]),
    ("调解组", "MEDIATION", "350199002", false, &["ferry", "several"]),
    ("渡口小学", "SCHOOL_SAFETY", "350199002001", true, &[]),
];

pub(super) fn teams(
    areas: &[area::Model],
    users: &[user::Model],
) -> (Vec<team::Model>, Vec<team_member::Model>) {
    let user = |name: &str| users.iter().find(|user| user.username == name).map(|user| user.id);
    let (mut teams, mut members) = (Vec::new(), Vec::new());
    for (n, (name, kind, code, unit, people)) in TEAMS.into_iter().enumerate() {
        let area = areas.iter().find(|area| area.code == code).expect("a code of the tree");
        let levels = Levels::from(area);
        teams.push(team::Model {
            id: id(Kind::Team, n),
            name: name.to_owned(),
            kind: kind.to_owned(),
            area_id: area.id,
            province_id: None,
            city_id: None,
            district_id: levels.district,
            town_id: levels.town,
            community_id: levels.community,
            group_id: levels.group,
            unit,
            leader_id: people.first().and_then(|name| user(name)),
            accountable_leader_id: (n == 0).then(|| user("town_center")).flatten(),
            mandate: (!unit).then(|| format!("{name}的职责")),
            version: 1 + n as i32,
            created_at: hours(0),
            updated_at: hours(0),
        });
        let mut left_at = None;
        for name in people {
            match user(name) {
                None => left_at = Some(hours(1)),
                Some(user_id) => members.push(team_member::Model {
                    team_id: id(Kind::Team, n),
                    user_id,
                    joined_at: hours(0),
                    left_at,
                }),
            }
        }
    }
    (teams, members)
}
