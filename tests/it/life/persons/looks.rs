//! Each look at a reporter: who may, and that it is in the audit trail before it is answered.

use entity::audit_entry;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::super::Desk;
use crate::support::{Backend, Setup, both};
use crate::told::Socket;

const LOOK: &str = "reporter{name phone email anonymous} parties{name}";

const PHONE: &str = "0591-87654321";

/// The looks that the trail has: who, and the whole detail.
async fn looks(desk: &Desk) -> Vec<audit_entry::Model> {
    audit_entry::Entity::find()
        .filter(audit_entry::Column::Object.eq("reporter"))
        .filter(audit_entry::Column::Action.eq("read"))
        // Refusals are told of no record.
        .filter(audit_entry::Column::RecordId.is_not_null())
        .order_by_asc(audit_entry::Column::Id)
        .all(desk.server.database.connection())
        .await
        .unwrap()
}

/// A document, whole; the code of its error.
async fn code(desk: &Desk, user: &str, query: &str) -> Value {
    let answer = desk.ask(user, query, json!({})).await;
    assert!(!answer.to_string().contains(PHONE), "{answer}");
    answer["errors"][0]["extensions"]["code"].clone()
}

both! {
    async fn a_look_is_in_the_trail_with_its_reader_its_case_and_its_reason(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let input = json!({"caseId": case, "reason": "To call back 13812345678"});
        let answer = desk.send("town", "readReporter", input, LOOK).await;
        assert_eq!(answer["data"]["readReporter"], json!({
            "reporter": {"name": "Wei", "phone": PHONE, "email": null, "anonymous": false},
            "parties": [],
        }));
        let [look] = <[_; 1]>::try_from(looks(&desk).await).unwrap();
        let id = case.strip_prefix("case_").unwrap();
        let town = desk.server.store.usernames().await.unwrap()["town"];
        assert_eq!(look.actor_id, Some(town));
        assert_eq!(look.record_id, Some(uuid::Uuid::try_parse(id).unwrap()));
        assert!(look.area_id.is_some());
        // What stands in the trail names no person either.
        let detail: Value = serde_json::from_str(&look.detail.unwrap()).unwrap();
        assert_eq!(detail, json!({"reason": "To call back 138********"}));
        let wrong = json!({"caseId": case, "reason": "\u{7}"});
        let wrong = desk.refused("town", "readReporter", wrong).await;
        assert_eq!(wrong["problems"][0]["field"], "input.reason");
        assert_eq!(looks(&desk).await.len(), 1, "what is refused is no look");
        let version = desk.version(&case).await;
        assert_eq!(version, 1, "and a look changes nothing");
    }
}

both! {
    async fn one_case_is_looked_at_by_one_request_and_never_by_get(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let look = format!("readReporter(input:{{caseId:\"{case}\"}}){{reporter{{phone}}}}");
        for query in [
            format!("mutation{{a:{look} b:{look}}}"),
            format!("mutation{{{look} addCaseNote(input:{{id:\"{case}\",text:\"n\"}}){{caseId}}}}"),
            format!("mutation{{...A ...B}} fragment A on Mutation{{a:{look}}} fragment B on Mutation{{b:{look}}}"),
        ] {
            assert_eq!(code(&desk, "town", &query).await, "INVALID_INPUT", "{query}");
        }
        let token = desk.token("town").await;
        let by_get = desk.server.client.get(format!("{}/graphql", desk.server.url));
        let query = format!("mutation{{{look}}}");
        let query: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let by_get = desk.server.client.execute({
            let mut request = by_get.bearer_auth(&token).build().unwrap();
            request.url_mut().set_query(Some(&format!("query={query}")));
            request
        });
        let by_get = by_get.await.unwrap();
        assert_eq!(by_get.status(), 405);
        assert!(!by_get.text().await.unwrap().contains(PHONE));
        assert!(looks(&desk).await.is_empty());
    }
}

both! {
    async fn nobody_looks_over_a_socket(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let look = format!("readReporter(input:{{caseId:\"{case}\"}}){{reporter{{phone}}}}");
        let token = desk.token("town").await;
        let mut socket = Socket::of(&desk.server, &token).await;
        for query in [
            format!("mutation{{{look}}}"),
            format!("mutation{{a:{look}}}"),
            format!("mutation{{...A}} fragment A on Mutation{{{look}}}"),
        ] {
            let payload = json!({"query": query});
            socket.say(json!({"type": "subscribe", "id": "1", "payload": payload})).await;
            let said = socket.hear().await;
            assert_eq!(said["type"], "error", "{query}: {said}");
            let error = &said["payload"][0];
            assert_eq!(error["extensions"]["code"], "INVALID_INPUT", "{said}");
            assert_eq!(error["message"], "readReporter is sent by POST");
        }
        assert!(looks(&desk).await.is_empty());
        // Any other change may be sent there, and a look by POST may be answered as an event.
        let note = format!("mutation{{addCaseNote(input:{{id:\"{case}\",text:\"n\"}}){{caseId}}}}");
        socket.say(json!({"type": "subscribe", "id": "1", "payload": {"query": note}})).await;
        assert_eq!(socket.hear().await["payload"]["data"]["addCaseNote"]["caseId"], case);
        let request = desk.server.client.post(format!("{}/graphql", desk.server.url));
        let request = request.bearer_auth(&token).header("accept", "text/event-stream");
        let answer = request.json(&json!({"query": format!("mutation{{{look}}}")})).send().await;
        let answer: Value = answer.unwrap().json().await.unwrap();
        assert_eq!(answer["data"]["readReporter"]["reporter"]["phone"], PHONE, "{answer}");
        assert_eq!(looks(&desk).await.len(), 1);
    }
}

