//! A world's rows in the database, in the place of those of the world before.

use chrono::TimeDelta;
use entity::{
    area, casbin_rule, case, check, checklist, grant, hazard, patrol_route, place, policy_version,
    shift, team, team_member, user,
};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, Set, TransactionTrait};
use wardbook::policy::Level;

use super::world::World;

const TABLES: [&str; 17] = [
    "shifts",
    "hazards",
    "patrol_routes",
    "check_items",
    "checks",
    "checklists",
    "case_events",
    "case_documents",
    "cases",
    "places",
    "team_members",
    "teams",
    "grants",
    "casbin_rules",
    "policy_versions",
    "users",
    "areas",
];

/// Names that look like something else are just names.
const NAMES: [&str; 4] = ["role:red", "administrator", "*", "user:0"];

macro_rules! placed {
    ($model:expr, $world:expr, $area:expr) => {{
        let level = |level| $world.ancestor_id($area, level);
        $model.province_id = Set(level(Level::Province));
        $model.city_id = Set(level(Level::City));
        $model.district_id = Set(level(Level::District));
        $model.town_id = Set(level(Level::Town));
        $model.community_id = Set(level(Level::Community));
        $model.group_id = Set(level(Level::Group));
    }};
}

impl World {
    fn area_id(&self, area: Option<usize>) -> Option<Uuid> {
        area.map(|area| self.areas[area].id)
    }

    fn user_id(&self, user: Option<usize>) -> Option<Uuid> {
        user.map(|user| self.users[user].id)
    }

    fn team_id(&self, team: Option<usize>) -> Option<Uuid> {
        team.map(|team| self.teams[team].id)
    }

    fn ancestor_id(&self, area: Option<usize>, level: Level) -> Option<Uuid> {
        let lineage = self.lineage(area?);
        lineage.into_iter().map(|a| &self.areas[a]).find(|a| a.level == level).map(|a| a.id)
    }

    /// Writes the world, and nothing else is left.
    pub(crate) async fn write(&self, connection: &DatabaseConnection) {
        let writing = connection.begin().await.unwrap();
        for table in TABLES {
            // A tree is deleted from its leaves, which one statement does on both databases.
            writing.execute_unprepared(&format!("delete from {table}")).await.unwrap();
        }
        let now = self.now;
        for (i, of) in self.areas.iter().enumerate() {
            let mut row = area::ActiveModel {
                id: Set(of.id),
                code: Set(of.code.to_owned()),
                path: Set(self.path(i)),
                level: Set(of.level.as_str().to_owned()),
                name: Set(format!("area {}", of.code)),
                parent_id: Set(self.area_id(of.parent)),
                created_at: Set(now),
                updated_at: Set(now),
                ..Default::default()
            };
            placed!(row, self, Some(i));
            area::Entity::insert(row).exec_without_returning(&writing).await.unwrap();
        }
        let users = self.users.iter().enumerate().map(|(i, of)| {
            let mut row = user::ActiveModel {
                id: Set(of.id),
                username: Set(NAMES
                    .get(i)
                    .map_or_else(|| format!("user-{i}"), |name| (*name).to_owned())),
                display_name: Set(format!("user {i}")),
                work_phone: Set(None),
                active: Set(of.active),
                area_id: Set(self.area_id(of.area)),
                password_hash: Set(None),
                password_must_change: Set(false),
                token_version: Set(1),
                created_at: Set(now),
                updated_at: Set(now),
                ..Default::default()
            };
            placed!(row, self, of.area);
            row
        });
        user::Entity::insert_many(users).exec_without_returning(&writing).await.unwrap();
        let grants = self.grants.iter().map(|of| grant::ActiveModel {
            id: Set(Uuid::now_v7()),
            user_id: Set(self.users[of.user].id),
            role: Set(of.role.to_owned()),
            area_id: Set(self.area_id(of.area)),
            valid_from: Set(of.from),
            valid_until: Set(of.until),
            granted_by: Set(None),
            created_at: Set(now),
            reason: Set(None),
        });
        if !self.grants.is_empty() {
            grant::Entity::insert_many(grants).exec_without_returning(&writing).await.unwrap();
        }
        self.write_policy(&writing).await;
        self.write_teams_and_places(&writing).await;
        self.write_cases(&writing).await;
        self.write_checks(&writing).await;
        self.write_rounds(&writing).await;
        writing.commit().await.unwrap();
    }

