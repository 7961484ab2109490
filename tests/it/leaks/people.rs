//! Hidden teams, places, areas and people, with what hangs on them.

use entity::{api_token, api_token_area, export, grant, place, team, team_member, user};
use uuid::Uuid;
use wardbook::policy::Object;

use super::hidden::{Guard, Hidden};
use super::neighbours::{NEIGHBOUR_TEAM, below, id};
use super::records::Makes;
use super::story::SEER;
use crate::town::{Town, hours};

impl Makes<'_> {
    pub(super) fn with_team(&self, name: &'static str, n: u128, code: &str) -> Hidden {
        let area = self.area(code).clone();
        let row = team::Model {
            id: id(Object::Team, n),
            name: "隐没组".to_owned(),
            kind: "LEGAL_AID".to_owned(),
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            unit: true,
            leader_id: Some(self.town.user("community")),
            accountable_leader_id: Some(self.town.user("town_center")),
            mandate: Some("不应显示".to_owned()),
            version: 5,
            created_at: hours(0),
            updated_at: hours(0),
        };
        let members = vec![self.membership(row.id, self.town.user("handler"))];
        let guard = Guard { object: Object::Team, id: row.id };
        Hidden { name, guard, rows: Town { teams: vec![row], members, ..Town::default() } }
    }

    fn membership(&self, team_id: Uuid, user_id: Uuid) -> team_member::Model {
        team_member::Model { team_id, user_id, joined_at: hours(0), left_at: None }
    }

    pub(super) fn with_membership(&self, name: &'static str) -> Hidden {
        let members = vec![self.membership(NEIGHBOUR_TEAM, self.town.user("handler"))];
        let guard = Guard { object: Object::Team, id: NEIGHBOUR_TEAM };
        Hidden { name, guard, rows: Town { members, ..Town::default() } }
    }

    pub(super) fn with_place(&self, name: &'static str, n: u128, code: &str) -> Hidden {
        let area = self.area(code).clone();
        let row = place::Model {
            id: id(Object::Place, n),
            code: format!("P-90{n}"),
            name: "隐没的场所".to_owned(),
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            last_checked_on: Some(hours(600).date_naive()),
            ..self.town.places[0].clone()
        };
        let guard = Guard { object: Object::Place, id: row.id };
        Hidden { name, guard, rows: Town { places: vec![row], ..Town::default() } }
    }

    pub(super) fn with_area(&self, name: &'static str, n: u128, under: &str) -> Hidden {
        let parent = self.area(under).clone();
        let row = below(&parent, id(Object::Area, n), &format!("{under}-9"), "隐没处");
        let guard = Guard { object: Object::Area, id: row.id };
        Hidden { name, guard, rows: Town { areas: vec![row], ..Town::default() } }
    }

    pub(super) fn with_user(&self, name: &'static str, n: u128, code: &str) -> Hidden {
        let area = self.area(code).clone();
        let row = user::Model {
            id: id(Object::User, n),
            username: format!("hidden{n}"),
            display_name: "隐没的人".to_owned(),
            work_phone: Some("0591-0000999".to_owned()),
            area_id: Some(area.id),
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            ..self.town.users[0].clone()
        };
        let grants = vec![self.grant(10 + n, row.id, area.id)];
        let members = vec![self.membership(NEIGHBOUR_TEAM, row.id)];
        let guard = Guard { object: Object::User, id: row.id };
        Hidden { name, guard, rows: Town { users: vec![row], grants, members, ..Town::default() } }
    }

    fn grant(&self, n: u128, user_id: Uuid, area_id: Uuid) -> grant::Model {
        grant::Model {
            id: id(Object::Policy, n),
            user_id,
            role: "group_leader".to_owned(),
            area_id: Some(area_id),
            valid_from: Some(hours(1)),
            valid_until: Some("2099-01-01T00:00:00Z".parse().unwrap()),
            granted_by: Some(self.town.user("administrator")),
            created_at: hours(2),
            reason: Some("不应显示".to_owned()),
        }
    }

    /// It acts for a user who is there in every world, and is confined to an area that all know.
    pub(super) fn with_token(&self, name: &'static str, n: u128, owner: &str) -> Hidden {
        let user_id = self.town.user(owner);
        let row = api_token::Model {
            id: id(Object::Token, n),
            name: "隐没的令牌".to_owned(),
            user_id,
            created_by: Some(self.town.user("administrator")),
            created_at: hours(3),
            expires_at: "2099-01-01T00:00:00Z".parse().unwrap(),
            revoked_at: Some(hours(9)),
            last_used_at: Some(hours(5)),
            scope: Some("[\"case:read\"]".to_owned()),
            token_hash: format!("{n:064x}"),
        };
        let area_id = self.area("350199001").id;
        let areas_of_tokens = vec![api_token_area::Model { token_id: row.id, area_id }];
        let guard = Guard { object: Object::Token, id: user_id };
        Hidden { name, guard, rows: Town { tokens: vec![row], areas_of_tokens, ..Town::default() } }
    }

    /// It is of the one who sees everything, and of nobody else: not of those either who know that
    /// one's tokens, which is as much as rules say of belonging to somebody.
    pub(super) fn with_export(&self, name: &'static str) -> Hidden {
        let user_id = self.town.user(SEER);
        let row = export::Model {
            id: id(Object::Export, 1),
            user_id,
            token_hash: None,
            created_at: hours(3),
            object: "case".to_owned(),
            format: "CSV".to_owned(),
            locale: "zh".to_owned(),
            columns: "[\"number\"]".to_owned(),
            asked: "{\"filter\":null}".to_owned(),
            status: "READY".to_owned(),
            rows_done: 7,
            rows_total: Some(7),
            byte_length: Some(99),
            error: Some("不应显示".to_owned()),
            expires_at: Some("2099-01-01T00:00:00Z".parse().unwrap()),
            run: Some(id(Object::Export, 2)),
            leased_until: None,
            kept: true,
        };
        let guard = Guard { object: Object::Token, id: user_id };
        Hidden { name, guard, rows: Town { exports: vec![row], ..Town::default() } }
    }

    pub(super) fn with_grant(&self, name: &'static str) -> Hidden {
        let user = self.town.user("handler");
        let row = self.grant(1, user, self.area("350199001").id);
        let guard = Guard { object: Object::User, id: user };
        Hidden { name, guard, rows: Town { grants: vec![row], ..Town::default() } }
    }
}