both! {
    async fn who_may_read_a_case_may_not_for_that_read_its_reporter(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let team = desk.team("Mediators").await;
        desk.acts("town", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        let helper = desk.user("helper").await;
        desk.acts("town", "assignCase", &case, json!({"teamId": team, "handlerId": helper})).await;
        let input = json!({"caseId": case});
        let forbidden = json!({"code": "FORBIDDEN", "object": "reporter", "action": "read"});
        for user in ["analyst", "mediator"] {
            assert_eq!(desk.shown_to(user, &case).await, json!({"id": case}), "{user} sees the case");
            assert_eq!(desk.refused(user, "readReporter", input.clone()).await, forbidden, "{user}");
            assert!(!desk.allowed(user, &case).await.contains(&"READ_REPORTER".to_owned()));
        }
        for user in ["far", "leader", "administrator"] {
            let refused = desk.refused(user, "readReporter", input.clone()).await;
            assert_eq!(refused, json!({"code": "NOT_FOUND"}), "{user}");
        }
        assert!(looks(&desk).await.is_empty());
        // Whoever handles it calls back.
        for user in ["helper", "community", "above"] {
            let answer = desk.send(user, "readReporter", input.clone(), LOOK).await;
            assert_eq!(answer["data"]["readReporter"]["reporter"]["phone"], PHONE, "{user}");
        }
        assert_eq!(looks(&desk).await.len(), 3);
        let amends = json!({"caseId": case, "reporter": {"name": "x"}, "reason": "r"});
        let amends = desk.send("helper", "amendReporter", amends, "caseId").await;
        assert_eq!(amends["errors"][0]["extensions"]["action"], "amend");
    }
}

both! {
    async fn an_installation_may_ask_why(backend: Backend) {
        let setup = Setup { asks_for_reason: true, ..Setup::default() };
        let desk = Desk::over(backend, setup).await;
        let case = desk.registered("community", "3511", json!({})).await;
        for reason in [json!(null), json!(""), json!("  ")] {
            let input = json!({"caseId": case, "reason": reason});
            let refused = desk.refused("town", "readReporter", input).await;
            assert_eq!(refused["problems"][0]["field"], "input.reason", "{refused}");
        }
        assert!(looks(&desk).await.is_empty());
        let input = json!({"caseId": case, "reason": "To call back"});
        let answer = desk.send("town", "readReporter", input, LOOK).await;
        assert_eq!(answer["data"]["readReporter"]["reporter"]["phone"], PHONE);
        assert_eq!(looks(&desk).await.len(), 1);
    }
}

both! {
    /// Whatever keeps the entry from being written, at once or when all is to be kept.
    async fn a_look_that_cannot_be_noted_is_not_answered(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        desk.token("town").await;
        let database = desk.server.database.connection();
        let fails = match backend {
            Backend::Sqlite => vec![(
                "create trigger full before insert on audit_entries \
                 begin select raise(abort, 'the trail is full'); end",
                "drop trigger full",
            )],
            Backend::Postgres => {
                let raise = "create function full_trail() returns trigger language plpgsql as \
                             $$ begin raise exception 'the trail is full'; end $$";
                database.execute_unprepared(raise).await.unwrap();
                vec![
                    (
                        "create trigger full_trail before insert on audit_entries \
                         for each row execute function full_trail()",
                        "drop trigger full_trail on audit_entries",
                    ),
                    (
                        "create constraint trigger full_trail after insert on audit_entries \
                         deferrable initially deferred for each row execute function full_trail()",
                        "drop trigger full_trail on audit_entries",
                    ),
                ]
            }
        };
        let input = json!({"caseId": case});
        for (fail, mend) in fails {
            database.execute_unprepared(fail).await.unwrap();
            let answer = desk.send("town", "readReporter", input.clone(), LOOK).await;
            assert_eq!(answer["data"], Value::Null, "{answer}");
            assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
            for secret in [PHONE, "Wei", "trail"] {
                assert!(!answer.to_string().contains(secret), "{answer}");
            }
            database.execute_unprepared(mend).await.unwrap();
        }
        assert!(looks(&desk).await.is_empty());
        let answer = desk.send("town", "readReporter", input, LOOK).await;
        assert_eq!(answer["data"]["readReporter"]["reporter"]["phone"], PHONE);
    }
}

impl Desk {
    /// The case as somebody sees it, or null.
    pub(in crate::life) async fn shown_to(&self, user: &str, case: &str) -> Value {
        let query = format!("{{case(by:{{id:\"{case}\"}}){{id}}}}");
        self.data(user, &query).await["case"].take()
    }
}
