//! A hazard from its finding to its verification, which was late once.

use std::time::Duration;

use chrono::TimeDelta;
use entity::audit_entry;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::Shops;
use crate::support::{Backend, both};
use crate::told::Socket;

const CHANGED: &str =
    "subscription{hazardChanged{kind hazardId hazard{status overdue raisedTo{code}} event{kind}}}";

both! {
    async fn a_hazard_that_was_late_once_is_verified_by_somebody_else(backend: Backend) {
        let shops = Shops::open(backend).await;
        let store = &shops.desk.server.store;
        let mut watching = Socket::of(&shops.desk.server, &shops.desk.token("community").await).await;
        watching.say(json!({"type": "subscribe", "id": "h", "payload": {"query": CHANGED}})).await;
        tokio::time::sleep(Duration::from_millis(150)).await;

        let made = shops.does("leader", "reportHazard", shops.report()).await;
        let hazard = made["hazardId"].as_str().unwrap();
        assert_eq!(made["hazard"]["status"], "FOUND");
        assert!(made["hazard"]["number"].as_str().unwrap().starts_with("351-"), "{made}");
        assert!(made["hazard"]["number"].as_str().unwrap().ends_with("-HZ0001"), "{made}");
        assert_eq!(made["hazard"]["place"]["name"], "Corner shop");
        assert_eq!(made["hazard"]["responsibleUnit"], "Corner shop");
        assert_eq!(made["hazard"]["allowedActions"], json!(["ATTACH"]));
        assert_eq!(made["event"]["kind"], "FOUND");
        assert_eq!(made["event"]["actor"]["displayName"], "Lea");

        // Nobody does anything: it is late, and after three days and again three it rises, to the
        // town and no further.
        let after = TimeDelta::days(3);
        shops.desk.server.clock.advance(TimeDelta::hours(49));
        let sweep = async || {
            let noted = store.note_overdue_hazards(shops.now()).await.unwrap();
            (noted, store.raise_overdue_hazards(after, shops.now()).await.unwrap())
        };
        assert_eq!(sweep().await, (1, 0));
        assert_eq!(sweep().await, (0, 0), "it is noted once");
        for (area, risen) in [("3511", 1), ("351", 1), ("351", 0)] {
            shops.desk.server.clock.advance(TimeDelta::hours(73));
            assert_eq!(sweep().await, (0, risen), "{area}");
            assert_eq!(sweep().await, (0, 0), "{area}");
            let seen = shops.seen(hazard, "overdue raisedTo{code} version").await;
            assert_eq!(seen, json!({"overdue": true, "raisedTo": {"code": area}, "version": 1}));
        }
        let raised = "{hazards(filter:{raisedTo:{eq:\"AREA\"}}){nodes{id}}}";
        let raised = raised.replace("AREA", &shops.desk.area("351").await);
        assert_eq!(shops.desk.data("town", &raised).await["hazards"]["nodes"], json!([{"id": hazard}]));

        let extended = shops.does("community", "extendHazard", shops.extension(hazard, 4).await).await;
        assert_eq!((&extended["hazard"]["overdue"], &extended["hazard"]["version"]), (&json!(false), &json!(2)));
        assert_eq!(extended["event"]["note"], "Parts are on the way");
        assert_eq!(extended["event"]["dueBefore"], made["hazard"]["dueAt"]);
        assert_eq!(extended["event"]["dueAfter"], extended["hazard"]["dueAt"]);
        let started = shops.steps("community", "startRectification", hazard, "Boxes are moved").await;
        assert_eq!(started["event"]["fromStatus"], "FOUND");
        assert_eq!(started["hazard"]["status"], "RECTIFYING");
        let rectified = shops.steps("community", "reportRectified", hazard, "The way is free").await;
        assert_eq!(rectified["hazard"]["rectifiedBy"]["displayName"], "Cora");
        let own = shops.refused("community", "verifyHazard", shops.words(hazard, "Fine").await).await;
        assert_eq!(own["code"], "WRONG_STATE");
        assert_eq!(own["allowedActions"], json!(["REOPEN", "MAKE_CASE", "ATTACH"]));
        let verified = shops.steps("town", "verifyHazard", hazard, "Seen").await;
        assert_eq!(verified["hazard"]["status"], "VERIFIED");
        assert_eq!(verified["hazard"]["verifiedBy"]["displayName"], "Tom");
        assert_eq!(verified["hazard"]["allowedActions"], json!(["REOPEN"]));
        let reopened = shops.steps("town", "reopenHazard", hazard, "Blocked again").await;
        assert_eq!(reopened["hazard"]["status"], "RECTIFYING");
        assert_eq!(reopened["hazard"]["rectifiedAt"], json!(null));
        assert_eq!(reopened["hazard"]["verifiedAt"], json!(null));

        let happened = [
            "FOUND", "BECAME_OVERDUE", "RAISED", "RAISED", "EXTENDED", "STARTED", "RECTIFIED",
            "VERIFIED", "REOPENED",
        ];
        assert_eq!(shops.kinds(hazard).await, happened);
        for kind in happened {
            let mut said = watching.hear().await;
            let change = said["payload"]["data"]["hazardChanged"].take();
            assert_eq!((&change["kind"], &change["event"]["kind"]), (&json!("UPSERTED"), &json!(kind)));
            assert_eq!(change["hazardId"], hazard);
        }
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Object.eq("hazard"))
            .order_by_asc(audit_entry::Column::Id)
            .all(shops.desk.server.database.connection())
            .await
            .unwrap();
        let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, [
            "report", "become_overdue", "raise", "raise", "extend", "rectify", "rectify", "verify",
            "verify",
        ]);
        assert!(entries[1..4].iter().all(|entry| entry.actor_id.is_none()));
    }
}
