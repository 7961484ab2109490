//! Every list of the schema has a cost that grows with its page. The lists are found from the
//! schema itself: one that was forgotten fails here.

use std::collections::{BTreeSet, HashMap, VecDeque};

use serde_json::{Value, json};

use crate::support::{Asking, Backend, Database, add_grant, request};
use crate::town::{Size, Town};

const INTROSPECTION: &str = "{ __schema { types { name kind fields { name args { name type { kind } } type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

/// The named type under lists and non-nulls, and whether there is a list among them.
fn unwrapped(mut ty: &Value) -> (&str, bool) {
    let mut list = false;
    while ty["kind"] == "LIST" || ty["kind"] == "NON_NULL" {
        list |= ty["kind"] == "LIST";
        ty = &ty["ofType"];
    }
    (ty["name"].as_str().unwrap(), list)
}

/// Whether a field is a list of the days from one to another.
fn is_day_by_day(field: &Value) -> bool {
    let mut names = field["args"].as_array().unwrap().iter().map(|argument| &argument["name"]);
    names.next() == Some(&json!("from")) && names.next() == Some(&json!("to"))
}

/// What a field must be given that is asked about a user, about all, or in figures.
fn needed(field: &Value) -> Option<String> {
    let mut given = String::new();
    for argument in field["args"].as_array().unwrap() {
        if argument["type"]["kind"] == "NON_NULL" {
            given += match argument["name"].as_str().unwrap() {
                "object" => "object: \"case\" ",
                "action" => "action: \"read\" ",
                "userId" => "userId: \"user_01930000000070008000000000000000\" ",
                "change" => "change: {} ",
                "groupBy" => "groupBy: STATUS ",
                "from" => "from: \"2026-01-01\" ",
                "to" => "to: \"2026-01-02\" ",
                _ => return None,
            };
        }
    }
    Some(given)
}

/// Whether a type has figures of groups, which are counted whole however many are shown.
fn is_figures(ty: &str) -> bool {
    ty.ends_with("Stats")
}

/// So many days from the year's first on.
fn first_days(days: u32) -> String {
    format!("(from: \"2026-01-01\", to: \"2026-01-{days:02}\")")
}

struct Schema {
    types: HashMap<String, Value>,
}

impl Schema {
    fn fields(&self, ty: &str) -> &[Value] {
        self.types[ty]["fields"].as_array().map_or(&[], Vec::as_slice)
    }

    fn is_object(&self, ty: &str) -> bool {
        self.types[ty]["kind"] == "OBJECT"
    }

    /// A way from the root to each object type: what to write before and after its fields.
    fn ways(&self) -> HashMap<String, (String, String)> {
        let mut ways = HashMap::from([("Query".to_owned(), ("{ ".to_owned(), " }".to_owned()))]);
        let mut waiting = VecDeque::from(["Query".to_owned()]);
        while let Some(ty) = waiting.pop_front() {
            let (before, after) = ways[&ty].clone();
            for field in self.fields(&ty) {
                let (to, _) = unwrapped(&field["type"]);
                let days = is_day_by_day(field);
                let needed = needed(field);
                if !self.is_object(to) || ways.contains_key(to) || !(days || needed.is_some()) {
                    continue;
                }
                let name = field["name"].as_str().unwrap();
                let arguments = match needed {
                    Some(needed) if !needed.is_empty() => format!("({needed})"),
                    _ if days => first_days(1),
                    _ => String::new(),
                };
                let before = format!("{before}{name}{arguments} {{ ");
                ways.insert(to.to_owned(), (before, format!(" }}{after}")));
                waiting.push_back(to.to_owned());
            }
        }
        ways
    }
}

