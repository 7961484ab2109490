//! A number of a person that somebody typed into an address, the place of a meeting or the name of a
//! file.

use serde_json::{Value, json};

use super::super::Desk;
use crate::files::{pdf, send};
use crate::support::{Backend, both, import};

const ADDRESS: &str = "Gate 2, ring 13812345678";
const PLACE: &str = "Room 1, key with (0591)87654321";
const NAME: &str = "letter of 13812345678.pdf";

const PARTS: &str = "location{address latitude} coordinations{place} attachments{fileName} \
     events(first:20){nodes{amendedFrom coordination{place} attachment{fileName}}}";

const HIDDEN: [&str; 2] = ["12345678", "87654321"];

/// The fields that an answer warns of.
fn warned(answer: &Value) -> Vec<&str> {
    assert_eq!(answer.get("errors"), None, "{answer}");
    let warnings = answer["extensions"]["warnings"].as_array();
    warnings.into_iter().flatten().filter_map(|warning| warning["field"].as_str()).collect()
}

/// What is shown of a case where it is not asked for alone.
fn is_masked(case: &Value) {
    assert_eq!(case["location"], json!({"address": "Gate 2, ring 138********", "latitude": 26.5}));
    assert_eq!(case["coordinations"][0]["place"], "Room 1, key with (059*)********");
    assert_eq!(case["attachments"][0]["fileName"], "letter of 138********.pdf");
    let whole = case.to_string();
    assert!(HIDDEN.iter().all(|number| !whole.contains(number)), "{whole}");
}

both! {
    async fn a_number_in_an_address_a_place_or_a_file_s_name_is_warned_of_and_masked(backend: Backend) {
        let desk = Desk::open(backend).await;
        let location = json!({"address": ADDRESS, "latitude": 26.5, "longitude": 119.0});
        let registered = desk.send("community", "registerCase", json!({
            "title": "Noise", "description": "", "source": "PHONE", "location": location,
            "areaId": desk.area("3511").await,
        }), "caseId").await;
        assert_eq!(warned(&registered), ["input.location.address"]);
        let case = registered["data"]["registerCase"]["caseId"].as_str().unwrap().to_owned();
        let triage = json!({"severity": "ORDINARY", "categoryId": desk.category().await});
        desk.acts("town", "triageCase", &case, triage).await;
        // Corrected, it is masked as it is now and as it was.
        let amended = json!({"location": location, "note": "n"});
        let amended = desk.with_version(&case, amended).await;
        let amended = desk.send("town", "amendCase", amended, "caseId").await;
        assert_eq!(warned(&amended), ["input.location.address"]);
        let soon = chrono::Utc::now() + chrono::TimeDelta::days(2);
        let plan = json!({
            "plannedFor": soon.to_rfc3339(), "place": PLACE, "teamIds": [desk.team("Mediators").await],
        });
        let plan = desk.with_version(&case, plan).await;
        let planned = desk.send("town", "planCoordination", plan, "caseId").await;
        assert_eq!(warned(&planned), ["input.place"]);
        let file = send(&desk.server, &desk.token("town").await, NAME, &pdf()).await["id"].clone();
        let attached = json!({"fileId": file, "recordId": case, "idempotencyKey": "k"});
        for time in ["once", "again"] {
            let attached = desk.send("town", "attachFile", attached.clone(), "attachmentId").await;
            assert_eq!(warned(&attached), ["input.fileId"], "{time}");
        }
        let plain = send(&desk.server, &desk.token("town").await, "a.pdf", &pdf()).await["id"].clone();
        let plain = json!({"fileId": plain, "recordId": case});
        let plain = desk.send("town", "attachFile", plain, "attachmentId").await;
        assert!(warned(&plain).is_empty());

        // Whoever opens the case reads what was written.
        let query = format!("{{case(by:{{id:\"{case}\"}}){{{PARTS}}}}}");
        let alone = desk.data("town", &query).await["case"].take();
        assert_eq!(alone["location"]["address"], ADDRESS);
        assert_eq!(alone["coordinations"][0]["place"], PLACE);
        assert_eq!(alone["attachments"][0]["fileName"], NAME);
        // In lists, of whatever kind, it is masked.
        let query = format!("{{cases(filter:{{title:{{eq:\"Noise\"}}}}){{nodes{{{PARTS}}}}}}}");
        is_masked(&desk.data("town", &query).await["cases"]["nodes"][0]);
        let query = format!("{{nodes(ids:[\"{case}\"]){{...on Case{{{PARTS}}}}}}}");
        is_masked(&desk.data("town", &query).await["nodes"][0]);
    }
}

both! {
    async fn an_address_that_was_brought_over_is_masked_too(backend: Backend) {
        let desk = Desk::open(backend).await;
        let brought = format!(
            "number,title,area_code,received_at,address\n\
             B-1,Brought,3511,2026-01-01T08:00:00Z,\"{ADDRESS}\"\n"
        );
        import::cases(&desk.server.store, &brought, &desk.server.keys).await;
        let list = "{cases(filter:{number:{eq:\"B-1\"}}){nodes{location{address}}}}";
        let list = desk.data("town", list).await;
        assert_eq!(list["cases"]["nodes"][0]["location"]["address"], "Gate 2, ring 138********");
        let alone = desk.data("town", "{case(by:{number:\"B-1\"}){location{address}}}").await;
        assert_eq!(alone["case"]["location"]["address"], ADDRESS);
    }
}
