//! Files that are tied to a case.

use serde_json::{Value, json};

use super::Desk;
use crate::files::{pdf, send};
use crate::support::{Backend, both};

const SHOWN: &str = "attachmentId attachment{id fileName personal uploadedBy{displayName}}";

impl Desk {
    /// Sends a file; its id.
    async fn file(&self, user: &str) -> Value {
        let token = self.token(user).await;
        send(&self.server, &token, "photo.pdf", &pdf()).await["id"].clone()
    }

    /// The names of what somebody sees to be attached.
    async fn attached(&self, user: &str, case: &str) -> usize {
        let query = format!("{{case(by:{{id:\"{case}\"}}){{attachments{{fileName}}}}}}");
        self.data(user, &query).await["case"]["attachments"].as_array().unwrap().len()
    }
}

both! {
    async fn a_file_is_tied_to_a_case_once_and_by_its_sender(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let file = desk.file("leader").await;
        let input = json!({"fileId": file, "recordId": case});
        // Somebody else's file is as good as none, and a case out of sight is none.
        let foreign = desk.refused("community", "attachFile", input.clone()).await;
        let nothing = json!({"fileId": "file_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b", "recordId": case});
        assert_eq!(foreign["problems"][0]["field"], "input.fileId");
        assert_eq!(desk.refused("community", "attachFile", nothing).await, foreign);
        let theirs = json!({"fileId": desk.file("far").await, "recordId": case});
        assert_eq!(desk.refused("far", "attachFile", theirs).await, json!({"code": "NOT_FOUND"}));

        let answer = desk.send("leader", "attachFile", input.clone(), SHOWN).await;
        let attached = &answer["data"]["attachFile"]["attachment"];
        assert_eq!(attached["id"], answer["data"]["attachFile"]["attachmentId"]);
        assert_eq!((&attached["fileName"], &attached["personal"]), (&json!("photo.pdf"), &json!(false)));
        assert_eq!(attached["uploadedBy"]["displayName"], "Lea");
        for user in ["leader", "community", "analyst"] {
            assert_eq!(desk.attached(user, &case).await, 1, "{user}");
        }
        let twice = desk.refused("leader", "attachFile", input).await;
        assert_eq!(twice["problems"][0]["field"], "input.fileId");
        let query = format!(
            "{{case(by:{{id:\"{case}\"}}){{version events(first:9){{nodes{{kind attachment{{id}}}}}}}}}}"
        );
        let stands = desk.data("town", &query).await;
        assert_eq!(stands["case"]["version"], 1, "a file is in nobody's way");
        assert_eq!(stands["case"]["events"]["nodes"], json!([
            {"kind": "REGISTERED", "attachment": null},
            {"kind": "ATTACHED", "attachment": {"id": attached["id"]}},
        ]));
    }
}

both! {
    async fn what_names_a_person_is_added_and_seen_by_those_who_may(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let personal = json!({"fileId": desk.file("leader").await, "recordId": case, "personal": true});
        let refused = desk.refused("leader", "attachFile", personal).await;
        assert_eq!(refused, json!({"code": "FORBIDDEN", "object": "reporter", "action": "amend"}));
        let personal =
            json!({"fileId": desk.file("community").await, "recordId": case, "personal": true});
        let answer = desk.send("community", "attachFile", personal, SHOWN).await;
        assert_eq!(answer["data"]["attachFile"]["attachment"]["personal"], true, "{answer}");
        for (user, seen) in [("community", 1), ("town", 1), ("analyst", 0), ("leader", 0)] {
            assert_eq!(desk.attached(user, &case).await, seen, "{user}");
        }
    }
}

both! {
    async fn an_attachment_that_is_sent_twice_is_made_once(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let input = json!({"fileId": desk.file("leader").await, "recordId": case, "idempotencyKey": "a"});
        let first = desk.send("leader", "attachFile", input.clone(), SHOWN).await;
        let again = desk.send("leader", "attachFile", input.clone(), SHOWN).await;
        assert_eq!(again, first);
        assert_eq!(desk.attached("town", &case).await, 1);
        let other = json!({"fileId": desk.file("leader").await, "recordId": case, "idempotencyKey": "a"});
        assert_eq!(desk.refused("leader", "attachFile", other).await, json!({"code": "CONFLICT"}));
    }
}