#[tokio::test]
async fn every_list_has_a_cost_that_grows_with_its_page() {
    let database = Database::fresh(Backend::Sqlite).await;
    let town = Town::build(&database, Size::SMALL, 1).await;
    let asking = Asking::of(&database).await;
    let viewer = town.user("everywhere");
    // Who is shown the whole schema.
    add_grant(database.connection(), viewer, "administrator", None).await;
    let schema = asking.data(viewer, INTROSPECTION, Value::Null).await;
    let types = schema["__schema"]["types"].as_array().unwrap();
    let named = |ty: &Value| ty["name"].as_str().unwrap().to_owned();
    let schema = Schema { types: types.iter().map(|ty| (named(ty), ty.clone())).collect() };
    let grants = asking.grants(viewer).await;
    let cost = async |document: &str| {
        let explained = asking.engine.explain(&grants, request(document, Value::Null)).await;
        explained.unwrap_or_else(|errors| panic!("{document}: {errors:?}")).cost
    };
    let ways = schema.ways();
    let mut lists = BTreeSet::new();
    let own: Vec<&String> = schema.types.keys().filter(|ty| !ty.starts_with("__")).collect();
    for ty in own.into_iter().filter(|ty| schema.is_object(ty)) {
        let Some((before, after)) = ways.get(ty) else {
            // What mutations answer with costs what is selected of it.
            let is_payload = ty.ends_with("Payload")
                || ["Mutation", "Subscription", "CaseChange", "HazardChange", "Reporter", "Party"]
                    .contains(&ty.as_str());
            assert!(is_payload, "no way leads to {ty}");
            continue;
        };
        for field in schema.fields(ty) {
            let name = field["name"].as_str().unwrap();
            let (of, list) = unwrapped(&field["type"]);
            let arguments = field["args"].as_array().unwrap();
            let pages = arguments.iter().any(|argument| argument["name"] == "first");
            let pages = pages && !is_figures(of);
            // A list of values is a value.
            if !schema.types.contains_key(of) || !(schema.is_object(of) || of == "Node") {
                continue;
            }
            // The nodes and edges of a connection are what its own field costs.
            let lists_or_counts = list || pages || is_figures(of);
            if !lists_or_counts || of.ends_with("Edge") || (ty.ends_with("Connection") && list) {
                continue;
            }
            let inner = if schema.is_object(of) || of == "Node" { "{ __typename }" } else { "" };
            let inner = if pages { "{ nodes { __typename } }" } else { inner };
            let asked = |arguments: &str| format!("{before}{name}{arguments} {inner}{after}");
            let without = cost(&format!("{before}__typename{after}")).await;
            if name == "nodes" {
                let id = format!("\"{}\", ", town.area("350199001"));
                let (one, ten) = (
                    cost(&asked(&format!("(ids: [{id}])"))).await,
                    cost(&asked(&format!("(ids: [{}])", id.repeat(10)))).await,
                );
                assert!(one > without && ten >= one * 10, "{ty}.{name}: {one}, {ten}");
            } else if is_day_by_day(field) {
                let (one, ten) =
                    (cost(&asked(&first_days(1))).await, cost(&asked(&first_days(10))).await);
                assert!(one > without, "{ty}.{name} costs nothing");
                assert_eq!(ten - without, 10 * (one - without), "{ty}.{name} grows with its days");
            } else if pages {
                let needed = needed(field).unwrap();
                let page = |page: &str| match needed.is_empty() && page.is_empty() {
                    true => String::new(),
                    false => format!("({needed}{page})"),
                };
                let (one, ten) =
                    (cost(&asked(&page("first: 1"))).await, cost(&asked(&page("first: 10"))).await);
                let whole = cost(&asked(&page(""))).await;
                assert!(one > without, "{ty}.{name} costs nothing");
                assert_eq!(ten - without, 10 * (one - without), "{ty}.{name} grows with its page");
                assert_eq!(whole - without, 20 * (one - without), "{ty}.{name} has pages of 20");
                assert_eq!(cost(&asked(&page("last: 10"))).await, ten, "{ty}.{name} by last");
            } else {
                let given = needed(field).filter(|needed| !needed.is_empty());
                let given = given.map_or_else(String::new, |needed| format!("({needed})"));
                let least = without + if given.is_empty() { 10 } else { 50 };
                assert!(cost(&asked(&given)).await >= least, "{ty}.{name} costs nothing");
            }
            lists.insert(format!("{ty}.{name}"));
        }
    }
    assert!(lists.len() >= 15, "{lists:?}");
    println!("lists with a cost: {}", json!(lists));
}
