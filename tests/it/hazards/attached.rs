//! Files that are tied to hazards, checks and visits.

use chrono::{Datelike, SubsecRound, Utc};
use entity::{area, audit_entry, check, checkpoint, patrol_route, patrol_visit, place, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Shops;
use crate::files::{pdf, send};
use crate::support::{Backend, both};

impl Shops {
    async fn file(&self, user: &str) -> Value {
        let token = self.desk.token(user).await;
        send(&self.desk.server, &token, "photo.pdf", &pdf()).await["id"].clone()
    }

    /// Somebody ties a file of theirs to a record; the whole answer.
    async fn attaches(&self, user: &str, record: &str, more: Value) -> Value {
        let mut input = json!({"fileId": self.file(user).await, "recordId": record});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        let shown = "attachmentId attachment{id fileName}";
        self.desk.send(user, "attachFile", input, shown).await
    }

    /// A check of the corner shop that is in progress; its id.
    async fn check(&self) -> String {
        let connection = self.desk.server.database.connection();
        let shop = place::Entity::find().filter(place::Column::Name.eq("Corner shop"));
        let shop = shop.one(connection).await.unwrap().unwrap();
        let id = Uuid::now_v7();
        let now = Utc::now().trunc_subsecs(0);
        let row = check::ActiveModel {
            id: Set(id),
            number: Set("351-2026-C0001".to_owned()),
            kind: Set("MONTHLY".to_owned()),
            status: Set("IN_PROGRESS".to_owned()),
            area_id: Set(shop.area_id),
            district_id: Set(shop.district_id),
            town_id: Set(shop.town_id),
            community_id: Set(shop.community_id),
            group_id: Set(shop.group_id),
            place_id: Set(shop.id),
            planned_for: Set(now.date_naive()),
            version: Set(1),
            updated_at: Set(now),
            ..Default::default()
        };
        check::Entity::insert(row).exec_without_returning(connection).await.unwrap();
        format!("check_{}", id.simple())
    }

    /// A visit that somebody made to a point in Bridge 1; its id.
    async fn visit(&self, by: &str) -> String {
        let connection = self.desk.server.database.connection();
        let group = area::Entity::find().filter(area::Column::Code.eq("35111"));
        let group = group.one(connection).await.unwrap().unwrap();
        let by = user::Entity::find().filter(user::Column::Username.eq(by));
        let by = by.one(connection).await.unwrap().unwrap();
        let (route, point, visit) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let now = Utc::now().trunc_subsecs(0);
        let walked = patrol_route::ActiveModel {
            id: Set(route),
            name: Set("Round of the bridge".to_owned()),
            area_id: Set(group.id),
            district_id: Set(group.district_id),
            town_id: Set(group.town_id),
            community_id: Set(group.community_id),
            group_id: Set(group.group_id),
            visits_per_day: Set(1),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        };
        patrol_route::Entity::insert(walked).exec_without_returning(connection).await.unwrap();
        let stands = checkpoint::ActiveModel {
            id: Set(point),
            route_id: Set(route),
            on_route_id: Set(Some(route)),
            code: Set("A".to_owned()),
            name: Set("Bridge".to_owned()),
            position: Set(1),
            ..Default::default()
        };
        checkpoint::Entity::insert(stands).exec_without_returning(connection).await.unwrap();
        let made = patrol_visit::ActiveModel {
            id: Set(visit),
            route_id: Set(route),
            checkpoint_id: Set(point),
            by_id: Set(by.id),
            at: Set(now),
            day: Set(now.date_naive().with_day(1).unwrap()),
            received_at: Set(now),
            ..Default::default()
        };
        patrol_visit::Entity::insert(made).exec_without_returning(connection).await.unwrap();
        format!("visit_{}", visit.simple())
    }

    /// The status of a GET of an attached file's bytes.
    async fn gets(&self, user: &str, attachment: &Value) -> u16 {
        let id = attachment.as_str().unwrap().replace("attachment_", "");
        let url = format!("{}/files/file_{id}", self.desk.server.url);
        let request = self.desk.server.client.get(url).bearer_auth(self.desk.token(user).await);
        request.send().await.unwrap().status().as_u16()
    }

    /// How many files somebody sees by a query at this pointer.
    async fn sees(&self, user: &str, query: &str, pointer: &str) -> usize {
        let data = self.desk.data(user, query).await;
        data.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len)
    }
}

