//! A number of a person that somebody typed where it does not belong.

use serde_json::{Value, json};

use super::super::Desk;
use crate::support::{Backend, both};

const MASKED: &str = "Noise, call 138********";

both! {
    async fn a_number_in_a_title_is_warned_of_and_masked_wherever_many_read_it(backend: Backend) {
        let desk = Desk::open(backend).await;
        let title = "Noise, call 13812345678";
        let answer = desk.send("community", "registerCase", json!({
            "title": title, "description": "or 13812345678 at night", "source": "PHONE",
            "areaId": desk.area("3511").await,
        }), "caseId").await;
        let warnings = answer["extensions"]["warnings"].as_array().unwrap();
        let warned: Vec<_> = warnings.iter().map(|of| (&of["field"], &of["code"], &of["path"])).collect();
        let (code, path) = (json!("PERSONAL_NUMBER"), json!(["registerCase"]));
        assert_eq!(warned, [
            (&json!("input.title"), &code, &path), (&json!("input.description"), &code, &path),
        ]);
        let case = answer["data"]["registerCase"]["caseId"].as_str().unwrap().to_owned();
        let note = json!({"id": case, "text": "Called 13812345678"});
        let noted = desk.send("community", "addCaseNote", note, "caseId").await;
        assert_eq!(noted["extensions"]["warnings"][0]["field"], "input.text");

        // Whoever opens the case reads what was written.
        let one = format!(
            "{{case(by:{{id:\"{case}\"}}){{title description events(first:9){{nodes{{note}}}}}}}}"
        );
        let alone = desk.data("town", &one).await["case"].take();
        assert_eq!((&alone["title"], &alone["description"]),
            (&json!(title), &json!("or 13812345678 at night")));
        assert_eq!(alone["events"]["nodes"][1]["note"], "Called 13812345678");
        // In lists, of whatever kind, it is masked.
        let parts = "title description events(first:9){nodes{note}}";
        let listed = |case: &Value| {
            assert_eq!(case["title"], MASKED);
            assert_eq!(case["description"], "or 138******** at night");
            assert_eq!(case["events"]["nodes"][1]["note"], "Called 138********");
        };
        let query = format!("{{cases(filter:{{title:{{contains:\"Noise, call\"}}}}){{nodes{{{parts}}}}}}}");
        listed(&desk.data("town", &query).await["cases"]["nodes"][0]);
        let query = format!("{{nodes(ids:[\"{case}\"]){{...on Case{{{parts}}}}}}}");
        listed(&desk.data("town", &query).await["nodes"][0]);
        // Nobody finds a case by what is masked in it.
        for part in ["1381234", "12345678", "5678"] {
            let query = format!("{{cases(filter:{{title:{{contains:\"{part}\"}}}}){{totalCount nodes{{id}}}}}}");
            let found = desk.data("town", &query).await;
            assert_eq!(found["cases"], json!({"totalCount": 0, "nodes": []}), "{part}");
        }
        // Another case that is answered with it shows it as a list does.
        let other = desk.registered("community", "3511", json!({})).await;
        desk.acts("community", "mergeCase", &other, json!({"intoId": case})).await;
        let query = format!("{{case(by:{{id:\"{other}\"}}){{mergedInto{{title}}}}}}");
        assert_eq!(desk.data("town", &query).await["case"]["mergedInto"]["title"], MASKED);
    }
}

both! {
    async fn what_is_said_of_a_case_later_is_warned_of_too(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("community", "3511", json!({})).await;
        let said = "Ask 13812345678";
        let warned = async |mutation: &str, more: Value| {
            let input = desk.with_version(&case, more).await;
            let answer = desk.send("town", mutation, input, "caseId").await;
            assert_eq!(answer.get("errors"), None, "{mutation}: {answer}");
            answer["extensions"]["warnings"][0]["field"].clone()
        };
        let amended = json!({"title": said, "note": "n"});
        assert_eq!(warned("amendCase", amended).await, "input.title");
        assert_eq!(warned("amendCase", json!({"title": "Noise", "note": said})).await, "input.note");
        let category = desk.category().await;
        let triaged = json!({"severity": "ORDINARY", "categoryId": category, "note": said});
        assert_eq!(warned("triageCase", triaged).await, "input.note");
        assert_eq!(warned("resolveCase", json!({"note": said})).await, "input.note");
        let told = json!({"channel": "PHONE", "text": said});
        assert_eq!(warned("replyToReporter", told).await, "input.text");
        assert_eq!(warned("recordFollowUp", json!({"note": said})).await, "input.note");
        assert_eq!(warned("archiveCase", json!({"note": "Done"})).await, json!(null));
        let parts = "resolution events(first:50){nodes{note reply{text} followUp{note}}} \
                     replies{text} followUps{note}";
        let query = format!("{{cases(filter:{{title:{{eq:\"Noise\"}}}}){{nodes{{{parts}}}}}}}");
        let listed = desk.data("town", &query).await;
        assert!(!listed.to_string().contains("12345678"), "{listed}");
        assert!(listed.to_string().contains("Ask 138********"));
        // What it was before is masked in a list as well, and in the trail it is not repeated.
        let query = "{cases(filter:{title:{eq:\"Noise\"}}){nodes{events(first:50){nodes{amendedFrom}}}}}";
        let listed = desk.data("town", query).await;
        assert!(!listed.to_string().contains("12345678"), "{listed}");
        assert!(listed.to_string().contains("Ask 138********"), "{listed}");
        use sea_orm::EntityTrait;
        let trail = entity::audit_entry::Entity::find().all(desk.server.database.connection()).await;
        assert!(trail.unwrap().iter().all(|entry| !format!("{entry:?}").contains("12345678")));
        let told = entity::outbox::Entity::find().all(desk.server.database.connection()).await;
        assert!(told.unwrap().iter().all(|entry| !format!("{entry:?}").contains("12345678")));
    }
}
