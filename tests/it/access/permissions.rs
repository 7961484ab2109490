//! What the viewer may do.

use serde_json::Value;
use wardbook::error::Language;

use super::District;
use crate::support::{Backend, both};

async fn permissions(district: &District, viewer: &str) -> Vec<String> {
    let query = "{ viewer { permissions { object action relation area { code } } } }";
    let answer = district.answer(viewer, query, Language::English).await;
    assert_eq!(answer.get("errors"), None);
    let text = |value: &Value| value.as_str().unwrap_or("*").to_owned();
    let listed = answer["data"]["viewer"]["permissions"].as_array().unwrap().iter().map(|of| {
        let words = ["object", "action", "relation"].map(|word| text(&of[word]));
        format!("{} {}", words.join(" "), text(&of["area"]["code"]))
    });
    listed.collect()
}

both! {
    async fn what_is_wholly_denied_is_not_listed(backend: Backend) {
        let district = District::begin(backend).await;
        let before = permissions(&district, "community").await;
        for known in [
            "case read ordinary 350199001001",
            "case triage ordinary 350199001001",
            "case note handling 350199001001",
            "case note ordinary 350199001001",
        ] {
            assert!(before.iter().any(|listed| listed == known), "{known}: {before:#?}");
        }
        assert!(!before.iter().any(|listed| listed.starts_with("case assign")), "{before:#?}");
        let everywhere = permissions(&district, "everywhere").await;
        assert!(everywhere.contains(&"policy apply any *".to_owned()));
        assert!(permissions(&district, "nobody").await.is_empty());
        assert!(permissions(&district, "former").await.is_empty());

        // A denial that all of a permission falls under takes it away; a narrower one does not.
        district.add_rule("group_leader", ["case", "note", "ordinary"], "deny").await;
        district.add_rule("community", ["case", "triage", "any"], "deny").await;
        let after = permissions(&district, "community").await;
        let gone: Vec<&String> = before.iter().filter(|listed| !after.contains(listed)).collect();
        assert_eq!(
            gone,
            ["case triage ordinary 350199001001", "case note ordinary 350199001001"],
        );
        assert!(after.iter().all(|listed| before.contains(listed)));
    }
}