both! {
    async fn photographs_show_a_hazard_before_and_after(backend: Backend) {
        let shops = Shops::open(backend).await;
        let hazard = shops.found().await;
        for (user, more) in [("leader", json!({})), ("community", json!({"after": true}))] {
            let answer = shops.attaches(user, &hazard, more).await;
            assert_eq!(answer["data"]["attachFile"]["attachment"]["fileName"], "photo.pdf", "{answer}");
        }
        let fields = "version before{uploadedBy{displayName}} after{uploadedBy{displayName}}";
        let seen = shops.seen(&hazard, fields).await;
        assert_eq!(seen, json!({
            "version": 1,
            "before": [{"uploadedBy": {"displayName": "Lea"}}],
            "after": [{"uploadedBy": {"displayName": "Cora"}}],
        }));
        assert_eq!(shops.kinds(&hazard).await, ["FOUND", "ATTACHED", "ATTACHED"]);
        let photograph = shops.seen(&hazard, "after{id}").await["after"][0]["id"].clone();
        for (user, status) in [("leader", 200), ("town", 200), ("analyst", 200), ("far", 404)] {
            assert_eq!(shops.gets(user, &photograph).await, status, "{user}");
        }
        let refused = |answer: &Value| answer["errors"][0]["extensions"].clone();
        let far = shops.attaches("far", &hazard, json!({})).await;
        assert_eq!(refused(&far), json!({"code": "NOT_FOUND"}));
        let analyst = shops.attaches("analyst", &hazard, json!({})).await;
        assert_eq!(refused(&analyst), json!({"code": "FORBIDDEN", "object": "hazard", "action": "attach"}));
        let personal = shops.attaches("leader", &hazard, json!({"personal": true})).await;
        assert_eq!(refused(&personal)["problems"][0]["field"], "input.personal");
        let case = shops.desk.registered("leader", "35111", json!({})).await;
        let after = shops.attaches("leader", &case, json!({"after": true})).await;
        assert_eq!(refused(&after)["problems"][0]["field"], "input.after");
        let area = shops.desk.area("35111").await;
        let area = shops.attaches("leader", &area, json!({})).await;
        assert_eq!(refused(&area)["problems"][0]["field"], "input.recordId");
        shops.steps("community", "reportRectified", &hazard, "Free").await;
        shops.steps("town", "verifyHazard", &hazard, "Seen").await;
        let late = shops.attaches("leader", &hazard, json!({"after": true})).await;
        assert_eq!(refused(&late), json!({"code": "WRONG_STATE", "allowedActions": []}));
    }
}

both! {
    async fn a_file_of_a_check_is_read_like_the_check(backend: Backend) {
        let shops = Shops::open(backend).await;
        let check = shops.check().await;
        let answer = shops.attaches("community", &check, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        let query = format!("{{node(id:\"{check}\"){{...on Check{{version attachments{{id}}}}}}}}");
        for (user, seen) in [("community", 1), ("town", 1), ("far", 0)] {
            assert_eq!(shops.sees(user, &query, "/node/attachments").await, seen, "{user}");
        }
        assert_eq!(shops.desk.data("town", &query).await["node"]["version"], 1);
        let far = shops.attaches("far", &check, json!({})).await;
        assert_eq!(far["errors"][0]["extensions"], json!({"code": "NOT_FOUND"}));
        let analyst = shops.attaches("analyst", &check, json!({})).await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "check", "action": "attach"});
        assert_eq!(analyst["errors"][0]["extensions"], forbidden);
    }
}

both! {
    async fn only_whoever_made_a_visit_adds_a_file_to_it(backend: Backend) {
        let shops = Shops::open(backend).await;
        let visit = shops.visit("leader").await;
        let answer = shops.attaches("leader", &visit, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        let query = format!("{{node(id:\"{visit}\"){{...on PatrolVisit{{attachments{{id}}}}}}}}");
        for (user, seen) in [("leader", 1), ("community", 1), ("far", 0)] {
            assert_eq!(shops.sees(user, &query, "/node/attachments").await, seen, "{user}");
        }
        let other = shops.attaches("community", &visit, json!({})).await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "patrol", "action": "visit"});
        assert_eq!(other["errors"][0]["extensions"], forbidden);
        let far = shops.attaches("far", &visit, json!({})).await;
        assert_eq!(far["errors"][0]["extensions"], json!({"code": "NOT_FOUND"}));
        // The trail has it with the route, as all that is done on it.
        let database = shops.desk.server.database.connection();
        let of_patrols = audit_entry::Entity::find()
            .filter(audit_entry::Column::Object.eq("patrol"))
            .filter(audit_entry::Column::Action.eq("attach"));
        let entry = of_patrols.one(database).await.unwrap().unwrap();
        let visited = patrol_visit::Entity::find().one(database).await.unwrap().unwrap();
        assert_eq!(entry.record_id, Some(visited.route_id));
        assert!(entry.detail.unwrap().contains(&visited.id.to_string()));
        // The visit that showed a hazard.
        let mut input = shops.report();
        input["visitId"] = json!(visit);
        let made = shops.does("leader", "reportHazard", input).await;
        let hazard = made["hazardId"].as_str().unwrap();
        assert_eq!(shops.seen(hazard, "visit{id}").await["visit"]["id"], json!(visit));
    }
}
