//! A role of the town's own: whoever holds it works as those of the built-in roles do, by the policy
//! and by nothing else.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::town::Town;
use crate::support::{Backend, FIRE_INSPECTOR, Installed, add_role, both, name};
use crate::told::Socket;

const PEOPLE: &str = "username,display_name,role,area_code
fiona,Fiona,fire_inspector,3511
";

const WATCHED: &str = "subscription{hazardChanged{kind hazard{status} event{kind}}}";

/// What of the town somebody finds in lists, and how many of each kind are counted.
const SEEN: &str = "{checks{totalCount nodes{number}} hazards{totalCount nodes{status allowedActions}} \
     places{nodes{code}} areas{nodes{code checks{totalCount}}} cases{totalCount} shifts{totalCount} \
     viewer{grants{role area{code}}}}";

impl Town {
    /// A town with a fire inspector, who was brought in from a file.
    async fn with_inspector(backend: Backend) -> Self {
        let town = Self::open(backend).await;
        let connection = town.desk.server.database.connection();
        add_role(connection, "fire_inspector", FIRE_INSPECTOR).await;
        town.desk.employs(PEOPLE).await;
        town
    }

    async fn hears(&self, user: &str) -> Socket {
        let (token, _) = self.desk.server.login(user).await;
        let mut socket = Socket::of(&self.desk.server, &token).await;
        let payload = json!({"query": WATCHED});
        socket.say(json!({"type": "subscribe", "id": "h", "payload": payload})).await;
        // Answered after it was begun: one and the same turn begins them in their order.
        tokio::time::sleep(Duration::from_millis(150)).await;
        socket
    }

    /// A check of a shop that an inspector has signed with one hazard, and the hazard's number.
    async fn inspected(&self, user: &str, place: &str) -> (String, String) {
        let check = self.begun(user, place).await;
        let answers = self.answers(&check, &["F01"]).await;
        let signing = json!({"answers": answers, "hazards": [self.found(Some("F01"))]});
        let signed = self.acts(user, "signCheck", &check, signing).await;
        assert_eq!(
            (&signed["status"], &signed["outcome"]),
            (&json!("SIGNED"), &json!("HAZARDS_FOUND"))
        );
        let number = signed["hazards"]["nodes"][0]["number"].as_str().unwrap().to_owned();
        (check, number)
    }
}

