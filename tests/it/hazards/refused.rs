//! What is refused of a hazard, by its field or its code; nothing is spent by it.

use chrono::TimeDelta;
use entity::{audit_entry, hazard, hazard_event, number_series, outbox};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::Shops;
use crate::support::{Backend, both};

const NOTHING: &str = "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b";

impl Shops {
    /// How many rows there are of all that a change writes.
    async fn written(&self) -> [u64; 5] {
        let database = self.desk.server.database.connection();
        [
            hazard::Entity::find().count(database).await.unwrap(),
            hazard_event::Entity::find().count(database).await.unwrap(),
            outbox::Entity::find().count(database).await.unwrap(),
            audit_entry::Entity::find().count(database).await.unwrap(),
            number_series::Entity::find().count(database).await.unwrap(),
        ]
    }

    fn report_with(&self, fields: Value) -> Value {
        let mut input = self.report();
        for (name, value) in fields.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    }
}

both! {
    async fn a_report_that_is_wrong_names_its_fields_and_spends_nothing(backend: Backend) {
        let shops = Shops::open(backend).await;
        let before = shops.written().await;
        let none = |prefix: &str| json!(format!("{prefix}_{NOTHING}"));
        let (far, past) = (shops.desk.user("far").await, shops.now() - TimeDelta::hours(1));
        for (fields, wrong) in [
            (json!({"dueAt": past}), vec!["input.dueAt"]),
            (json!({"dueAt": "2099-01-01T00:00:00Z"}), vec!["input.dueAt"]),
            (json!({"description": "  "}), vec!["input.description"]),
            (json!({"responsibleUnit": null}), vec!["input.responsibleId"]),
            (json!({"responsibleUnit": " "}), vec!["input.responsibleId"]),
            (json!({"responsibleId": shops.desk.user("leader").await}), vec!["input.responsibleUnit"]),
            (json!({"responsibleUnit": "x".repeat(101)}), vec!["input.responsibleUnit"]),
            (json!({"responsibleUnit": null, "responsibleId": none("user")}), vec!["input.responsibleId"]),
            (json!({"responsibleUnit": null, "responsibleId": far}), vec!["input.responsibleId"]),
            (json!({"responsibleUnit": null, "responsibleId": "user_1"}), vec!["input.responsibleId"]),
            (json!({"caseId": none("case")}), vec!["input.caseId"]),
            (json!({"visitId": none("visit")}), vec!["input.visitId"]),
            (json!({"placeId": none("area")}), vec!["input.placeId"]),
            (
                json!({"dueAt": past, "description": "", "caseId": none("case"), "visitId": none("visit")}),
                vec!["input.description", "input.dueAt", "input.caseId", "input.visitId"],
            ),
        ] {
            let input = shops.report_with(fields);
            let mut found = shops.wrong("community", "reportHazard", input.clone()).await;
            let mut wrong = wrong;
            found.sort_unstable();
            wrong.sort_unstable();
            assert_eq!(found, wrong, "{input}");
        }
        assert_eq!(shops.written().await, before);
        let made = shops.does("community", "reportHazard", shops.report()).await;
        assert!(made["hazard"]["number"].as_str().unwrap().ends_with("-HZ0001"), "{made}");
    }
}

