//! As many rules as a policy may have.

use chrono::Utc;
use serde_json::json;
use wardbook::policy::Object;
use wardbook::policy::change::{MOST_RULES, PolicyChange, RoleLine, RuleLine};
use wardbook::store::policies::{PolicyEdit, PolicyTexts};

use super::{Office, adding, problem};
use crate::support::{Backend, both};

/// Roles with rules of every kind at every area of the town, so many that the policy is full.
fn filling(room: usize) -> PolicyChange {
    let domains = ["*", "/35/", "/35/351/", "/35/352/", "/35/351/3511/", "/35/351/3512/"];
    let words =
        Object::ALL.iter().flat_map(|object| object.actions().iter().map(|of| (*object, *of)));
    let words: Vec<_> = words.collect();
    let roles: Vec<RoleLine> = (0..200)
        .map(|i| RoleLine {
            name: format!("role_{i}"), title: format!("角色 {i}"), title_en: None
        })
        .collect();
    let (domains, words) = (&domains, &words);
    let all = roles.iter().flat_map(|role| {
        domains.iter().flat_map(move |at| {
            words.iter().map(move |(object, action)| RuleLine {
                role: role.name.clone(),
                domain: (*at).to_owned(),
                object: object.as_str().to_owned(),
                action: action.as_str().to_owned(),
                relation: "any".to_owned(),
                effect: "allow".to_owned(),
                comment: None,
            })
        })
    });
    let add: Vec<RuleLine> = all.take(room).collect();
    assert_eq!(add.len(), room);
    PolicyChange { add, add_roles: roles.clone(), ..PolicyChange::default() }
}

both! {
    async fn fifty_thousand_rules_are_applied_used_and_taken_back(backend: Backend) {
        let office = Office::open(backend).await;
        let store = &office.desk.server.store;
        let (version, policy) = store.policy().await.unwrap();
        let edit = PolicyEdit {
            expected_version: version,
            change: filling(MOST_RULES - policy.rules.len()),
            reason: "as many as there may be".to_owned(),
            ..PolicyEdit::default()
        };
        let texts = PolicyTexts::default();
        let applied = store.apply_policy_as_operator(Utc::now(), edit, &texts, false).await.unwrap();
        assert_eq!(applied.version, 2);
        let full = "input.change.add";
        let (field, message) = problem(
            office.apply("administrator", adding(&["analyst, *, place, save, any, ALLOW"])).await,
        );
        assert_eq!((field.as_str(), message.as_str()), (full, "a policy has at most 50000 rules, not 50001"));
        office.desk.employs("username,display_name,role,area_code\nmany,Man,role_7,3511\n").await;
        let seen = office.desk.data("many", "{cases{totalCount}}").await;
        assert_eq!(seen["cases"]["totalCount"], json!(3));
        assert_eq!(office.desk.rows(&["casbin_rules"]).await[0], (MOST_RULES + policy.links.len()) as i64);
        let trail = office.trail().await;
        assert_eq!(trail[0].1["rulesAdded"], MOST_RULES - policy.rules.len());
    }
}
