//! How a case ends otherwise than by being done: merged, declined, withdrawn, settled on the spot;
//! and how each is taken up again.

use serde_json::{Value, json};

use super::Desk;
use super::town::{Town, id, send};
use crate::support::{Backend, both};

impl Desk {
    async fn stands(&self, case: &str, fields: &str) -> Value {
        let query = format!("{{case(by:{{id:\"{case}\"}}){{{fields}}}}}");
        self.data("above", &query).await["case"].take()
    }

    async fn judged(&self) -> String {
        let case = self.registered("community", "3511", json!({})).await;
        let input = json!({"severity": "ORDINARY", "categoryId": self.category().await});
        self.acts("community", "triageCase", &case, input).await;
        case
    }
}

both! {
    /// Two neighbours bring the same matter.
    async fn a_case_is_merged_into_another_that_the_same_desk_may_merge(backend: Backend) {
        let desk = Desk::open(backend).await;
        let (case, into) = (desk.judged().await, desk.judged().await);
        let closed = desk.judged().await;
        desk.acts("community", "withdrawCase", &closed, json!({"note": "At their wish"})).await;
        let above = desk.judged().await;
        let up = json!({"toAreaId": desk.area("351").await, "reason": "Too hard"});
        desk.acts("community", "escalateCase", &above, up).await;
        let foreign = desk.registered("far", "3521", json!({})).await;
        let nothing = "case_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b".to_owned();
        for other in [&case, &closed, &above, &foreign, &nothing] {
            let input = desk.with_version(&case, json!({"intoId": other})).await;
            let refused = desk.refused("community", "mergeCase", input).await;
            assert_eq!(refused["code"], "INVALID_INPUT", "{refused}");
            assert_eq!(refused["problems"][0]["field"], "input.intoId", "{refused}");
        }
        // One that may not merge the case itself is told that, whatever the other one is.
        let input = desk.with_version(&above, json!({"intoId": into})).await;
        let refused = desk.refused("community", "mergeCase", input).await;
        assert_eq!(refused, json!({"code": "FORBIDDEN", "object": "case", "action": "merge"}));

        let input = desk.with_version(&case, json!({"intoId": into, "note": "The same"})).await;
        let shown = "caseId case{status open closedAt mergedInto{id}} into{id version} event{kind note}";
        let merged = desk.send("community", "mergeCase", input, shown).await;
        let merged = &merged["data"]["mergeCase"];
        assert_eq!(merged["case"]["status"], "MERGED");
        assert_eq!((&merged["case"]["mergedInto"]["id"], &merged["into"]["id"]),
            (&json!(into), &json!(into)));
        assert_ne!(merged["case"]["closedAt"], json!(null));
        assert_eq!(merged["event"], json!({"kind": "MERGED", "note": "The same"}));
        assert_eq!(merged["into"]["version"], 2, "nothing of the other one is changed");
        // Nobody waits for it any more, and its own reporter is still known, to be told in time.
        let stands = desk.stands(&case, "hasReporter clocks{kind metAt missed}").await;
        assert_eq!(stands, json!({
            "hasReporter": true, "clocks": [{"kind": "RESOLUTION", "metAt": null, "missed": false}],
        }));
        desk.server.clock.advance(chrono::TimeDelta::days(60));
        assert_eq!(desk.stands(&case, "clocks{missed}").await, json!({"clocks": [{"missed": false}]}));
    }
}

both! {
    /// Two desks merge the same two cases at once, each into the other.
    async fn of_two_cases_that_are_merged_into_each_other_one_stays_open(backend: Backend) {
        let town = Town::open(backend).await;
        let other = town.another().await;
        let area = id("area", town.areas["3511"]);
        let matter = json!({
            "title": "Noise", "description": "", "source": "PHONE", "areaId": area,
        });
        for _ in 0..10 {
            let mut cases = Vec::new();
            for _ in 0..2 {
                let made = town.send("community", "registerCase", &matter).await.unwrap();
                cases.push(made["caseId"].clone());
            }
            let into = |from: usize| json!({
                "id": cases[from], "intoId": cases[1 - from], "expectedVersion": 1,
            });
            let (one, two) = (into(0), into(1));
            let (one, two) = tokio::join!(
                town.send("community", "mergeCase", &one),
                send(&other, town.people["town"], "mergeCase", &two),
            );
            assert!(one.is_ok() != two.is_ok(), "{one:?} and {two:?}");
            let code = one.err().or(two.err()).unwrap()["code"].clone();
            assert!(code == "INVALID_INPUT" || code == "CONFLICT", "{code}");
        }
    }
}

