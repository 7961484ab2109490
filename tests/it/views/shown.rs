//! The views of the schema: each holds what its role may use somewhere, and is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use entity::casbin_rule;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::introspected::{QUERY, types_of, types_told};
use super::needed::{NEEDED, ticks};
use super::{District, fields_of, roles};
use crate::support::{Backend, FIRE_INSPECTOR, both, request};
use crate::town::Size;

/// A change of policy is in effect, and so in view, within this.
const SECOND: Duration = Duration::from_secs(1);

/// What a role may do somewhere, in the matrix's words.
fn may(role: &str) -> Vec<String> {
    match role {
        "fire_inspector" => {
            let rules = FIRE_INSPECTOR.iter().map(|rule| rule.rsplit_once(' ').unwrap().0);
            rules.map(str::to_owned).collect()
        }
        _ => ticks().remove(role).unwrap_or_default(),
    }
}

/// What is read by whom, by the types that nobody else is shown, and by fields of others.
const OF_OBJECTS: [(&str, &[&str]); 6] = [
    (
        "case read",
        &["Case.title", "CaseEvent", "CaseFilter", "CaseChange", "CaseSummary", "Query.cases"],
    ),
    (
        "check read",
        &["Check.allowedActions", "CheckItem", "CheckFilter", "Query.check", "Area.checks"],
    ),
    (
        "hazard read",
        &["Hazard.description", "HazardEvent", "HazardFilter", "Subscription.hazardChanged"],
    ),
    ("patrol read", &["PatrolVisit", "PatrolCoverage", "Query.patrolRoutes"]),
    ("shift read", &["ShiftMember", "DutyLogEntry", "ShiftFilter", "Query.shift"]),
    ("place read", &["PlaceFilter", "Query.places"]),
];

fn holds(types: &BTreeSet<String>, wanted: &str) -> bool {
    types.iter().any(|line| {
        let rest = line.strip_prefix(wanted);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', ':']))
    })
}

/// The types that the lines of fields and arguments name.
fn named(types: &BTreeSet<String>) -> BTreeSet<String> {
    let words = |line: &String| -> Vec<String> {
        let after = line.split(": ").skip(1);
        after.map(|ty| ty.chars().filter(char::is_ascii_alphanumeric).collect::<String>()).collect()
    };
    // Of an argument, the name of the next one follows its type: none stands behind the last.
    types
        .iter()
        .flat_map(words)
        .chain(["Query", "Mutation", "Subscription"].map(str::to_owned))
        .collect()
}

both! {
    async fn each_role_is_shown_the_mutations_that_it_may_do_somewhere(backend: Backend) {
        let district = District::open(backend, Size::SMALL).await;
        let needed: BTreeMap<_, _> = NEEDED.iter().copied().collect();
        let all = fields_of(&wardbook::schema::sdl(), "Mutation");
        let without: Vec<_> =
            all.iter().filter(|name| !needed.contains_key(name.as_str())).collect();
        assert!(without.is_empty(), "say in NEEDED what these need: {without:?}");
        for role in roles() {
            let may = may(role);
            let wanted: BTreeSet<String> = NEEDED
                .iter()
                .filter(|(_, ways)| {
                    ways.iter().any(|way| way.iter().all(|needed| may.iter().any(|m| m == needed)))
                })
                .map(|(name, _)| (*name).to_owned())
                .collect();
            let shown = fields_of(&district.sdl(role).await, "Mutation");
            assert_eq!(shown, wanted, "{role}");
        }
    }
}

both! {
    async fn a_view_is_whole_and_holds_nothing_that_only_a_hidden_object_would_reach(backend: Backend) {
        let district = District::open(backend, Size::SMALL).await;
        let whole = types_of(&wardbook::schema::sdl());
        for role in roles() {
            let sdl = district.sdl(role).await;
            let types = types_of(&sdl);
            let foreign: Vec<_> = types.difference(&whole).collect();
            assert!(foreign.is_empty(), "{role}: {foreign:?}");
            for always in ["Query.node", "Query.viewer", "Query.installation", "User.displayName"] {
                assert!(holds(&types, always), "{role}: no {always}");
            }
            let may = may(role);
            for (needed, shown) in OF_OBJECTS {
                for shown in shown {
                    let has = may.iter().any(|may| may == needed);
                    assert_eq!(holds(&types, shown), has, "{role}: {shown}");
                }
            }
            for ty in types.iter().filter(|line| !line.contains(['.', ' '])) {
                let is_used = named(&types).iter().any(|used| used == ty || used.starts_with(ty.as_str()));
                let is_node = types.contains(&format!("{ty} is Node"));
                assert!(is_used || is_node, "{role}: nothing leads to {ty}");
                let begins = format!("{ty}.");
                let is_scalar = sdl.contains(&format!("scalar {ty}"));
                assert!(is_scalar || types.iter().any(|line| line.starts_with(&begins)), "{role}: {ty} is empty");
            }
        }
    }
}

