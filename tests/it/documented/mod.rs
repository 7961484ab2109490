//! What `docs/life-of-a-case.md` says is so: its table and its picture are made of the state machine,
//! and each of its examples is sent to a demo town.

mod administrators;
mod analysts;
mod picture;
mod queries;
mod town;

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::json;
use wardbook::desk::action::{CaseAction, CaseTransition, TRANSITIONS};
use wardbook::desk::status::Status;
use wardbook::desk::transition::{Asked, To};

use crate::support::{Backend, both};
use town::DemoTown;

fn documentation(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// Compares a file with what it should hold, or rewrites it where that is asked for.
fn must_hold(name: &str, expected: &str) {
    let path = documentation(name);
    if std::env::var_os("WARDBOOK_UPDATE").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let holds = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(holds == expected, "docs/{name} is out of date: WARDBOOK_UPDATE=1 rewrites it");
}

/// What a value of an enum is called in Chinese, which its description in the schema begins with.
fn in_chinese(ty: &str, value: &str) -> String {
    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
    let document = parse_schema(wardbook::schema::sdl()).unwrap();
    let values = document.definitions.into_iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(of) if of.node.name.node == ty => match of.node.kind {
            TypeKind::Enum(of) => Some(of.values),
            _ => None,
        },
        _ => None,
    });
    let values = values.unwrap_or_else(|| panic!("the schema has no enum {ty}"));
    let value = values.into_iter().find(|of| of.node.value.node == value).unwrap().node;
    value.description.unwrap().node.split(':').next().unwrap().to_owned()
}

fn statuses(from: &[Status]) -> String {
    let missing: Vec<Status> =
        Status::ALL.iter().copied().filter(|status| !from.contains(status)).collect();
    match (from, missing.as_slice()) {
        (from, _) if from == Status::OPEN => "open".to_owned(),
        (_, []) => "any".to_owned(),
        (_, [but]) => format!("any but {}", but.as_str()),
        (from, _) => from.iter().map(|status| status.as_str()).collect::<Vec<_>>().join(", "),
    }
}

fn row(of: &CaseTransition) -> String {
    let name = of.action.as_str();
    let mutations: Vec<String> = of.mutations.iter().map(|name| format!("`{name}`")).collect();
    let needs: Vec<String> = of
        .needs
        .iter()
        .map(|needed| format!("`{} {}`", of.object.as_str(), needed.as_str()))
        .collect();
    let asked = match of.asked {
        Asked::AtDesk => "desk",
        Asked::AtDeskOrInHand => "desk or in hand",
        Asked::AtArea => "area",
    };
    let to = match of.to {
        To::Same => "same".to_owned(),
        To::Status(to) => to.as_str().to_owned(),
    };
    format!(
        "| {name} {} | {} | {} | {asked} | {} | {to} |",
        in_chinese("CaseAction", name),
        mutations.join(", "),
        needs.join(", "),
        statuses(of.from),
    )
}

fn table() -> String {
    let mut table = "| state | | |\n|---|---|---|\n".to_owned();
    for of in Status::ALL {
        let (name, open) = (of.as_str(), if of.is_open() { "open" } else { "closed" });
        writeln!(table, "| {name} | {} | {open} |", in_chinese("CaseStatus", name)).unwrap();
    }
    table += "\n| action | mutation | policy | asked | from | to |\n|---|---|---|---|---|---|\n";
    for of in &TRANSITIONS {
        writeln!(table, "{}", row(of)).unwrap();
    }
    table
}

#[test]
fn the_table_is_the_state_machine() {
    let (begins, ends) = ("<!-- table -->\n", "<!-- /table -->");
    let text = std::fs::read_to_string(documentation("life-of-a-case.md")).unwrap();
    let (before, rest) = text.split_once(begins).unwrap();
    let (_, after) = rest.split_once(ends).unwrap();
    must_hold("life-of-a-case.md", &format!("{before}{begins}{}{ends}{after}", table()));
}

#[test]
fn the_picture_is_the_state_machine() {
    must_hold("life-of-a-case.svg", &picture::draw());
}

/// An example: who sends it, the mutation's name, and the document.
struct Example {
    user: String,
    mutation: String,
    document: String,
}

fn examples() -> Vec<Example> {
    let text = std::fs::read_to_string(documentation("life-of-a-case.md")).unwrap();
    let blocks = text.split("```graphql\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks
        .map(|block| {
            let (user, document) = block.split_once('\n').unwrap();
            let mutation = document.split_once("{\n").unwrap().1.trim().split('(').next().unwrap();
            Example {
                user: user.strip_prefix("# ").unwrap().to_owned(),
                mutation: mutation.to_owned(),
                document: document.to_owned(),
            }
        })
        .collect()
}

fn action_of(mutation: &str) -> Option<CaseAction> {
    let of = TRANSITIONS.iter().find(|of| of.mutations.contains(&mutation));
    of.map(|of| of.action)
}

#[test]
fn each_mutation_of_a_case_has_an_example() {
    let shown: Vec<String> = examples().into_iter().map(|example| example.mutation).collect();
    let all = TRANSITIONS.iter().flat_map(|of| of.mutations).chain(&["registerCase", "settleCase"]);
    for mutation in all.filter(|name| **name != "attachFile") {
        assert!(shown.iter().any(|name| name == mutation), "{mutation} has no example");
    }
}

both! {
    /// In their order: a slip that one proposes is signed by the next.
    async fn each_example_works_on_the_demo(backend: Backend) {
        let mut town = DemoTown::open(backend).await;
        for Example { user, mutation, document } in examples() {
            let variables = town.variables(&user, &document, action_of(&mutation)).await;
            let answer = town.send(&user, &document, variables.clone()).await;
            assert_eq!(answer.get("errors"), None, "{user}: {mutation} {variables}");
            let made = &answer["data"][&mutation];
            town.remember(&mutation, made, &variables);
            if mutation == "registerCase" {
                // The next of its town and year, without a gap.
                assert_eq!(made["case"]["number"], json!(town.next_number()));
            }
        }
    }
}
