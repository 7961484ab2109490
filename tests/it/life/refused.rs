//! What is refused, and that nothing is spent by it.

use serde_json::{Value, json};

use super::Desk;
use crate::support::{Backend, both};

/// How many events, numbers, words for subscribers and audit entries there are.
async fn spent(desk: &Desk) -> Vec<i64> {
    use sea_orm::{EntityTrait, PaginatorTrait};
    let connection = desk.server.database.connection();
    let series = entity::number_series::Entity::find().all(connection).await.unwrap();
    let counts = [
        entity::case::Entity::find().count(connection).await.unwrap(),
        entity::case_event::Entity::find().count(connection).await.unwrap(),
        entity::outbox::Entity::find().count(connection).await.unwrap(),
        entity::audit_entry::Entity::find().count(connection).await.unwrap(),
        entity::idempotency_key::Entity::find().count(connection).await.unwrap(),
        entity::reporter::Entity::find().count(connection).await.unwrap(),
        entity::clock::Entity::find().count(connection).await.unwrap(),
    ];
    let counts = counts.into_iter().map(|count| i64::try_from(count).unwrap());
    counts.chain([series.iter().map(|series| series.last).sum()]).collect()
}

fn fields(refusal: &Value) -> Vec<&str> {
    assert_eq!(refusal["code"], "INVALID_INPUT", "{refusal}");
    let problems = refusal["problems"].as_array().unwrap();
    problems.iter().map(|problem| problem["field"].as_str().unwrap()).collect()
}

both! {
    async fn the_wrong_level_a_foreign_area_and_a_stale_version_are_told_apart(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let before = spent(&desk).await;
        let triage = json!({"severity": "SIMPLE", "categoryId": desk.category().await});
        let triage = desk.with_version(&case, triage).await;

        let level = desk.refused("leader", "triageCase", triage.clone()).await;
        assert_eq!(level["code"], "NOT_FOUND", "a grid's leader does not see its community's");
        let analyst = desk.refused("analyst", "triageCase", triage.clone()).await;
        assert_eq!(
            analyst,
            json!({"code": "FORBIDDEN", "object": "case", "action": "triage"}),
        );
        let foreign = desk.refused("far", "triageCase", triage.clone()).await;
        assert_eq!(foreign, json!({"code": "NOT_FOUND"}));
        let mut nothing = triage.clone();
        nothing["id"] = json!("case_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b");
        assert_eq!(desk.refused("town", "triageCase", nothing).await, foreign);
        let mut stale = triage.clone();
        stale["expectedVersion"] = json!(7);
        let stale = desk.refused("community", "triageCase", stale).await;
        assert_eq!(stale, json!({"code": "CONFLICT", "presentVersion": 1}));
        let early = desk.words(&case, "Done").await;
        let early = desk.refused("community", "resolveCase", early).await;
        assert_eq!(early["code"], "WRONG_STATE");
        assert!(early["allowedActions"].as_array().unwrap().contains(&json!("TRIAGE")));
        let elsewhere = desk.refused("leader", "registerCase", json!({
            "title": "x", "description": "", "source": "PHONE", "areaId": desk.area("3521").await,
        })).await;
        assert_eq!(elsewhere["code"], "NOT_FOUND");
        assert_eq!(spent(&desk).await, before);
    }
}

both! {
    async fn all_that_is_wrong_with_an_input_is_told_at_once(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let before = spent(&desk).await;
        let refused = desk.refused("town", "registerCase", json!({
            "title": "  ", "description": "x".repeat(20_001), "source": "PHONE",
            "areaId": desk.area("3511").await,
            "categoryId": "category_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
            "location": {"latitude": 91.0, "longitude": -180.5},
            "reporter": {"phone": "call me maybe", "email": "nobody"},
            "receivedAt": "2099-01-01T00:00:00Z",
            "idempotencyKey": "",
        })).await;
        assert_eq!(fields(&refused), [
            "input.title", "input.description", "input.receivedAt", "input.location.latitude", "input.location.longitude", "input.reporter.phone", "input.reporter.email", "input.idempotencyKey", "input.categoryId",
        ]);
        let old = desk.refused("town", "registerCase", json!({
            "title": "Long ago", "description": "", "source": "PHONE",
            "areaId": desk.area("3511").await, "receivedAt": "1999-01-01T00:00:00Z",
        })).await;
        assert_eq!(fields(&old), ["input.receivedAt"]);
        desk.acts("town", "triageCase", &case, json!({
            "severity": "ORDINARY", "categoryId": desk.category().await,
        })).await;
        let before = { let _ = before; spent(&desk).await };
        let assign = desk.with_version(&case, json!({
            "teamId": desk.team("Lake team").await, "handlerId": desk.user("far").await,
            "note": "n".repeat(5_001),
        })).await;
        let assign = desk.refused("town", "assignCase", assign).await;
        assert_eq!(fields(&assign), ["input.note", "input.teamId", "input.handlerId"]);
        let extend = desk.with_version(&case, json!({
            "dueAt": "2020-01-01T00:00:00Z", "reason": "",
        })).await;
        let extend = desk.refused("town", "extendCase", extend).await;
        assert_eq!(fields(&extend), ["input.dueAt", "input.reason", "input.dueAt"]);
        let garbage = json!({"id": "case_x", "expectedVersion": 1, "note": ""});
        let garbage = desk.refused("town", "resolveCase", garbage).await;
        assert_eq!(fields(&garbage), ["input.note", "input.id"]);
        assert_eq!(spent(&desk).await, before);
    }
}

