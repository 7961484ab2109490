//! The schema by which editors check `tests.yaml` says the vocabulary's words, and the shipped file is
//! right by it.

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use wardbook::policy::expectations::{DEFAULT_TESTS, Expectations, TESTS_SCHEMA};
use wardbook::policy::{Object, Relation};

/// One of these words, or a list of them.
fn one_or_some(words: &Value) -> Value {
    json!({"anyOf": [words, {"type": "array", "items": words, "minItems": 1}]})
}

/// The words by which a record of this kind is described.
fn described(object: Object) -> Value {
    let has = |relation| object.relation(relation).is_some();
    let mut properties = Map::new();
    let words = [
        (
            Relation::Ordinary,
            "confidential",
            json!({"type": "boolean", "description": "Whether it is confidential"}),
        ),
        (
            Relation::OwnTeam,
            "team",
            json!({"enum": ["mine", "another"], "description": "Whose team it is handed to"}),
        ),
        (
            Relation::Handling,
            "handler",
            json!({"enum": ["me", "another"], "description": "Who has it in hand"}),
        ),
        (
            Relation::OwnRecord,
            "owner",
            json!({"enum": ["me", "another"], "description": "Whose own it is"}),
        ),
    ];
    for (_, word, schema) in words.into_iter().filter(|word| has(word.0)) {
        properties.insert(word.to_owned(), schema);
    }
    let required: &[&str] = if has(Relation::Ordinary) { &["confidential"] } else { &[] };
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

/// What else is so of an expectation about this kind of record.
fn of_object(object: Object) -> Value {
    let actions: Vec<&str> = object.actions().iter().map(|action| action.as_str()).collect();
    let relations: Vec<&str> = object.relations().iter().map(|(known, _)| known.as_str()).collect();
    json!({
        "if": {"properties": {"object": {"const": object.as_str()}}},
        "then": {"properties": {
            "action": one_or_some(&json!({"enum": actions})),
            "record": described(object),
            "relations": one_or_some(&json!({"enum": relations})),
        }},
    })
}

fn schema() -> Value {
    let objects: Vec<&str> = Object::ALL.iter().map(|object| object.as_str()).collect();
    let role = json!({"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"});
    let mut role = one_or_some(&role);
    role["description"] = json!("A role, or a list of roles, without `role:`");
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "What is expected of a policy",
        "type": ["array", "null"],
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["name", "role", "object", "action", "allowed"],
            "properties": {
                "name": {"type": "string", "minLength": 1, "description": "What must hold, in a sentence"},
                "role": role,
                "area": {
                    "type": "string",
                    "pattern": "^(everywhere|/.+/)$",
                    "description": "everywhere, or the path of an area as rules have it, such as /350102/"
                },
                "object": {"enum": objects, "description": "What it is about"},
                "action": {"description": "What is done: one action of the object, or a list"},
                "record": {"description": "To which records, in words; what is not said is not so. If it is left out: to all records"},
                "relations": {"description": "To which records, by the relations that hold, instead of `record`"},
                "allowed": {"type": "boolean", "description": "Whether it is allowed"}
            },
            "not": {"required": ["record", "relations"]},
            "allOf": Object::ALL.iter().map(|object| of_object(*object)).collect::<Vec<_>>()
        }
    })
}

#[test]
fn the_schema_has_the_words_of_the_policy() {
    let mut expected = serde_json::to_string_pretty(&schema()).unwrap();
    expected.push('\n');
    if std::env::var_os("WARDBOOK_UPDATE").is_some() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies/tests.schema.json");
        std::fs::write(path, &expected).unwrap();
        return;
    }
    assert!(
        expected == TESTS_SCHEMA,
        "policies/tests.schema.json is out of date: WARDBOOK_UPDATE=1 rewrites it"
    );
}

#[test]
fn the_shipped_tests_are_right_by_the_schema_and_what_is_refused_is_wrong_by_it() {
    let schema: Value = serde_json::from_str(TESTS_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let is_right = |text: &str| {
        let value: Value = serde_saphyr::from_str(text).unwrap();
        validator.is_valid(&value)
    };
    assert!(DEFAULT_TESTS.starts_with("# yaml-language-server: $schema=tests.schema.json\n"));
    assert!(is_right(DEFAULT_TESTS));
    let good = "- name: x\n  role: analyst\n  object: case\n  action: read\n  allowed: true\n";
    for (from, to, right) in [
        ("x", "x", true),
        ("analyst", "[analyst, community]", true),
        ("allowed", "record: {confidential: true, team: mine}\n  allowed", true),
        ("allowed", "relations: [own_team]\n  allowed", true),
        ("allowed", "area: /35/\n  allowed", true),
        ("analyst", "role:analyst", false),
        ("analyst", "[]", false),
        ("case", "cases", false),
        ("read", "red", false),
        ("read", "visit", false),
        ("allowed", "area: Gulou\n  allowed", false),
        ("allowed", "record: {team: mine}\n  allowed", false),
        ("allowed", "record: {confidential: true, team: ours}\n  allowed", false),
        ("allowed", "record: {confidential: true, colour: red}\n  allowed", false),
        ("allowed", "relations: [own]\n  allowed", false),
        ("allowed", "record: {confidential: true}\n  relations: any\n  allowed", false),
        ("  allowed: true\n", "", false),
        ("allowed", "color: red\n  allowed", false),
    ] {
        let text = good.replacen(from, to, 1);
        assert_eq!(is_right(&text), right, "by the schema: {text}");
        assert_eq!(Expectations::read(&text).is_ok(), right, "by reading: {text}");
    }
}