    async fn write_policy(&self, writing: &impl ConnectionTrait) {
        let version = policy_version::ActiveModel {
            version: Set(1),
            applied_at: Set(self.now),
            applied_by: Set(None),
            reason: Set("a world".to_owned()),
            id: Set(Uuid::now_v7()),
            ..Default::default()
        };
        policy_version::Entity::insert(version).exec_without_returning(writing).await.unwrap();
        let links = self.links.iter().map(|(role, contained)| {
            let fields = [format!("role:{role}"), format!("role:{contained}"), "*".to_owned()];
            ("g", fields.map(Some).to_vec(), None)
        });
        let rules = self.rules.iter().map(|rule| {
            let fields = [
                Some(format!("role:{}", rule.role)),
                rule.area.is_none().then(|| "*".to_owned()),
                Some(rule.object.as_str().to_owned()),
                Some(rule.action.to_owned()),
                Some(rule.relation.as_str().to_owned()),
                Some(if rule.allow { "allow" } else { "deny" }.to_owned()),
            ];
            ("p", fields.to_vec(), self.area_id(rule.area))
        });
        let rows = links.chain(rules).enumerate().map(|(i, (ptype, fields, area))| {
            let field = |n: usize| Set(fields.get(n).cloned().flatten());
            casbin_rule::ActiveModel {
                id: Set(i as i64 + 1),
                position: Set(i as i32),
                ptype: Set(ptype.to_owned()),
                v0: field(0),
                v1: field(1),
                v2: field(2),
                v3: field(3),
                v4: field(4),
                v5: field(5),
                area_id: Set(area),
                comment: Set(None),
                added_in: Set(1),
                removed_in: Set(None),
            }
        });
        casbin_rule::Entity::insert_many(rows).exec_without_returning(writing).await.unwrap();
    }

    async fn write_teams_and_places(&self, writing: &impl ConnectionTrait) {
        let now = self.now;
        let teams = self.teams.iter().enumerate().map(|(i, of)| {
            let mut row = team::ActiveModel {
                id: Set(of.id),
                name: Set(format!("team {i}")),
                kind: Set("PATROL".to_owned()),
                area_id: Set(self.areas[of.area].id),
                unit: Set(false),
                leader_id: Set(None),
                accountable_leader_id: Set(None),
                mandate: Set(None),
                version: Set(1),
                created_at: Set(now),
                updated_at: Set(now),
                ..Default::default()
            };
            placed!(row, self, Some(of.area));
            row
        });
        team::Entity::insert_many(teams).exec_without_returning(writing).await.unwrap();
        let members: Vec<_> = self
            .teams
            .iter()
            .flat_map(|team| team.members.iter().map(move |member| (team.id, *member)))
            .map(|(team, (user, active))| team_member::ActiveModel {
                team_id: Set(team),
                user_id: Set(self.users[user].id),
                joined_at: Set(now),
                left_at: Set((!active).then_some(now)),
            })
            .collect();
        if !members.is_empty() {
            team_member::Entity::insert_many(members)
                .exec_without_returning(writing)
                .await
                .unwrap();
        }
        let places = self.places.iter().enumerate().map(|(i, of)| {
            let mut row = place::ActiveModel {
                id: Set(of.id),
                code: Set(format!("place-{i}")),
                name: Set(format!("place {i}")),
                kind: Set("SHOP".to_owned()),
                area_id: Set(self.areas[of.area].id),
                address: Set(Some("by the bridge".to_owned())),
                latitude: Set(None),
                longitude: Set(None),
                version: Set(1),
                created_at: Set(now),
                updated_at: Set(now),
                ..Default::default()
            };
            placed!(row, self, Some(of.area));
            row
        });
        place::Entity::insert_many(places).exec_without_returning(writing).await.unwrap();
    }

    async fn write_cases(&self, writing: &impl ConnectionTrait) {
        let cases = self.cases.iter().enumerate().map(|(i, of)| {
            let mut row = case::ActiveModel {
                id: Set(of.id),
                number: Set(format!("C-{i:03}")),
                title: Set(format!("case {i}")),
                description: Set(String::new()),
                category_id: Set(None),
                source: Set("PHONE".to_owned()),
                severity: Set("ORDINARY".to_owned()),
                emergency: Set(false),
                confidential: Set(of.confidential),
                status: Set(if of.open { "TRIAGED" } else { "ARCHIVED" }.to_owned()),
                is_open: Set(of.open),
                area_id: Set(self.areas[of.area].id),
                desk_id: Set(self.areas[of.area].id),
                address: Set(None),
                latitude: Set(None),
                longitude: Set(None),
                received_at: Set(of.received_at),
                due_at: Set(of.due_at),
                closed_at: Set((!of.open).then_some(of.received_at)),
                updated_at: Set(of.received_at),
                received_by_id: Set(self.user_id(of.received_by)),
                first_handler_id: Set(self.user_id(of.first_handler)),
                handler_id: Set(self.user_id(of.handler)),
                overseer_id: Set(self.user_id(of.overseer)),
                team_id: Set(self.team_id(of.team)),
                satisfaction: Set(None),
                reopen_count: Set(0),
                version: Set(1),
                ..Default::default()
            };
            placed!(row, self, Some(of.area));
            row
        });
        case::Entity::insert_many(cases).exec_without_returning(writing).await.unwrap();
    }

