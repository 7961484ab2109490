//! Several records that are asked for one by one, in one operation: together they are a list.

use serde_json::{Value, json};

use super::super::Desk;
use crate::support::{Backend, both};

const WRITTEN: &str = "Call 13812345678";
const MASKED: &str = "Call 138********";

/// Two cases with a number in their titles and a note.
async fn two_cases(desk: &Desk) -> [String; 2] {
    let mut cases = Vec::new();
    for _ in 0..2 {
        let case = desk.registered("community", "3511", json!({"title": WRITTEN})).await;
        desk.does("community", "addCaseNote", json!({"id": case, "text": WRITTEN})).await;
        cases.push(case);
    }
    cases.try_into().unwrap()
}

/// What is shown of a case, wherever the operation puts it: its title and its notes.
fn shown(data: &Value) -> Vec<&str> {
    match data {
        Value::String(text) if text.starts_with("Call") => vec![text],
        Value::Array(items) => items.iter().flat_map(shown).collect(),
        Value::Object(fields) => fields.values().flat_map(shown).collect(),
        _ => Vec::new(),
    }
}

const PARTS: &str = "title events(first:9){nodes{note}}";

both! {
    async fn cases_that_are_asked_for_one_by_one_are_masked_as_in_a_list(backend: Backend) {
        let desk = Desk::open(backend).await;
        let [one, two] = two_cases(&desk).await;
        let case = |id: &str| format!("case(by:{{id:\"{id}\"}}){{{PARTS}}}");
        let node = |id: &str| format!("node(id:\"{id}\"){{...on Case{{{PARTS}}}}}");
        for query in [
            format!("{{a:{} b:{}}}", case(&one), case(&two)),
            format!("{{a:{} b:{}}}", node(&one), node(&two)),
            format!("{{a:{} b:{}}}", case(&one), node(&two)),
            format!("{{a:{} b:{}}}", case(&one), case(&one)),
            format!("{{{} cases{{totalCount}}}}", case(&one)),
            format!("{{...A ...B}} fragment A on Query{{a:{}}} fragment B on Query{{b:{}}}", case(&one), case(&two)),
            format!("{{nodes(ids:[\"{one}\",\"{two}\"]){{...on Case{{{PARTS}}}}}}}"),
            format!("{{nodes(ids:[\"{one}\"]){{...on Case{{{PARTS}}}}}}}"),
        ] {
            let data = desk.data("town", &query).await;
            let shown = shown(&data);
            assert!(shown.len() >= 2 && shown.iter().all(|text| *text == MASKED), "{query}: {data}");
        }
        for query in [
            format!("{{{}}}", case(&one)),
            format!("{{{}}}", node(&one)),
            // The same field, said in two parts, is one.
            format!("{{...A ...B}} fragment A on Query{{{}}} fragment B on Query{{{}}}", case(&one), case(&one)),
            // These name no record.
            format!("{{__typename installation{{version}} {}}}", case(&one)),
            format!("query A{{{}}}", case(&one)),
        ] {
            let data = desk.data("town", &query).await;
            assert_eq!(shown(&data), [WRITTEN; 2], "{query}: {data}");
        }
        // What is left out by a directive is not asked for, and a kept plan knows the difference.
        let query = format!(
            "query($with:Boolean!){{a:{} b:{}}}",
            case(&one),
            case(&two).replace("){title", ")@include(if:$with){title"),
        );
        for (with, expected) in [(true, MASKED), (false, WRITTEN), (true, MASKED)] {
            let answer = desk.ask("town", &query, json!({"with": with})).await;
            assert_eq!(answer.get("errors"), None, "{answer}");
            assert!(shown(&answer["data"]).iter().all(|text| *text == expected), "{with}: {answer}");
        }
    }
}

both! {
    async fn cases_that_are_changed_one_after_the_other_are_masked_too(backend: Backend) {
        let desk = Desk::open(backend).await;
        let [one, two] = two_cases(&desk).await;
        let note = |id: &str| format!("addCaseNote(input:{{id:\"{id}\",text:\"n\"}}){{case{{{PARTS}}}}}");
        let both = desk.data("town", &format!("mutation{{a:{} b:{}}}", note(&one), note(&two))).await;
        assert_eq!(shown(&both), [MASKED; 4], "{both}");
        let alone = desk.data("town", &format!("mutation{{__typename {}}}", note(&one))).await;
        assert_eq!(shown(&alone), [WRITTEN; 2], "{alone}");
    }
}
