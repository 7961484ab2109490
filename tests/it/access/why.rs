//! Why somebody may, and why not.

use serde_json::{Value, json};
use wardbook::error::Language;

use super::{District, codes, forbidden};
use crate::support::{Backend, both};
use crate::town::global;

const RULE: &str = "p, role:group_leader, *, case, read, ordinary, allow";

both! {
    async fn an_administrator_is_told_by_which_rule_and_which_grant(backend: Backend) {
        let district = District::begin(backend).await;
        let area = district.town.area("350199001001");
        let asked = format!("object: \"case\" action: \"read\" areaId: \"{area}\"");
        let yes = district.explained("administrator", "community", &asked).await;
        assert_eq!(yes["allowed"], json!(true));
        assert_eq!(yes["nearest"], Value::Null);
        assert_eq!(yes["relations"], json!(["any", "ordinary"]));
        assert_eq!(
            yes["grants"],
            json!([{"role": "community", "area": {"code": "350199001001"}}]),
        );
        let rule = json!({
            "role": "group_leader", "object": "case", "action": "read", "relation": "ordinary",
            "effect": "allow",
        });
        assert_eq!(yes["rules"], json!([rule]));
        let reason = yes["reason"].as_str().unwrap();
        assert!(reason.starts_with("yes: as community at "), "{reason}");
        assert!(reason.ends_with(&format!(" (by containment group_leader), rule `{RULE}`")), "{reason}");

        let query = format!(
            "{{ explainAccess(userId: \"{}\" {asked}) {{ reason }} }}", district.user("former"),
        );
        let answer = district.answer("administrator", &query, Language::Chinese).await;
        let reason = answer["data"]["explainAccess"]["reason"].as_str().unwrap();
        assert!(reason.starts_with("不可以：该用户在"), "{reason}");
    }
}

both! {
    async fn a_no_says_what_would_make_it_a_yes(backend: Backend) {
        let district = District::begin(backend).await;
        let confidential = district.town.cases.iter().find(|case| {
            let area = district.town.areas.iter().find(|area| area.id == case.area_id).unwrap();
            case.confidential && area.path.starts_with("/350199/350199001/350199001001/")
        });
        let case = global("case", confidential.expect("a confidential case there").id);
        let asked = format!("object: \"case\" action: \"triage\" recordId: \"{case}\"");
        let no = district.explained("everywhere", "community", &asked).await;
        assert_eq!(no["allowed"], json!(false));
        assert_eq!((&no["rules"], &no["grants"]), (&json!([]), &json!([])));
        let nearest = no["nearest"].as_str().unwrap();
        assert!(nearest.contains("were not confidential (relation ordinary, rule `"), "{nearest}");

        let area = district.town.area("350199001001");
        let asked = format!("object: \"case\" action: \"assign\" areaId: \"{area}\"");
        let no = district.explained("community", "community", &asked).await;
        let nearest = no["nearest"].as_str().unwrap();
        assert!(nearest.starts_with("it would be a yes if the role town_center were granted at "));
        let asked = format!("object: \"case\" action: \"triage\" areaId: \"{area}\"");
        let nearest = |told: &Value| told["nearest"].as_str().unwrap().to_owned();
        let no = district.explained("everywhere", "former", &asked).await;
        assert!(nearest(&no).ends_with("still held: it ended at 2026-01-02T00:00:00Z"), "{no}");
        let no = district.explained("everywhere", "coming", &asked).await;
        assert!(nearest(&no).ends_with("it begins at 2099-01-01T00:00:00Z"), "{no}");
        let no = district.explained("everywhere", "ferry", &asked).await;
        assert!(nearest(&no).starts_with("it would be a yes if community at "), "{no}");
        assert!(nearest(&no).ends_with(" as well"), "{no}");
    }
}

both! {
    async fn the_end_of_a_denial_is_never_suggested_without_those_whom_it_binds(backend: Backend) {
        let district = District::begin(backend).await;
        district.add_rule("group_leader", ["case", "note", "ordinary"], "deny").await;
        let area = district.town.area("350199001001");
        let asked = format!("object: \"case\" action: \"note\" areaId: \"{area}\"");
        let no = district.explained("everywhere", "community", &asked).await;
        let reason = no["reason"].as_str().unwrap();
        let deny = "`p, role:group_leader, *, case, note, ordinary, deny`";
        assert!(reason.starts_with(&format!("no: the rule {deny} denies it")), "{reason}");
        assert_eq!(no["rules"].as_array().unwrap().len(), 2, "what allows it is told as well");
        assert_eq!(
            no["nearest"],
            json!(format!(
                "it would be a yes if {deny} were removed, which binds everybody who holds \
                 community, district_center, group_leader, town_center"
            )),
        );
    }
}

both! {
    async fn of_others_only_those_are_told_who_may_read_the_policy(backend: Backend) {
        let district = District::begin(backend).await;
        let query = format!(
            "{{ explainAccess(userId: \"{}\" object: \"user\" action: \"read\") {{ allowed }} }}",
            district.user("analyst"),
        );
        let own = district.answer("analyst", &query, Language::English).await;
        assert_eq!(own, json!({"data": {"explainAccess": {"allowed": false}}}));
        let of_others = district.answer("community", &query, Language::English).await;
        assert_eq!(of_others["data"], json!({"explainAccess": null}));
        assert_eq!(codes(&of_others), forbidden());
        let bad = "{ explainAccess(userId: \"user_0\" object: \"cas\" action: \"read\") { allowed } }";
        let refused = district.answer("administrator", bad, Language::English).await;
        let problems = refused["errors"][0]["extensions"]["problems"].as_array().unwrap().clone();
        let fields: Vec<&Value> = problems.iter().map(|problem| &problem["field"]).collect();
        assert_eq!(fields, ["explainAccess.userId", "explainAccess.object"]);
    }
}

both! {
    async fn what_is_out_of_sight_is_explained_like_what_does_not_exist(backend: Backend) {
        let district = District::begin(backend).await;
        let town = &district.town;
        let of_other_town = |path: &str| path.starts_with("/350199/350199002/");
        let area = |id| town.areas.iter().find(|area| area.id == id).unwrap();
        let case = town.cases.iter().find(|case| of_other_town(&area(case.area_id).path));
        let unseen = global("case", case.expect("a case of the other town").id);
        let none = global("case", uuid::Uuid::from_u128(0x99));
        for (asker, of) in [("community", "community"), ("administrator", "community")] {
            let mut told = Vec::new();
            for id in [&unseen, &none] {
                let asked = format!("object: \"case\" action: \"read\" recordId: \"{id}\"");
                told.push(district.explained(asker, of, &asked).await);
                let asked = format!("object: \"reporter\" action: \"read\" recordId: \"{id}\"");
                told.push(district.explained(asker, of, &asked).await);
            }
            assert_eq!(told[..2], told[2..]);
            assert_eq!(told[0]["reason"], json!("no: there is no such record in your sight"));
        }
        // Whoever sees it is told.
        let asked = format!("object: \"case\" action: \"read\" recordId: \"{unseen}\"");
        let seen = district.explained("everywhere", "everywhere", &asked).await;
        assert_eq!(seen["allowed"], json!(true));
    }
}