both! {
    /// A moment that cannot be is told like any other value that is wrong: by its field, in both
    /// languages.
    async fn a_moment_is_taken_by_its_field_whatever_is_wrong_with_it(backend: Backend) {
        let desk = Desk::open(backend).await;
        let before = spent(&desk).await;
        let matter = json!({
            "title": "Noise", "description": "", "source": "PHONE",
            "areaId": desk.area("3511").await,
        });
        let received = |at: &str| {
            let mut input = matter.clone();
            input["receivedAt"] = json!(at);
            input
        };
        for at in [
            "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999-12:00", "0001-01-01T00:00:00+08:00",
            "soon", "2026-02-30T08:00:00Z", "2026-03-01", "10000-01-01T00:00:00Z", "0000-12-31T00:00:00Z",
        ] {
            let refused = desk.refused("town", "registerCase", received(at)).await;
            assert_eq!(fields(&refused), ["input.receivedAt"], "{at}");
        }
        assert_eq!(spent(&desk).await, before);
        // In filters too, where each is a moment like others.
        let count = async |filter: &str| {
            let query = format!("{{cases(filter:{{receivedAt:{{{filter}}}}}){{totalCount}}}}");
            desk.data("above", &query).await["cases"]["totalCount"].as_i64().unwrap()
        };
        let all = count("isNull:false").await;
        assert!(all > 5);
        for filter in [
            "lt:\"9999-12-31T23:59:59Z\"", "lte:\"9999-12-31T23:59:59.999999999-23:59\"",
            "gt:\"0001-01-01T00:00:00Z\"", "gte:\"0001-01-01T00:00:00+23:59\"",
        ] {
            assert_eq!(count(filter).await, all, "{filter}");
        }
        let variable = "query($at:DateTime!){cases(filter:{receivedAt:{gte:$at}}){totalCount}}";
        for (at, expected) in [
            ("0001-01-01T00:00:00+23:59", all), ("9999-12-31T23:59:59.999999999-23:59", 0),
        ] {
            let answer = desk.ask("above", variable, json!({"at": at})).await;
            assert_eq!(answer["data"]["cases"]["totalCount"], expected, "{at}: {answer}");
        }
        for filter in ["gt:\"9999-12-31T23:59:59-23:59\"", "eq:\"9999-12-31T23:59:59-23:59\""] {
            assert_eq!(count(filter).await, 0, "{filter}");
        }
    }
}

both! {
    /// The second that is put in at some midnights is the first of the next day.
    async fn a_leap_second_is_kept_as_the_moment_that_it_is(backend: Backend) {
        let desk = Desk::open(backend).await;
        let today = chrono::Utc::now().date_naive();
        let leap = format!("{}T23:59:60Z", today.pred_opt().unwrap());
        let case = desk.registered("community", "3511", json!({"receivedAt": leap})).await;
        let midnight = format!("{today}T00:00:00Z");
        for at in [&leap, &midnight] {
            let query = format!(
                "{{cases(filter:{{receivedAt:{{eq:\"{at}\"}}}}){{nodes{{id receivedAt}}}}}}"
            );
            let found = desk.data("community", &query).await["cases"]["nodes"].take();
            let received = found[0]["receivedAt"].as_str().unwrap_or_else(|| panic!("{at}: {found}"));
            let received = chrono::DateTime::parse_from_rfc3339(received).unwrap();
            assert_eq!((&found[0]["id"], received), (&json!(case), midnight.parse().unwrap()));
            assert!(!found.to_string().contains(":60"), "{found}");
        }
    }
}

both! {
    /// Nobody registers what was brought over from another system.
    async fn what_is_registered_is_no_import(backend: Backend) {
        let desk = Desk::open(backend).await;
        let before = spent(&desk).await;
        let matter = json!({
            "title": "Noise", "description": "", "source": "IMPORT",
            "areaId": desk.area("3511").await,
        });
        let refused = desk.refused("town", "registerCase", matter.clone()).await;
        assert_eq!(fields(&refused), ["input.source"]);
        let settled = json!({
            "registration": matter, "resolution": "Done", "channel": "PHONE", "reply": "Done",
        });
        let refused = desk.refused("town", "settleCase", settled).await;
        assert_eq!(fields(&refused), ["input.registration.source"]);
        assert_eq!(spent(&desk).await, before);
    }
}