    async fn write_checks(&self, writing: &impl ConnectionTrait) {
        let asked = checklist::ActiveModel {
            id: Set(Uuid::now_v7()),
            code: Set("FIRE".to_owned()),
            revision: Set(1),
            name: Set("消防检查表".to_owned()),
            name_en: Set(None),
            current: Set(true),
            created_at: Set(self.now),
        };
        let asked = checklist::Entity::insert(asked).exec(writing).await.unwrap().last_insert_id;
        let checks = self.checks.iter().enumerate().map(|(i, of)| {
            let area = self.places[of.place].area;
            let mut row = check::ActiveModel {
                id: Set(of.id),
                number: Set(format!("K-{i:03}")),
                kind: Set("MONTHLY".to_owned()),
                status: Set("PLANNED".to_owned()),
                outcome: Set(None),
                area_id: Set(self.areas[area].id),
                place_id: Set(self.places[of.place].id),
                team_id: Set(self.team_id(of.team)),
                inspector_id: Set(self.user_id(of.inspector)),
                signed_by_id: Set(self.user_id(of.signed_by)),
                created_by_id: Set(self.user_id(of.created_by)),
                planned_for: Set(of.planned_for),
                signed_at: Set(None),
                version: Set(1),
                updated_at: Set(self.now),
                checklist_id: Set(Some(asked)),
                ..Default::default()
            };
            placed!(row, self, Some(area));
            row
        });
        check::Entity::insert_many(checks).exec_without_returning(writing).await.unwrap();
    }

    async fn write_rounds(&self, writing: &impl ConnectionTrait) {
        let hazards = self.hazards.iter().enumerate().map(|(i, of)| {
            let area = self.places[of.place].area;
            let mut row = hazard::ActiveModel {
                id: Set(of.id),
                number: Set(format!("HZ-{i:03}")),
                check_id: Set(of.check.map(|check| self.checks[check].id)),
                case_id: Set(of.case.map(|case| self.cases[case].id)),
                area_id: Set(self.areas[area].id),
                place_id: Set(self.places[of.place].id),
                description: Set(format!("hazard {i}")),
                major: Set(false),
                status: Set(if of.verified { "VERIFIED" } else { "FOUND" }.to_owned()),
                responsible_id: Set(self.user_id(of.responsible)),
                found_at: Set(of.found_at),
                found_by_id: Set(self.user_id(of.found_by)),
                due_at: Set(of.due_at),
                version: Set(1),
                updated_at: Set(of.found_at),
                ..Default::default()
            };
            placed!(row, self, Some(area));
            row
        });
        hazard::Entity::insert_many(hazards).exec_without_returning(writing).await.unwrap();
        let routes = self.routes.iter().enumerate().map(|(i, of)| {
            let mut row = patrol_route::ActiveModel {
                id: Set(of.id),
                name: Set(format!("route {i}")),
                area_id: Set(self.areas[of.area].id),
                team_id: Set(self.team_id(of.team)),
                visits_per_day: Set(1),
                version: Set(1),
                created_at: Set(self.now),
                updated_at: Set(self.now),
                ..Default::default()
            };
            placed!(row, self, Some(of.area));
            row
        });
        patrol_route::Entity::insert_many(routes).exec_without_returning(writing).await.unwrap();
        let shifts = self.shifts.iter().map(|of| {
            let mut row = shift::ActiveModel {
                id: Set(of.id),
                kind: Set("DUTY".to_owned()),
                area_id: Set(self.areas[of.area].id),
                team_id: Set(self.team_id(of.team)),
                leader_id: Set(self.users[of.leader].id),
                starts_at: Set(of.starts_at),
                ends_at: Set(of.starts_at + TimeDelta::hours(8)),
                version: Set(1),
                created_at: Set(self.now),
                updated_at: Set(self.now),
                ..Default::default()
            };
            placed!(row, self, Some(of.area));
            row
        });
        shift::Entity::insert_many(shifts).exec_without_returning(writing).await.unwrap();
    }
}