both! {
    async fn a_desk_that_is_not_competent_says_who_is(backend: Backend) {
        let desk = Desk::open(backend).await;
        let new = desk.registered("community", "3511", json!({})).await;
        for case in [new, desk.judged().await] {
            let words = json!({"channel": "PHONE", "text": "  "});
            let wrong = desk.with_version(&case, words).await;
            let wrong = desk.refused("community", "declineCase", wrong).await;
            assert_eq!(wrong["problems"][0]["field"], "input.text");
            let told = json!({"channel": "PHONE", "text": "The water board is"});
            let declined = desk.acts("community", "declineCase", &case, told).await;
            assert_eq!(declined["case"]["status"], "REPLIED");
            assert_eq!(declined["event"]["kind"], "DECLINED");
            let stands = desk.stands(&case, "replies{channel text} clocks{kind missed}").await;
            assert_eq!(stands, json!({
                "replies": [{"channel": "PHONE", "text": "The water board is"}],
                "clocks": [
                    {"kind": "RESOLUTION", "missed": false}, {"kind": "FOLLOW_UP", "missed": false},
                ],
            }));
            desk.acts("community", "recordFollowUp", &case, json!({"note": "They went there"})).await;
        }
        // What a team has is no longer declined.
        let case = desk.judged().await;
        let team = json!({"teamId": desk.team("Mediators").await});
        desk.acts("town", "assignCase", &case, team).await;
        let late = json!({"channel": "PHONE", "text": "The water board is"});
        let late = desk.with_version(&case, late).await;
        assert_eq!(desk.refused("town", "declineCase", late).await["code"], "WRONG_STATE");
    }
}

both! {
    async fn a_case_is_withdrawn_at_the_reporters_wish_from_wherever_it_is_open(backend: Backend) {
        let desk = Desk::open(backend).await;
        let team = json!({"teamId": desk.team("Mediators").await});
        for status in ["RECEIVED", "TRIAGED", "ASSIGNED", "IN_PROGRESS"] {
            let case = match status {
                "RECEIVED" => desk.registered("community", "3511", json!({})).await,
                _ => desk.judged().await,
            };
            if ["ASSIGNED", "IN_PROGRESS"].contains(&status) {
                desk.acts("town", "assignCase", &case, team.clone()).await;
            }
            if status == "IN_PROGRESS" {
                desk.acts("mediator", "acceptCase", &case, json!({})).await;
            }
            let silent = desk.words(&case, " ").await;
            let silent = desk.refused("community", "withdrawCase", silent).await;
            assert_eq!(silent["problems"][0]["field"], "input.note");
            let wish = json!({"note": "They have made it up"});
            let withdrawn = desk.acts("community", "withdrawCase", &case, wish.clone()).await;
            assert_eq!(withdrawn["event"]["fromStatus"], status);
            assert_eq!(withdrawn["case"]["status"], "WITHDRAWN");
            assert_ne!(withdrawn["case"]["closedAt"], json!(null));
            let again = desk.with_version(&case, wish).await;
            let again = desk.refused("community", "withdrawCase", again).await;
            assert_eq!(again["code"], "WRONG_STATE");
        }
    }
}

both! {
    async fn a_closed_case_is_taken_up_again_from_wherever_it_ended(backend: Backend) {
        let desk = Desk::open(backend).await;
        let into = desk.judged().await;
        let told = json!({"channel": "PHONE", "text": "It is done"});
        for status in ["RESOLVED", "REPLIED", "FOLLOWED_UP", "ARCHIVED", "MERGED", "WITHDRAWN"] {
            let case = desk.judged().await;
            let team = json!({"teamId": desk.team("Mediators").await});
            desk.acts("town", "assignCase", &case, team).await;
            match status {
                "MERGED" => drop(desk.acts("town", "mergeCase", &case, json!({"intoId": into})).await),
                "WITHDRAWN" => {
                    desk.acts("town", "withdrawCase", &case, json!({"note": "n"})).await;
                }
                _ => {
                    let steps = [
                        ("RESOLVED", "resolveCase", json!({"note": "Done"})),
                        ("REPLIED", "replyToReporter", told.clone()),
                        ("FOLLOWED_UP", "recordFollowUp", json!({"note": "n"})),
                        ("ARCHIVED", "archiveCase", json!({"note": "n"})),
                    ];
                    for (reached, mutation, input) in steps {
                        desk.acts("town", mutation, &case, input).await;
                        if reached == status {
                            break;
                        }
                    }
                }
            }
            assert_eq!(desk.stands(&case, "status").await["status"], status);
            let again = desk.words(&case, "Again").await;
            let below = desk.refused("community", "reopenCase", again.clone()).await;
            assert_eq!(below, json!({"code": "FORBIDDEN", "object": "case", "action": "reopen"}));
            let reopened = desk.does("town", "reopenCase", again).await;
            assert_eq!(reopened["event"]["fromStatus"], status);
            let stands = desk.stands(
                &case,
                "status open reopenCount closedAt resolution team{id} handler{id} mergedInto{id}",
            ).await;
            assert_eq!(stands, json!({
                "status": "TRIAGED", "open": true, "reopenCount": 1, "closedAt": null,
                "resolution": null, "team": null, "handler": null, "mergedInto": null,
            }), "{status}");
            let running = desk.stands(&case, "clocks{kind metAt}").await;
            let running = running["clocks"].as_array().unwrap().last().unwrap().clone();
            assert_eq!(running, json!({"kind": "RESOLUTION", "metAt": null}), "{status}");
        }
    }
}

