//! A hazard that becomes a case, and a case that shows a hazard.

use serde_json::json;

use super::Shops;
use crate::support::{Backend, both};

both! {
    async fn a_case_is_made_of_a_hazard_once_and_each_links_to_the_other(backend: Backend) {
        let shops = Shops::open(backend).await;
        let hazard = shops.found().await;
        let forbidden = shops.refused("leader", "makeCaseOfHazard", shops.case_of(&hazard).await).await;
        assert_eq!(forbidden, json!({"code": "FORBIDDEN", "object": "hazard", "action": "make_case"}));
        let made = shops.does("community", "makeCaseOfHazard", shops.case_of(&hazard).await).await;
        let (case, number) = (&made["case"], shops.seen(&hazard, "number").await["number"].clone());
        assert_eq!(case["title"], "Blocked way out");
        assert_eq!(case["description"], "The way out is blocked");
        assert_eq!((&case["source"], &case["severity"]), (&json!("CHECK"), &json!("MAJOR")));
        assert_eq!((&case["status"], &case["area"]["code"]), (&json!("RECEIVED"), &json!("35111")));
        assert_eq!(case["location"]["address"], "Corner shop, 1 Bridge Road");
        assert_eq!(case["hazards"]["nodes"], json!([{"number": number}]));
        assert_eq!(made["event"]["kind"], "REGISTERED");
        assert_eq!(shops.seen(&hazard, "case{number}").await["case"]["number"], case["number"]);
        assert_eq!(shops.kinds(&hazard).await, ["FOUND", "MADE_CASE"]);
        let again = shops.refused("community", "makeCaseOfHazard", shops.case_of(&hazard).await).await;
        assert_eq!(again["code"], "WRONG_STATE");
        assert_eq!(again["allowedActions"], json!(["START", "REPORT_RECTIFIED", "EXTEND", "ATTACH"]));
    }
}

both! {
    async fn a_case_shows_a_hazard_to_whoever_sees_the_case(backend: Backend) {
        let shops = Shops::open(backend).await;
        let case = shops.desk.registered("community", "35111", json!({"confidential": true})).await;
        let mut input = shops.report();
        input["caseId"] = json!(case);
        // The leader of the group does not see a confidential case: to her it is no case at all.
        assert_eq!(shops.wrong("leader", "reportHazard", input.clone()).await, ["input.caseId"]);
        let made = shops.does("community", "reportHazard", input).await;
        let hazard = made["hazardId"].as_str().unwrap();
        assert!(made["hazard"]["case"]["number"].is_string(), "{made}");
        let query = format!("{{case(by:{{id:\"{case}\"}}){{hazards(first:5){{nodes{{id}}}}}}}}");
        let of_case = shops.desk.data("community", &query).await;
        assert_eq!(of_case["case"]["hazards"]["nodes"], json!([{"id": hazard}]));
        let query = format!("{{hazard(by:{{id:\"{hazard}\"}}){{number case{{id}}}}}}");
        let seen = shops.desk.data("leader", &query).await;
        assert_eq!(seen["hazard"]["case"], json!(null), "a hazard tells of no case out of sight");
        let again = shops.refused("community", "makeCaseOfHazard", shops.case_of(hazard).await).await;
        assert_eq!(again["code"], "WRONG_STATE", "one matter has one case");
    }
}

both! {
    async fn numbers_of_persons_are_told_and_masked_in_lists(backend: Backend) {
        let shops = Shops::open(backend).await;
        let mut input = shops.report();
        input["description"] = json!("Call 13800001234, the way out is blocked");
        let answer = shops.send("leader", "reportHazard", input).await;
        assert_eq!(answer["extensions"]["warnings"][0]["field"], "input.description", "{answer}");
        let made = &answer["data"]["reportHazard"];
        assert_eq!(made["hazard"]["description"], "Call 13800001234, the way out is blocked");
        let hazard = made["hazardId"].as_str().unwrap();
        shops.steps("community", "startRectification", hazard, "13800001234 will do it").await;
        let query = "{hazards(first:5){nodes{description events(first:5){nodes{note}}}}}";
        let listed = shops.desk.data("community", query).await.to_string();
        assert!(!listed.contains("13800001234"), "{listed}");
        let made = shops.does("community", "makeCaseOfHazard", shops.case_of(hazard).await).await;
        assert_eq!(made["case"]["description"], "Call 13800001234, the way out is blocked");
        let listed = shops.desk.data("community", "{cases(first:9){nodes{description}}}").await;
        assert!(!listed.to_string().contains("13800001234"), "{listed}");
    }
}
