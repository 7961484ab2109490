//! Transfer slips that are not agreed to.

use serde_json::{Value, json};

use super::Desk;
use crate::support::{Backend, both};

impl Desk {
    /// Proposes a slip, and gives its id.
    async fn proposed(&self, user: &str, case: &str, team: &str) -> Value {
        let more = json!({"teamId": self.team(team).await, "opinion": "Theirs"});
        let input = self.with_version(case, more).await;
        let answer = self.send(user, "proposeHandover", input, "handover{id}").await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"]["proposeHandover"]["handover"]["id"].clone()
    }

    async fn signature(&self, case: &str, slip: &Value, agree: bool) -> Value {
        let version = self.version(case).await;
        json!({"handoverId": slip, "expectedVersion": version, "agree": agree, "note": "As I see it"})
    }
}

both! {
    async fn a_slip_that_is_refused_leaves_the_case_where_it_was(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        desk.acts("community", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        assert!(!desk.allowed("town", &case).await.contains(&"SIGN_HANDOVER".to_owned()));
        let slip = desk.proposed("community", &case, "Bridge patrol").await;
        assert!(desk.allowed("town", &case).await.contains(&"SIGN_HANDOVER".to_owned()));
        let refuse = desk.signature(&case, &slip, false).await;
        let below = desk.refused("community", "signHandover", refuse.clone()).await;
        assert_eq!(below, json!({"code": "FORBIDDEN", "object": "case", "action": "assign"}));
        let shown = "handover{agreed signedBy{displayName} signedAt} case{status team{id} version} \
                     event{kind note fromStatus toStatus team{name}}";
        let refused = desk.send("town", "signHandover", refuse, shown).await;
        let refused = &refused["data"]["signHandover"];
        assert_eq!(refused["handover"]["agreed"], false);
        assert_eq!(refused["handover"]["signedBy"]["displayName"], "Tom");
        assert_eq!(refused["case"], json!({"status": "TRIAGED", "team": null, "version": 4}));
        assert_eq!(refused["event"], json!({
            "kind": "HANDOVER_REFUSED", "note": "As I see it", "fromStatus": "TRIAGED",
            "toStatus": "TRIAGED", "team": {"name": "Bridge patrol"},
        }));
        // A slip has one signature, also where another one waits for its own.
        desk.proposed("community", &case, "Bridge patrol").await;
        for agree in [true, false] {
            let again = desk.signature(&case, &slip, agree).await;
            let again = desk.refused("second", "signHandover", again).await;
            assert_eq!(again["code"], "WRONG_STATE");
        }
    }
}

both! {
    async fn nobody_signs_what_they_proposed_nor_a_slip_out_of_sight(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        desk.acts("community", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        let slip = desk.proposed("town", &case, "Mediators").await;
        let sign = desk.signature(&case, &slip, true).await;
        assert!(!desk.allowed("town", &case).await.contains(&"SIGN_HANDOVER".to_owned()));
        assert_eq!(desk.refused("town", "signHandover", sign.clone()).await["code"], "WRONG_STATE");
        assert_eq!(desk.refused("far", "signHandover", sign.clone()).await, json!({"code": "NOT_FOUND"}));
        let mut nothing = sign.clone();
        nothing["handoverId"] = json!("handover_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b");
        assert_eq!(desk.refused("far", "signHandover", nothing).await, json!({"code": "NOT_FOUND"}));
        // The case went elsewhere meanwhile: the team can no longer be handed it.
        desk.acts("above", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
            "areaId": desk.area("3521").await,
        })).await;
        let late = desk.signature(&case, &slip, true).await;
        let late = desk.refused("above", "signHandover", late).await;
        assert_eq!(late["problems"][0]["field"], "input.handoverId", "{late}");
        let refuse = desk.signature(&case, &slip, false).await;
        let refused = desk.send("above", "signHandover", refuse, "handover{agreed}").await;
        assert_eq!(refused["data"]["signHandover"]["handover"], json!({"agreed": false}));
    }
}

both! {
    async fn a_slip_lapses_once_the_case_is_handed_over_or_closed(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        desk.acts("community", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        let older = desk.proposed("town", &case, "Mediators").await;
        let newer = desk.proposed("community", &case, "Bridge patrol").await;
        let sign = desk.signature(&case, &newer, true).await;
        desk.send("town", "signHandover", sign, "caseId").await;
        assert!(!desk.allowed("above", &case).await.contains(&"SIGN_HANDOVER".to_owned()));
        for agree in [true, false] {
            let late = desk.signature(&case, &older, agree).await;
            assert_eq!(desk.refused("above", "signHandover", late).await["code"], "WRONG_STATE");
        }
        let third = desk.proposed("town", &case, "Mediators").await;
        desk.acts("town", "resolveCase", &case, json!({"note": "Done"})).await;
        desk.acts("town", "rejectResolution", &case, json!({"note": "Not quite"})).await;
        let late = desk.signature(&case, &third, true).await;
        assert_eq!(desk.refused("above", "signHandover", late).await["code"], "WRONG_STATE");
        let query = format!("{{case(by:{{id:\"{case}\"}}){{team{{name}} handovers{{signedAt lapsedAt}}}}}}");
        let shown = desk.data("town", &query).await;
        assert_eq!(shown["case"]["team"]["name"], "Bridge patrol");
        let lapsed: Vec<bool> = shown["case"]["handovers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|slip| slip["signedAt"].is_null() && slip["lapsedAt"].is_string())
            .collect();
        assert_eq!(lapsed, [true, false, true]);
    }
}
