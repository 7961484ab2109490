//! Who asks: one for each way of holding a jurisdiction. Each is in two teams and has some cases
//! and checks at hand.

use entity::grant;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::rows::{COMMUNITIES, DISTRICT, Kind, TOWNS, community, group, id, town};
use crate::support::Database;

/// Somebody who asks.
pub(super) struct Viewer {
    pub(super) name: &'static str,
    pub(super) user: Uuid,
    /// Whether they ask all lists, and not only the first pages: one viewer for each form that the
    /// arms of a list can take.
    pub(super) asks_all: bool,
}

/// The viewer who sees all.
pub(super) const ALL_SEEING: &str = "a centre everywhere";

/// A name, whether they ask all, and the roles with the number of the area of each; 0 is everywhere.
type Post = (&'static str, bool, Vec<(&'static str, u64)>);

fn posts() -> Vec<Post> {
    let spread = |n: u64, step: u64| (0..n).map(move |k| ("community", community(1 + k * step)));
    vec![
        ("a group's leader", false, vec![("group_leader", group(1))]),
        ("a community's officer", true, vec![("community", community(1))]),
        ("a town's centre", false, vec![("town_center", town(1))]),
        ("a district's centre", false, vec![("district_center", DISTRICT)]),
        ("an officer of five communities", true, spread(5, COMMUNITIES / TOWNS).collect()),
        ("an officer of fifty communities", false, spread(50, 1).collect()),
        (ALL_SEEING, true, vec![("town_center", 0)]),
        ("a team's member", true, vec![("team_member", town(1))]),
        ("an analyst", false, vec![("analyst", DISTRICT)]),
        (
            "one with several posts",
            true,
            vec![
                ("group_leader", group(1)),
                ("town_center", town(2)),
                ("analyst", town(3)),
                ("team_member", town(4)),
            ],
        ),
    ]
}

/// Grants the viewers what they hold, under the default policy.
pub(super) async fn write(database: &Database) -> Vec<Viewer> {
    database.store().await.install_default_policy().await.unwrap();
    let mut grants = Vec::new();
    let mut viewers = Vec::new();
    for (n, (name, asks_all, roles)) in (1..).zip(posts()) {
        let user = id(Kind::User, n);
        viewers.push(Viewer { name, user, asks_all });
        for (role, area) in roles {
            let number = 1_000_000 + grants.len() as u64;
            grants.push(grant::ActiveModel::from(grant::Model {
                id: id(Kind::Grant, number),
                user_id: user,
                role: role.to_owned(),
                area_id: (area > 0).then(|| id(Kind::Area, area)),
                valid_from: None,
                valid_until: None,
                granted_by: None,
                created_at: "2026-01-01T00:00:00Z".parse().unwrap(),
                reason: None,
            }));
        }
    }
    grant::Entity::insert_many(grants).exec(database.connection()).await.unwrap();
    viewers
}