both! {
    async fn a_case_whose_reporter_cannot_be_reached_is_archived_without_a_reply(
        backend: Backend
    ) {
        let desk = Desk::open(backend).await;
        for (reporter, reached) in [
            (json!(null), false), (json!({"name": "Wei"}), false), (json!({"anonymous": true}), false),
            (json!({"email": "wei@example.org"}), true), (json!({"phone": "110"}), true),
        ] {
            let case = desk.registered("community", "3511", json!({"reporter": reporter})).await;
            let input = json!({"severity": "SIMPLE", "categoryId": desk.category().await});
            desk.acts("community", "triageCase", &case, input).await;
            desk.acts("community", "resolveCase", &case, json!({"note": "Done"})).await;
            let listed = desk.allowed("community", &case).await.contains(&"ARCHIVE".to_owned());
            assert_eq!(listed, !reached, "{reporter}");
            let archive = desk.words(&case, "Nobody to tell").await;
            if reached {
                let refused = desk.refused("community", "archiveCase", archive).await;
                assert_eq!(refused["code"], "WRONG_STATE", "{reporter}");
                continue;
            }
            let archived = desk.does("community", "archiveCase", archive).await;
            assert_eq!(archived["case"]["status"], "ARCHIVED");
            let fixed = json!({"id": case, "text": "One more thing"});
            let fixed = desk.refused("community", "addCaseNote", fixed).await;
            assert_eq!(fixed["code"], "WRONG_STATE", "the entry is fixed");
        }
    }
}

both! {
    async fn a_simple_matter_is_settled_on_the_spot(backend: Backend) {
        let desk = Desk::open(backend).await;
        let matter = |severity: Value, area: &str| json!({
            "registration": {
                "title": "Which door?", "description": "", "source": "WALK_IN", "areaId": area,
                "severity": severity, "reporter": {"name": "Wei"}, "idempotencyKey": "door",
            },
            "resolution": "Showed them", "channel": "IN_PERSON", "reply": "The left one",
        });
        let area = desk.area("3511").await;
        let major = desk.refused("community", "settleCase", matter(json!("MAJOR"), &area)).await;
        assert_eq!(major["problems"][0]["field"], "input.registration.severity");
        let grid = desk.area("35111").await;
        let leader = desk.refused("leader", "settleCase", matter(json!(null), &grid)).await;
        assert_eq!((&leader["code"], &leader["action"]), (&json!("FORBIDDEN"), &json!("reply")));

        let settled = desk.does("community", "settleCase", matter(json!(null), &area)).await;
        let case = settled["caseId"].as_str().unwrap().to_owned();
        assert_eq!(settled["event"]["kind"], "REPLIED");
        assert_eq!(settled["case"]["status"], "REPLIED");
        assert_eq!((&settled["case"]["severity"], &settled["case"]["version"]),
            (&json!("SIMPLE"), &json!(3)));
        let fields = "resolution events(first:9){nodes{kind fromStatus toStatus note}} \
                      replies{channel text} clocks{kind missed}";
        assert_eq!(desk.stands(&case, fields).await, json!({
            "resolution": "Showed them",
            "events": {"nodes": [
                {"kind": "REGISTERED", "fromStatus": null, "toStatus": "RECEIVED", "note": null},
                {"kind": "RESOLVED", "fromStatus": "RECEIVED", "toStatus": "RESOLVED", "note": "Showed them"},
                {"kind": "REPLIED", "fromStatus": "RESOLVED", "toStatus": "REPLIED", "note": "The left one"},
            ]},
            "replies": [{"channel": "IN_PERSON", "text": "The left one"}],
            "clocks": [{"kind": "RESOLUTION", "missed": false}, {"kind": "FOLLOW_UP", "missed": false}],
        }));
        let again = desk.does("community", "settleCase", matter(json!(null), &area)).await;
        assert_eq!(again["case"]["number"], settled["case"]["number"], "sent twice, made once");
    }
}
