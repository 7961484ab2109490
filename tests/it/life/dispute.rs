//! One dispute from walk-in to archive, with every role.

use serde_json::json;

use super::Desk;
use crate::support::{Backend, both};

both! {
    /// Neighbours quarrel about a wall; the town mediates, is late, is chased, and in the end both
    /// have had an answer.
    async fn a_dispute_goes_from_walk_in_to_archive(backend: Backend) {
        let desk = Desk::open(backend).await;
        let (mediators, community) = (desk.team("Mediators").await, desk.area("3511").await);
        let category = desk.category().await;

        // Received in the grid by its leader, who knows who came.
        let registered = desk.does("leader", "registerCase", json!({
            "title": "A wall between neighbours", "description": "They quarrel every night",
            "source": "WALK_IN", "areaId": desk.area("35111").await,
            "reporter": {"name": "Old Wang", "phone": "0591-87654321"},
        })).await;
        let case = registered["caseId"].as_str().unwrap().to_owned();
        assert_eq!(registered["case"]["status"], "RECEIVED");
        assert_eq!(registered["case"]["firstHandler"]["displayName"], "Lea");
        assert_eq!(registered["case"]["desk"]["code"], "35111");
        assert_eq!(registered["event"]["kind"], "REGISTERED");
        let year = &chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai)
            .format("%Y").to_string();
        assert_eq!(registered["case"]["number"], format!("351-{year}-000001"));

        // Judged by the community, which makes it its own and hands it upwards.
        let triaged = desk.acts("community", "triageCase", &case, json!({
            "severity": "MAJOR", "categoryId": category, "areaId": community, "note": "A hard one",
        })).await;
        assert_eq!(triaged["case"]["status"], "TRIAGED");
        assert_eq!(triaged["case"]["desk"]["code"], "3511");
        assert!(triaged["event"]["dueAfter"].as_str() > triaged["event"]["dueBefore"].as_str());
        let escalated = desk.acts("community", "escalateCase", &case, json!({
            "toAreaId": desk.area("351").await, "reason": "Needs the town",
        })).await;
        assert_eq!(escalated["event"]["desk"]["code"], "351");
        // Those below go on reading, and manage it no more.
        let below = desk.allowed("community", &case).await;
        assert_eq!(below, ["NOTE", "ATTACH", "READ_REPORTER", "AMEND_REPORTER"]);

        // A slip, proposed by one and signed by another.
        let proposed = desk.with_version(&case, json!({
            "teamId": mediators, "opinion": "Mediation first",
        })).await;
        let shown = "handover{id number team{name} proposedBy{displayName} agreed}";
        let proposed = desk.send("town", "proposeHandover", proposed, shown).await;
        let slip = &proposed["data"]["proposeHandover"]["handover"];
        assert_eq!(slip["number"], format!("351-{year}-H0001"));
        let sign = json!({
            "handoverId": slip["id"], "expectedVersion": desk.version(&case).await, "agree": true,
        });
        let own = desk.refused("town", "signHandover", sign.clone()).await;
        assert_eq!(own["code"], "WRONG_STATE", "nobody signs what they proposed");
        let signed = desk.send("second", "signHandover", sign, "case{status team{name}}").await;
        assert_eq!(signed["data"]["signHandover"]["case"],
            json!({"status": "ASSIGNED", "team": {"name": "Mediators"}}));

        // The team takes it up; it is late, and chased.
        let handler = desk.user("helper").await;
        let accepted =
            desk.acts("mediator", "acceptCase", &case, json!({"handlerId": handler})).await;
        assert_eq!(accepted["case"]["handler"]["displayName"], "Hal");
        let answer_by = chrono::Utc::now() + chrono::TimeDelta::days(3);
        let chased = desk.with_version(&case, json!({
            "reason": "Nothing is heard of it", "answerBy": answer_by.to_rfc3339(),
        })).await;
        let chased =
            desk.send("town", "superviseCase", chased, "supervision{id number team{name}}").await;
        let notice = &chased["data"]["superviseCase"]["supervision"];
        assert_eq!(notice["number"], format!("351-{year}-S0001"));
        assert_eq!(notice["team"]["name"], "Mediators");
        let answered = json!({
            "supervisionId": notice["id"], "expectedVersion": desk.version(&case).await,
            "answer": "A sitting is planned",
        });
        let answered =
            desk.send("helper", "answerSupervision", answered, "supervision{answer}").await;
        assert_eq!(
            answered["data"]["answerSupervision"]["supervision"]["answer"],
            "A sitting is planned",
        );

        // A joint meeting, then a mediation that succeeds.
        let planned = desk.acts("town", "planCoordination", &case, json!({
            "plannedFor": answer_by.to_rfc3339(), "place": "Room 2", "teamIds": [mediators],
        })).await;
        assert_eq!(planned["event"]["kind"], "COORDINATION_PLANNED");
        let meetings = format!("{{case(by:{{id:\"{case}\"}}){{coordinations{{id teams{{name}}}}}}}}");
        let meetings = desk.data("town", &meetings).await;
        let meeting = &meetings["case"]["coordinations"][0];
        assert_eq!(meeting["teams"], json!([{"name": "Mediators"}]));
        let held = desk.does("town", "recordCoordination", json!({
            "coordinationId": meeting["id"], "expectedVersion": desk.version(&case).await,
            "heldAt": chrono::Utc::now().to_rfc3339(), "minutes": "All came",
            "decisions": ["The wall stays", "The gate is moved"],
        })).await;
        assert_eq!(held["event"]["kind"], "COORDINATED");
        let agreed = json!({"method": "PEOPLES", "agreementReached": true});
        let unsaid = desk.with_version(&case, agreed).await;
        let unsaid = desk.refused("helper", "recordMediation", unsaid).await;
        assert_eq!(unsaid["problems"][0]["field"], "input.session", "{unsaid}");
        desk.acts("helper", "recordMediation", &case, json!({
            "method": "PEOPLES", "agreementReached": true,
            "session": {
                "heldAt": chrono::Utc::now().to_rfc3339(), "mediatorIds": [handler],
                "record": "They shook hands",
            },
        })).await;
        let empty = desk.with_version(&case, json!({"method": "PEOPLES"})).await;
        let empty = desk.refused("helper", "recordMediation", empty).await;
        assert_eq!(empty["problems"][0]["field"], "input.session", "{empty}");
        let resolved = desk.acts("helper", "resolveCase", &case, json!({"note": "Agreed"})).await;
        assert_eq!(resolved["case"]["resolution"], "Agreed");
        assert_ne!(resolved["case"]["closedAt"], json!(null));

        // Rejected once, then done; a MAJOR case is answered in writing.
        let rejected =
            desk.acts("town", "rejectResolution", &case, json!({"note": "In writing?"})).await;
        assert_eq!(rejected["case"]["closedAt"], json!(null));
        assert_eq!(rejected["case"]["status"], "IN_PROGRESS");
        desk.acts("helper", "resolveCase", &case, json!({"note": "Agreed and signed"})).await;
        let spoken = desk.with_version(&case, json!({"channel": "PHONE", "text": "Done"})).await;
        let spoken = desk.refused("town", "replyToReporter", spoken).await;
        assert_eq!(spoken["problems"][0]["field"], "input.channel");
        let replied = desk.acts("town", "replyToReporter", &case, json!({
            "channel": "WRITTEN", "text": "The gate is moved, the wall stays",
        })).await;
        assert_eq!(replied["case"]["status"], "REPLIED");
        let early = desk.words(&case, "Enough").await;
        let early = desk.refused("town", "archiveCase", early).await;
        assert_eq!(early["code"], "WRONG_STATE", "the reporter can be asked");
        desk.acts("town", "recordFollowUp", &case, json!({
            "satisfaction": 4, "note": "Content with the gate",
        })).await;
        let archived = desk.acts("town", "archiveCase", &case, json!({"note": "Closed"})).await;
        assert_eq!(archived["case"]["satisfaction"], 4);
        assert_eq!(archived["case"]["allowedActions"],
            json!(["REOPEN", "READ_REPORTER", "AMEND_REPORTER"]));

        // What the town reads of it afterwards.
        let query = format!("{{case(by:{{id:\"{case}\"}}){{version \
            events(first:50){{nodes{{kind handover{{number}} supervision{{number}} \
                coordination{{decisions}} reply{{channel}} followUp{{satisfaction}}}}}} \
            clocks{{kind missed metAt}} handovers{{number agreed signedBy{{displayName}}}} \
            supervisions{{answeredAt}} coordinations{{heldAt chair{{displayName}} decisions}} \
            mediation{{number method agreementReached sessions{{record mediators{{displayName}}}}}} \
            replies{{channel text by{{displayName}}}} followUps{{satisfaction note}}}}}}");
        let case = &desk.data("town", &query).await["case"];
        let kinds: Vec<&str> = case["events"]["nodes"].as_array().unwrap().iter()
            .map(|event| event["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, [
            "REGISTERED", "TRIAGED", "ESCALATED", "HANDOVER_PROPOSED", "ASSIGNED", "ACCEPTED",
            "SUPERVISED", "SUPERVISION_ANSWERED", "COORDINATION_PLANNED", "COORDINATED",
            "MEDIATED", "RESOLVED", "RESOLUTION_REJECTED", "RESOLVED", "REPLIED", "FOLLOWED_UP",
            "ARCHIVED",
        ]);
        assert_eq!(case["version"], kinds.len());
        assert_eq!(case["mediation"]["number"], format!("351-{year}-M0001"));
        assert_eq!(case["mediation"]["sessions"][0]["mediators"][0]["displayName"], "Hal");
        assert_eq!(case["coordinations"][0]["decisions"][1], "The gate is moved");
        assert_eq!(case["handovers"][0]["signedBy"]["displayName"], "Sue");
        assert_eq!(case["followUps"][0]["satisfaction"], 4);
        let clocks: Vec<&str> = case["clocks"].as_array().unwrap().iter()
            .map(|clock| clock["kind"].as_str().unwrap()).collect();
        assert_eq!(clocks, ["RESOLUTION", "FOLLOW_UP"]);
        assert!(case["clocks"].as_array().unwrap().iter()
            .all(|clock| clock["missed"] == false && !clock["metAt"].is_null()));
    }
}
