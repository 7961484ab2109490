//! Reasons of what administrators do stand in lists and on the trail: a person's number in one is
//! masked there, as in all words of lists.

use serde_json::json;

use super::{DEACTIVATE, Office, REACTIVATE, REVOKE};
use crate::support::{Backend, both};

const APPLY: &str =
    "mutation($input:ApplyPolicyInput!){applyPolicy(input:$input){version pending{reason}}}";
const BACK: &str = "mutation($reason:String!){rollBackPolicy(toVersion:1,expectedVersion:2,reason:$reason){version}}";
const REJECT: &str =
    "mutation($id:ID!,$reason:String!){rejectChange(id:$id,reason:$reason){changeId}}";

both! {
    async fn a_persons_number_in_a_reason_is_shown_nowhere(backend: Backend) {
        let office = Office::open(backend).await;
        let (number, masked) = ("13800138000", "138********");
        let reason = format!("as {number} asked");
        let grant = office.grant_of("second", "administrator", "*").await;
        let granted = office.grants_with("administrator", &grant, json!({"reason": reason})).await;
        assert!(granted.unwrap().to_string().contains(masked), "the grant says so");
        let wanted = office.grant_of("administrator", "analyst", "351").await;
        let waits = office.grants_with("administrator", &wanted, json!({"reason": reason})).await.unwrap();
        let id = &waits["pending"]["id"];
        office.desk.tries("administrator", REJECT, json!({"id": id, "reason": reason})).await.unwrap();
        let mill = office.id("mill").await;
        let held = office.grant_id("mill", "community").await;
        office.send("administrator", REVOKE, json!({"grantId": held, "reason": reason})).await.unwrap();
        for document in [DEACTIVATE, REACTIVATE] {
            let document = document.replace("Left", &reason).replace("Back", &reason);
            office.send_id("administrator", &document, &mill).await.unwrap();
        }
        let change = json!({"addRoles": [{"name": "helper", "title": "助理"}]});
        let input = json!({"expectedVersion": 1, "change": change, "reason": reason});
        office.desk.tries("administrator", APPLY, json!({"input": input})).await.unwrap();
        office.desk.tries("administrator", BACK, json!({"reason": reason})).await.unwrap();

        let history = office.desk.data("administrator", "{policyHistory{nodes{version reason}}}").await;
        let entries = [office.trail("user").await, office.trail("policy").await].concat();
        let told = format!("{history} {entries:?} {waits}");
        assert!(!told.contains(number), "{told}");
        // Two versions, and eight entries on the trail; what waits says it as well.
        let reasons = told.matches(masked).count();
        assert_eq!(reasons, 2 + 8 + 1, "{told}");
    }
}