both! {
    async fn a_closed_case_is_left_alone(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        desk.acts("community", "withdrawCase", &case, json!({"note": "At their wish"})).await;
        let before = spent(&desk).await;
        let category = desk.category().await;
        for (mutation, more) in [
            ("amendCase", json!({"title": "Other", "note": "n"})),
            ("triageCase", json!({"severity": "SIMPLE", "categoryId": category})),
            ("escalateCase", json!({"toAreaId": desk.area("351").await, "reason": "r"})),
            ("extendCase", json!({"dueAt": "2029-01-01T00:00:00Z", "reason": "r"})),
            ("resolveCase", json!({"note": "n"})),
            ("withdrawCase", json!({"note": "n"})),
            ("recordFollowUp", json!({"note": "n"})),
        ] {
            let input = desk.with_version(&case, more).await;
            let refused = desk.refused("town", mutation, input).await;
            assert_eq!(refused["code"], "WRONG_STATE", "{mutation}");
            assert_eq!(refused["allowedActions"], json!(desk.allowed("town", &case).await));
        }
        assert_eq!(spent(&desk).await, before);
    }
}

both! {
    /// The same key answers with what was made; another input under it is refused.
    async fn a_request_that_is_sent_twice_is_answered_once(backend: Backend) {
        let desk = Desk::open(backend).await;
        let input = json!({
            "title": "Once", "description": "", "source": "PHONE",
            "areaId": desk.area("3511").await, "idempotencyKey": "k",
        });
        let first = desk.does("community", "registerCase", input.clone()).await;
        let before = spent(&desk).await;
        let again = desk.does("community", "registerCase", input.clone()).await;
        assert_eq!(again["case"]["number"], first["case"]["number"]);
        assert_eq!(again["event"], first["event"]);
        let mut other = input.clone();
        other["title"] = json!("Twice");
        assert_eq!(desk.refused("community", "registerCase", other).await, json!({"code": "CONFLICT"}));
        let note = json!({"id": first["caseId"], "text": "n", "idempotencyKey": "k"});
        assert_eq!(desk.refused("community", "addCaseNote", note).await["code"], "CONFLICT");
        assert_eq!(spent(&desk).await, before);
        // Somebody else's key is another key, and a day later it is a new one.
        let theirs = desk.does("town", "registerCase", input.clone()).await;
        assert_ne!(theirs["caseId"], first["caseId"]);
        // A replay is read under today's policy: what went out of sight is not shown.
        desk.acts("town", "triageCase", first["caseId"].as_str().unwrap(), json!({
            "severity": "ORDINARY", "categoryId": desk.category().await, "confidential": true,
        })).await;
        let replayed = desk.does("community", "registerCase", input.clone()).await;
        // The one who received it is its first handler, and goes on seeing it.
        assert_eq!(replayed["caseId"], first["caseId"]);
        desk.server.clock.advance(chrono::TimeDelta::hours(25));
        let later = desk.does("community", "registerCase", input).await;
        assert_ne!(later["caseId"], first["caseId"]);
    }
}

both! {
    /// Two programs may write the same input in two ways.
    async fn the_same_input_written_otherwise_is_the_same_request(backend: Backend) {
        let desk = Desk::open(backend).await;
        let day = chrono::Utc::now() - chrono::TimeDelta::days(1);
        let moment = |hours: i32| {
            let zone = chrono::FixedOffset::east_opt(hours * 3600).unwrap();
            day.with_timezone(&zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
        };
        let input = json!({
            "title": "Once", "description": "", "source": "PHONE",
            "areaId": desk.area("3511").await, "idempotencyKey": "k",
            "location": {"latitude": 30, "longitude": 119.5}, "receivedAt": moment(0),
        });
        let first = desk.does("community", "registerCase", input.clone()).await;
        let mut otherwise = input.clone();
        otherwise["categoryId"] = json!(null);
        otherwise["reporter"] = json!(null);
        otherwise["location"] = json!({"longitude": 119.5, "latitude": 30.0, "address": null});
        otherwise["receivedAt"] = json!(moment(8));
        let again = desk.does("community", "registerCase", otherwise).await;
        assert_eq!(again["caseId"], first["caseId"]);
        let literal = format!(
            "mutation{{registerCase(input:{{idempotencyKey:\"k\" receivedAt:\"{}\" areaId:{} \
             location:{{longitude:119.5 latitude:30}} source:PHONE description:\"\" title:\"Once\"}}) \
             {{caseId}}}}",
            moment(-3), input["areaId"],
        );
        let again = desk.data("community", &literal).await;
        assert_eq!(again["registerCase"]["caseId"], first["caseId"]);
        for (field, value) in [
            ("receivedAt", json!(moment(0).replace('Z', "+08:00"))),
            ("location", json!({"latitude": 30.5, "longitude": 119.5})),
            ("location", json!({"latitude": 30, "longitude": 119})),
            ("emergency", json!(true)),
            ("confidential", json!(false)),
            ("description", json!("null")),
        ] {
            let mut other = input.clone();
            other[field] = value;
            let refused = desk.refused("community", "registerCase", other).await;
            assert_eq!(refused, json!({"code": "CONFLICT"}), "{field}");
        }
    }
}
