//! The audit trail as it is read: who looked at which reporter, who changed what, and who was
//! refused; by those whom the policy lets, in their own area.

use std::time::Duration;

use chrono::Utc;
use serde_json::{Value, json};

use crate::life::Desk;
use crate::support::{Backend, Installed, both, name};

const ENTRY: &str =
    "sequence action object recordId allowed reason hash actor{displayName username} area{code}";

/// A desk at which the reporter of a case was looked at, and somebody else was refused a look.
async fn looked_at(backend: Backend) -> (Desk, String) {
    let desk = Desk::open(backend).await;
    let case = desk.registered("community", "3511", json!({})).await;
    let look = json!({"caseId": case, "reason": "To call back"});
    desk.send("community", "readReporter", look, "reporter{name}").await;
    let refused = desk.refused("analyst", "readReporter", json!({"caseId": case})).await;
    assert_eq!(refused["code"], "FORBIDDEN");
    desk.registered("far", "3521", json!({})).await;
    seal(&desk).await;
    (desk, case)
}

/// Seals all entries: on PostgreSQL not before the transactions of others that began earlier end.
async fn seal(desk: &Desk) {
    loop {
        desk.server.store.seal_audit(&desk.server.keys, Utc::now()).await.unwrap();
        match desk.rows(&["audit_entries", "audit_seals"]).await[..] {
            [entries, seals] if entries == seals => return,
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn entries(desk: &Desk, user: &str, filter: Value) -> Vec<Value> {
    let query = format!(
        "query($f:AuditFilter){{auditEntries(filter:$f,first:50){{totalCount nodes{{{ENTRY}}}}}}}"
    );
    let mut answer = desk.ask(user, &query, json!({"f": filter})).await;
    assert_eq!(answer.get("errors"), None, "{user}");
    let entries = answer["data"]["auditEntries"]["nodes"].as_array_mut().map(std::mem::take);
    let entries = entries.unwrap();
    assert_eq!(answer["data"]["auditEntries"]["totalCount"], entries.len());
    entries
}

both! {
    async fn who_looked_at_a_reporter_is_asked_by_the_case(backend: Backend) {
        let (desk, case) = looked_at(backend).await;
        let of_case = json!({"record": {"eq": case}, "object": {"eq": "reporter"}});
        let looks = entries(&desk, "administrator", of_case).await;
        assert_eq!(looks.len(), 1);
        let look = &looks[0];
        assert_eq!(look["action"], "read");
        assert_eq!(look["recordId"], case);
        assert_eq!(look["actor"]["displayName"], "Cora");
        assert_eq!(look["reason"], "To call back");
        assert_eq!((&look["allowed"], &look["area"]["code"]), (&json!(true), &json!("3511")));
        assert_eq!(look["hash"].as_str().unwrap().len() % 2, 0);
        assert!(look["sequence"].as_i64().unwrap() > 0);

        // Who was refused is there too, without the record that was aimed at.
        let refused = entries(&desk, "administrator", json!({"not": {"record": {"isNull": false}}, "object": {"eq": "reporter"}})).await;
        assert_eq!(refused.len(), 1);
        assert_eq!((&refused[0]["allowed"], &refused[0]["actor"]["username"]), (&json!(false), &json!("analyst")));
        assert_eq!(refused[0]["recordId"], Value::Null);

        // By actor, action and time.
        let actor = desk.user("community").await;
        let own = entries(&desk, "administrator", json!({"actor": {"eq": actor}, "action": {"in": ["read", "create"]}})).await;
        let actions: Vec<_> = own.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["read", "create"], "the latest first");
        let later = entries(&desk, "administrator", json!({"at": {"gt": Utc::now() + chrono::TimeDelta::hours(1)}})).await;
        assert_eq!(later, Vec::<Value>::new());
        let odd = desk.ask("administrator", "{auditEntries(filter:{record:{eq:\"case\"}}){nodes{id}}}", json!({})).await;
        assert_eq!(odd["errors"][0]["extensions"]["problems"][0]["field"], "auditEntries.filter.record.eq");
    }
}

both! {
    /// A district reads what happened in it, and nobody else of the towns reads any of it.
    async fn the_trail_is_read_where_the_policy_lets(backend: Backend) {
        let (desk, case) = looked_at(backend).await;
        desk.employs("username,display_name,role,area_code\nlake,Lara,district_center,352\n").await;
        let all = entries(&desk, "above", json!({})).await;
        assert!(all.iter().all(|entry| entry["area"]["code"].is_string()), "what lies nowhere is for who reads everywhere");
        let lake = entries(&desk, "lake", json!({})).await;
        assert!(!lake.is_empty() && lake.len() < all.len());
        assert!(lake.iter().all(|entry| entry["area"]["code"].as_str().unwrap().starts_with("352")), "{lake:?}");
        assert_eq!(entries(&desk, "lake", json!({"record": {"eq": case}})).await, Vec::<Value>::new());
        let within = json!({"area": {"within": desk.area("351").await}});
        assert_eq!(entries(&desk, "lake", within.clone()).await, Vec::<Value>::new());
        assert!(!entries(&desk, "above", within).await.is_empty());
        for user in ["community", "town", "analyst"] {
            let answer = desk.ask(user, "{auditEntries{nodes{id}}}", json!({})).await;
            assert_eq!(answer["data"], json!({"auditEntries": null}));
            let extensions = &answer["errors"][0]["extensions"];
            assert_eq!((&extensions["code"], &extensions["object"], &extensions["action"]), (&json!("FORBIDDEN"), &json!("audit"), &json!("read")));
            assert_eq!(answer["errors"][0]["path"], json!(["auditEntries"]));
        }
    }
}

both! {
    async fn the_trail_is_taken_out_as_a_file(backend: Backend) {
        let (desk, case) = looked_at(backend).await;
        let operator = Installed::around(&desk.server.database);
        let file = operator.file("trail.csv");
        let taken = ["export", "audit", "--as", "administrator", "--object", "reporter", "--record", &case, "--lang", "en"];
        let said = operator.done(&[&taken[..], &[name(&file)]].concat());
        assert!(said.ends_with("trail.csv: 1 entries\n"), "{said}");
        let text = std::fs::read_to_string(&file).unwrap();
        let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(rows.headers().unwrap().iter().take(6).collect::<Vec<_>>(), ["Sequence", "At", "Who", "Username", "Object", "Action"]);
        let row = rows.records().next().unwrap().unwrap();
        assert_eq!(row.iter().skip(2).take(5).collect::<Vec<_>>(), ["Cora", "community", "reporter", "read", case.as_str()]);
        // That it was taken out is on the trail.
        seal(&desk).await;
        let exports = entries(&desk, "administrator", json!({"object": {"eq": "export"}})).await;
        assert_eq!((exports.len(), &exports[0]["actor"]["username"]), (1, &json!("administrator")));
        let refused = operator.failed(&["export", "audit", "--as", "community", name(&file)]);
        assert!(refused.contains("does not let `community` create an export"), "{refused}");
        let refused = operator.failed(&["export", "audit", "--as", "town", name(&file)]);
        assert!(refused.contains("the policy does not let you read this audit"), "{refused}");
        let refused = operator.failed(&["export", "audit", "--as", "administrator", "--record", "7", name(&file)]);
        assert!(refused.contains("this is not an id that the API gave"), "{refused}");
    }
}
