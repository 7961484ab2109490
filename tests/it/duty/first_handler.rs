//! The leader on duty is the first handler of what comes in, and who is on duty is asked by a moment.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{Duty, id_of};
use crate::support::{Backend, both};

impl Duty {
    /// Whose a case is that the community registers now, or that came in then.
    async fn first_handler(&self, more: Value) -> String {
        let case = self.desk.registered("community", "3511", more).await;
        let query = format!("{{case(by:{{id:\"{case}\"}}){{firstHandler{{displayName}}}}}}");
        let answer = self.desk.data("above", &query).await;
        answer["case"]["firstHandler"]["displayName"].as_str().unwrap().to_owned()
    }

    async fn on_duty(&self, user: &str, nth: u64, hour: u32) -> Vec<String> {
        let at = self.at(nth, hour, 0).to_rfc3339();
        let query = "query($at:DateTime!){shifts(filter:{at:$at}){nodes{leader{displayName}}}}";
        let mut answer = self.desk.ask(user, query, json!({"at": at})).await;
        let nodes = answer["data"]["shifts"]["nodes"].take();
        let name = |shift: &Value| shift["leader"]["displayName"].as_str().unwrap().to_owned();
        nodes.as_array().unwrap().iter().map(name).collect()
    }
}

both! {
    async fn the_leader_on_duty_answers_for_what_comes_in(backend: Backend) {
        let duty = Duty::begin(backend).await;
        duty.saves("town", duty.of("DUTY", "351", (8, 20), &["town"]).await).await.unwrap();
        duty.saves("far", duty.of("DUTY", "352", (8, 20), &["far"]).await).await.unwrap();
        assert_eq!(duty.first_handler(json!({})).await, "Cora", "nobody is on duty yet");

        // From eight on it is Tom, whether he has signed in or not.
        duty.wait_until(0, 8, 1);
        assert_eq!(duty.first_handler(json!({})).await, "Tom");
        let before = json!({"receivedAt": duty.at(0, 7, 50)});
        assert_eq!(duty.first_handler(before).await, "Cora", "it came in before");
        assert_eq!(duty.on_duty("town", 0, 9).await, ["Tom"]);
        assert_eq!(duty.on_duty("above", 0, 9).await.len(), 2);
        assert_eq!(duty.on_duty("community", 0, 9).await, [""; 0]);
        assert_eq!(duty.on_duty("town", 0, 20).await, [""; 0], "it is over at eight");

        // The community's own shift is nearer, and its desk before its patrol.
        let patrol = duty.of("PATROL", "3511", (9, 18), &["second", "community"]).await;
        duty.saves("town", patrol).await.unwrap();
        duty.wait_until(0, 9, 1);
        assert_eq!(duty.first_handler(json!({})).await, "Sue");
        let desk = duty.of("NIGHT", "3511", (8, 18), &["community"]).await;
        let desk = id_of(&duty.saves("town", desk).await.unwrap());
        assert_eq!(duty.first_handler(json!({})).await, "Cora");
        let stand_in = json!({
            "shiftId": desk, "expectedVersion": 1, "userId": duty.desk.user("community").await,
            "standInId": duty.desk.user("town").await, "reason": "Away",
        });
        duty.replaces("town", stand_in).await.unwrap();
        assert_eq!(duty.first_handler(json!({})).await, "Tom");

        duty.wait_until(0, 18, 1);
        assert_eq!(duty.first_handler(json!({})).await, "Tom");
        duty.wait_until(0, 20, 1);
        assert_eq!(duty.first_handler(json!({})).await, "Cora");

        // What is settled on the spot has one, too.
        let night = duty.of("NIGHT", "351", (21, 23), &["second"]).await;
        duty.saves("town", night).await.unwrap();
        duty.wait_until(0, 21, 1);
        let settled = duty.desk.does("community", "settleCase", json!({
            "registration": {
                "title": "Where is the office", "description": "", "source": "PHONE",
                "areaId": duty.desk.area("3511").await,
                "reporter": {"name": "Wei", "phone": "0591-87654321"},
            },
            "resolution": "Told", "channel": "PHONE", "reply": "Second floor",
        })).await;
        assert_eq!(settled["case"]["firstHandler"]["displayName"], "Sue");
    }
}

both! {
    /// Where only who handles a case may enter it, whoever makes one of a hazard does not while
    /// somebody else is on duty, and is not offered it.
    async fn a_case_of_a_hazard_is_offered_as_it_is_made(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let mut shop = json!({"code": "S-1", "name": "Corner shop", "kind": "SHOP"});
        shop["areaId"] = json!(duty.desk.area("3511").await);
        let saves = "mutation($input:PlaceInput!){savePlace(input:$input){placeId}}";
        let shop = duty.desk.ask("above", saves, json!({"input": shop})).await;
        let blocked = json!({
            "placeId": shop["data"]["savePlace"]["placeId"], "description": "Blocked", "major": false,
            "dueAt": duty.at(2, 8, 0), "responsibleUnit": "Corner shop",
        });
        let reports = "mutation($input:ReportHazardInput!){reportHazard(input:$input){hazardId}}";
        let made = duty.desk.ask("community", reports, json!({"input": blocked})).await;
        let hazard = &made["data"]["reportHazard"]["hazardId"];
        duty.saves("town", duty.of("DUTY", "351", (8, 20), &["second"]).await).await.unwrap();
        duty.wait_until(0, 8, 1);
        let query = format!("{{node(id:{hazard}){{...on Hazard{{allowedActions}}}}}}");
        let offered = async || {
            let seen = duty.desk.data("community", &query).await;
            seen["node"]["allowedActions"].as_array().unwrap().contains(&json!("MAKE_CASE"))
        };
        assert!(offered().await);
        let by_handlers = "update casbin_rules set v4 = 'handling' where v2 = 'case' and v3 = 'create'";
        let database = duty.desk.server.database.connection();
        database.execute_unprepared(by_handlers).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let input = json!({"hazardId": hazard, "expectedVersion": 1, "title": "Blocked", "severity": "SIMPLE"});
        let makes = "mutation($input:MakeCaseOfHazardInput!){makeCaseOfHazard(input:$input){caseId}}";
        let refused = duty.desk.ask("community", makes, json!({"input": input})).await;
        let forbidden = json!({"code": "FORBIDDEN", "object": "case", "action": "create"});
        assert_eq!(refused["errors"][0]["extensions"], forbidden, "{refused}");
        assert!(!offered().await, "what is offered can be done");
    }
}