both! {
    async fn a_fire_inspector_plans_answers_and_signs_and_does_nothing_else(backend: Backend) {
        let town = Town::with_inspector(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let far = town.place("S-2", "SHOP", "3521").await;
        let mut socket = town.hears("fiona").await;
        let planned = town.planned("fiona", &shop, json!({})).await;
        assert_eq!(town.shown("fiona", &planned).await["allowedActions"], json!(["START"]));
        let (check, hazard) = town.inspected("fiona", &shop).await;
        assert_eq!(town.shown("fiona", &check).await["allowedActions"], json!(["RECHECK"]));

        // Told of what was found, by the same grants.
        let said = socket.hear().await;
        let told = &said["payload"]["data"]["hazardChanged"];
        assert_eq!((&told["kind"], &told["hazard"]["status"]), (&json!("UPSERTED"), &json!("FOUND")), "{said}");

        // Lists and counts hold what lies in the inspector's area, and nothing of other kinds.
        town.planned("far", &far, json!({})).await;
        let mut seen = town.desk.data("fiona", SEEN).await;
        assert_eq!(seen["checks"]["totalCount"], 2);
        assert_eq!(seen["hazards"]["totalCount"], 1);
        assert_eq!(seen["places"]["nodes"], json!([{"code": "S-1"}]));
        assert_eq!((&seen["cases"]["totalCount"], &seen["shifts"]["totalCount"]), (&json!(0), &json!(0)));
        assert_eq!(seen["areas"]["nodes"][0].take(), json!({"code": "3511", "checks": {"totalCount": 2}}));
        let held = json!([{"role": "fire_inspector", "area": {"code": "3511"}}]);
        assert_eq!(seen["viewer"]["grants"], held);

        // What somebody else puts right, the inspector looks at again.
        assert_eq!(seen["hazards"]["nodes"], json!([{"status": "FOUND", "allowedActions": []}]));
        let rectify = |mutation: &str| {
            format!("mutation($input:RecordWordsInput!){{{mutation}(input:$input){{hazard{{id version status}}}}}}")
        };
        let by_number = format!("{{hazard(by:{{number:\"{hazard}\"}}){{id version}}}}");
        let found = town.desk.data("community", &by_number).await["hazard"].take();
        let words = |of: &Value| json!({"input": {"id": of["id"], "expectedVersion": of["version"], "note": "Freed"}});
        let forbidden = town.desk.tries("fiona", &rectify("reportRectified"), words(&found)).await;
        assert_eq!(forbidden.unwrap_err()["code"], "FORBIDDEN");
        let mut rectified = town.desk.tries("community", &rectify("reportRectified"), words(&found)).await.unwrap();
        let rectified = rectified["hazard"].take();
        let verified = town.desk.tries("fiona", &rectify("verifyHazard"), words(&rectified)).await.unwrap();
        assert_eq!(verified["hazard"]["status"], "VERIFIED");

        // The rest is refused, and what lies elsewhere is not there.
        let cancel = town.with_version(&planned, json!({"note": "No"})).await;
        assert_eq!(town.refused("fiona", "cancelCheck", cancel).await["code"], "FORBIDDEN");
        let area = town.desk.area("3511").await;
        let place = json!({"code": "S-3", "name": "New", "kind": "SHOP", "areaId": area});
        assert_eq!(town.refused("fiona", "savePlace", place).await["code"], "FORBIDDEN");
        let elsewhere = json!({
            "kind": "MONTHLY", "checklistId": town.checklist("FIRE").await, "placeId": far,
            "plannedFor": town.day(1),
        });
        assert_eq!(town.refused("fiona", "planCheck", elsewhere).await["code"], "NOT_FOUND");
        let case = town.desk.data("community", "{cases{nodes{id}}}").await["cases"]["nodes"][0]["id"].take();
        let note = json!({"id": case, "text": "Seen"});
        assert_eq!(town.desk.refused("fiona", "addCaseNote", note).await["code"], "NOT_FOUND");
    }
}

both! {
    async fn a_role_of_the_towns_own_is_granted_and_takes_a_ledger_as_others_do(backend: Backend) {
        let town = Town::with_inspector(backend).await;
        let shop = town.place("S-1", "SHOP", "3511").await;
        let mill = town.place("S-2", "SHOP", "3512").await;
        let (_, hazard) = town.inspected("fiona", &shop).await;
        let operator = Installed::around(&town.desk.server.database);
        let file = operator.file("people.csv");
        std::fs::write(&file, PEOPLE).unwrap();
        let said = operator.done(&["import", "users", name(&file)]);
        assert!(said.contains("users: 0 new, 0 changed, 1 as they are"), "{said}");

        // Granted by hand, it is in effect within a second.
        let check = town.planned("mill", &mill, json!({})).await;
        assert_eq!(town.shown("far", &check).await, Value::Null);
        operator.done(&["user", "grant", "far", "fire_inspector@3512"]);
        let granted_at = Instant::now();
        while town.shown("far", &check).await == Value::Null {
            assert!(granted_at.elapsed() < Duration::from_secs(1), "the grant is not in effect");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let begun = town.acts("far", "startCheck", &check, json!({})).await;
        assert_eq!(begun["status"], "IN_PROGRESS");

        // A role is one that the policy has, with or without rules: no other.
        let unknown = operator.failed(&["user", "grant", "far", "fire_chief@3512"]);
        assert!(unknown.contains("there is no role `fire_chief`; the roles are group_leader, community,"), "{unknown}");
        assert!(unknown.contains("administrator, fire_inspector"), "{unknown}");
        let connection = town.desk.server.database.connection();
        add_role(connection, "fire_chief", &[]).await;
        operator.done(&["user", "create", "chief", "--role", "fire_chief@351"]);
        let shown = operator.done(&["schema", "--role", "fire_chief"]);
        // Whoever signs in may change their own password, and nothing else.
        let mutations = shown.split_once("\ntype Mutation {\n").unwrap().1.split_once("\n}").unwrap().0;
        assert_eq!(mutations.matches("): ").count(), 1, "{mutations}");
        assert!(mutations.contains("changePassword(") && !shown.contains("Input"), "{mutations}");

        // A ledger is for those whose role lets them take one.
        let ledger = operator.file("ledger.csv");
        let take = ["export", "hazards", "--as", "fiona", name(&ledger)];
        assert!(operator.failed(&take).contains("does not let `fiona` create an export"));
        add_role(connection, "fire_clerk", &["export create any"]).await;
        operator.done(&["user", "grant", "fiona", "fire_clerk@3511"]);
        assert!(operator.done(&take).ends_with("ledger.csv: 1 hazards\n"));
        assert!(std::fs::read_to_string(&ledger).unwrap().contains(&hazard));

        // The schema is what the grants of all roles together reach.
        let shown = operator.done(&["schema", "--as", "fiona"]);
        assert!(shown.contains("planCheck(") && !shown.contains("cancelCheck(") && !shown.contains("CaseFilter"));
        let shown = operator.done(&["schema", "--role", "fire_inspector"]);
        assert!(shown.contains("verifyHazard(") && !shown.contains("registerCase("));
        let unknown = operator.failed(&["schema", "--role", "fire"]);
        assert!(unknown.contains("there is no role `fire`"), "{unknown}");
    }
}