both! {
    /// Where `WARDBOOK_VIEWS` names a folder, the views are put there for graphql-js to look at.
    async fn introspection_tells_the_same_as_the_text(backend: Backend) {
        let district = District::open(backend, Size::SMALL).await;
        let folder = std::env::var_os("WARDBOOK_VIEWS").map(PathBuf::from);
        for role in roles() {
            let sdl = district.sdl(role).await;
            let told = district.asking.data(district.holder(role), QUERY, Value::Null).await;
            let told_types = types_told(&told["__schema"]);
            let types = types_of(&sdl);
            assert_eq!(types.symmetric_difference(&told_types).collect::<Vec<_>>(), [""; 0], "{role}");
            let one = "{ shown: __type(name: \"User\") { name } hidden: __type(name: \"Case\") { name } }";
            let one = district.asking.data(district.holder(role), one, Value::Null).await;
            assert_eq!(one["shown"]["name"], "User");
            assert_eq!(one["hidden"].is_null(), !types.contains("Case"), "{role}");
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{role}.graphql")), sdl.as_bytes()).unwrap();
                std::fs::write(folder.join(format!("{role}.json")), told.to_string()).unwrap();
            }
        }
    }
}

both! {
    async fn a_document_may_name_what_its_sender_is_not_shown(backend: Backend) {
        let district = District::open(backend, Size::SMALL).await;
        let administrator = district.holder("administrator");
        assert!(!fields_of(&district.sdl("administrator").await, "Query").contains("cases"));
        let query = "{ cases { nodes { id title } totalCount } areas(first: 1) { nodes { caseSummary { openCount } } } }";
        let data = district.asking.data(administrator, query, Value::Null).await;
        assert_eq!(data["cases"], json!({"nodes": [], "totalCount": 0}));
        assert_eq!(data["areas"]["nodes"][0]["caseSummary"]["openCount"], 0);
        let note = "mutation { addCaseNote(input: {id: \"case_01930000000070008000000700000001\", text: \"x\"}) { event { id } } }";
        let refused = district.asking.ask(administrator, request(note, Value::Null)).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND", "{refused}");
    }
}

both! {
    async fn a_view_tells_nothing_of_records(backend: Backend) {
        let busy = District::open(backend, Size::SMALL).await;
        let idle = District::open(backend, Size { cases: 9, checks: 2 }).await;
        for role in roles() {
            assert_eq!(busy.sdl(role).await, idle.sdl(role).await, "{role}");
            assert_eq!(busy.told(role).await, idle.told(role).await, "{role}");
        }
    }
}

both! {
    async fn a_change_of_policy_changes_the_view_within_a_second(backend: Backend) {
        let district = District::open(backend, Size::SMALL).await;
        assert!(fields_of(&district.sdl("fire_inspector").await, "Mutation").contains("planCheck"));
        let plans = casbin_rule::Entity::delete_many()
            .filter(casbin_rule::Column::V0.eq("role:fire_inspector"))
            .filter(casbin_rule::Column::V3.eq("plan"));
        plans.exec(district.database.connection()).await.unwrap();
        let changed_at = Instant::now();
        while fields_of(&district.sdl("fire_inspector").await, "Mutation").contains("planCheck") {
            assert!(changed_at.elapsed() < SECOND, "the old view is still shown");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let query = "{ __type(name: \"PlanCheckInput\") { name } }";
        let told = district.asking.data(district.holder("fire_inspector"), query, Value::Null).await;
        assert_eq!(told["__type"], Value::Null);
    }
}