both! {
    async fn what_is_out_of_sight_is_not_found_and_what_is_in_sight_forbidden(backend: Backend) {
        let shops = Shops::open(backend).await;
        let before = shops.written().await;
        let unseen = json!({"code": "NOT_FOUND"});
        let there = shops.report_with(json!({"placeId": shops.far}));
        assert_eq!(shops.refused("leader", "reportHazard", there).await, unseen);
        let nowhere = shops.report_with(json!({"placeId": format!("place_{NOTHING}")}));
        assert_eq!(shops.refused("leader", "reportHazard", nowhere).await, unseen);
        let by_analyst = shops.refused("analyst", "reportHazard", shops.report()).await;
        assert_eq!(by_analyst, json!({"code": "FORBIDDEN", "object": "hazard", "action": "report"}));
        assert_eq!(shops.written().await, before);

        let hazard = shops.found().await;
        let before = shops.written().await;
        for (mutation, action) in [
            ("startRectification", "rectify"),
            ("reportRectified", "rectify"),
            ("verifyHazard", "verify"),
            ("reopenHazard", "verify"),
        ] {
            let input = shops.words(&hazard, "Done").await;
            assert_eq!(shops.refused("far", mutation, input.clone()).await, unseen, "{mutation}");
            let refused = shops.refused("leader", mutation, input).await;
            assert_eq!(refused, json!({"code": "FORBIDDEN", "object": "hazard", "action": action}));
        }
        let input = shops.extension(&hazard, 9).await;
        assert_eq!(shops.refused("far", "extendHazard", input.clone()).await, unseen);
        assert_eq!(shops.refused("leader", "extendHazard", input).await["action"], "extend");
        assert_eq!(shops.written().await, before);
    }
}

both! {
    async fn a_step_that_is_wrong_is_refused_with_what_would_be_right(backend: Backend) {
        let shops = Shops::open(backend).await;
        let hazard = shops.found().await;
        let before = shops.written().await;
        // Not later than it is due already, in the past, and without a reason.
        for (days, wrong) in [(1, "input.dueAt"), (-1, "input.dueAt")] {
            let input = shops.extension(&hazard, days).await;
            assert!(shops.wrong("community", "extendHazard", input).await.contains(&wrong.to_owned()));
        }
        let mut input = shops.extension(&hazard, 9).await;
        input["reason"] = json!(" ");
        assert_eq!(shops.wrong("community", "extendHazard", input).await, ["input.reason"]);
        for mutation in ["startRectification", "reportRectified"] {
            let input = shops.words(&hazard, " ").await;
            assert_eq!(shops.wrong("community", mutation, input).await, ["input.note"], "{mutation}");
        }
        let mut input = shops.case_of(&hazard).await;
        input["title"] = json!("");
        assert_eq!(shops.wrong("community", "makeCaseOfHazard", input).await, ["input.title"]);
        let old = json!({"id": hazard, "expectedVersion": 7, "note": "Done"});
        let conflict = shops.refused("community", "startRectification", old).await;
        assert_eq!(conflict, json!({"code": "CONFLICT", "presentVersion": 1}));
        let early = shops.refused("town", "verifyHazard", shops.words(&hazard, "Fine").await).await;
        assert_eq!(early["code"], "WRONG_STATE");
        assert_eq!(shops.written().await, before);
    }
}

both! {
    async fn a_report_that_is_sent_twice_is_made_once(backend: Backend) {
        let shops = Shops::open(backend).await;
        let input = shops.report_with(json!({"idempotencyKey": "a"}));
        let first = shops.does("leader", "reportHazard", input.clone()).await;
        assert_eq!(shops.does("leader", "reportHazard", input.clone()).await, first);
        let other = shops.report_with(json!({"idempotencyKey": "a", "major": false}));
        assert_eq!(shops.refused("leader", "reportHazard", other).await, json!({"code": "CONFLICT"}));
        assert_eq!(shops.written().await[0], 1);
    }
}

both! {
    async fn a_colleague_who_is_responsible_puts_it_right(backend: Backend) {
        let shops = Shops::open(backend).await;
        let leader = shops.desk.user("leader").await;
        let input = shops.report_with(json!({"responsibleUnit": null, "responsibleId": leader}));
        let made = shops.does("community", "reportHazard", input).await;
        let hazard = made["hazardId"].as_str().unwrap();
        assert_eq!(made["hazard"]["responsible"]["displayName"], "Lea");
        let done = shops.steps("leader", "reportRectified", hazard, "The way is free").await;
        assert_eq!(done["hazard"]["allowedActions"], json!(["ATTACH"]));
        shops.steps("community", "verifyHazard", hazard, "Seen").await;
    }
}
