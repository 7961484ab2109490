//! Whatever a role is told when it asks for everything, it is shown the field of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::introspected::types_of;
use super::{District, roles};
use crate::support::{Asking, Backend, both, request};
use crate::town::Size;

/// How many references are followed from each record of a list.
const STEPS: usize = 1;

/// The fields of each type that can be asked without an argument, with the type that each leads to.
struct Fields(BTreeMap<String, Vec<(String, String)>>);

impl Fields {
    fn of(types: &BTreeSet<String>) -> Self {
        let mut fields: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (ty, rest) in types.iter().filter_map(|line| line.split_once('.')) {
            let Some((name, rest)) = rest.split_once('(') else { continue };
            let (arguments, to) = rest.rsplit_once("): ").unwrap();
            // `first: Int, orderBy: [CaseOrder!]`: what must be given ends with the mark itself.
            if arguments.split(", ").all(|argument| !argument.ends_with('!')) {
                let to = to.trim_matches(['[', ']', '!']).to_owned();
                fields.entry(ty.to_owned()).or_default().push((name.to_owned(), to));
            }
        }
        Self(fields)
    }

    /// Everything that can be selected of a type in so many steps.
    fn selection(&self, ty: &str, steps: usize) -> String {
        let mut text = "__typename".to_owned();
        for (name, to) in &self.0[ty] {
            // What stands between a record and those that it leads to is no step.
            let is_between = to.ends_with("Edge") || matches!(to.as_str(), "PageInfo");
            let is_step = !ty.ends_with("Connection");
            match self.0.contains_key(to) {
                false => text += &format!(" {name}"),
                true if is_between => {}
                true if is_step && steps == 0 => {}
                true => {
                    let rest = self.selection(to, steps - usize::from(is_step));
                    let page = if to.ends_with("Connection") { "(first:3)" } else { "" };
                    text += &format!(" {name}{page}{{{rest}}}");
                }
            }
        }
        text
    }
}

/// Whether a value says nothing: where nothing is in sight the answer has it too.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => {
            fields.iter().all(|(name, value)| name == "__typename" || is_nothing(value))
        }
        Value::Bool(true) | Value::String(_) => false,
    }
}

/// The fields that an answer has something of.
fn told(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| told(item, fields)),
        Value::Object(values) => {
            // What has none is JSON, such as an area's boundary.
            let Some(ty) = values.get("__typename").and_then(Value::as_str) else { return };
            for (name, value) in
                values.iter().filter(|(name, value)| *name != "__typename" && !is_nothing(value))
            {
                fields.insert(format!("{ty}.{name}"));
                told(value, fields);
            }
        }
        _ => {}
    }
}

both! {
    async fn what_a_role_is_told_it_is_shown(backend: Backend) {
        let district = District::open(backend, Size::SMALL).await;
        let asking = Asking::at_any_cost(&district.database).await;
        let whole = types_of(&wardbook::schema::sdl());
        let fields = Fields::of(&whole);
        for role in roles() {
            let shown: BTreeSet<String> = types_of(&district.sdl(role).await)
                .iter()
                .filter_map(|line| Some(line.split_once('(')?.0.to_owned()))
                .collect();
            let mut seen = BTreeSet::new();
            for (root, to) in fields.0["Query"].iter().filter(|(_, to)| to != "Node") {
                let query = format!("{{__typename {root}{{{}}}}}", fields.selection(to, STEPS));
                let answer = asking.ask(district.holder(role), request(&query, Value::Null)).await;
                let errors = answer["errors"].as_array().map_or(&[][..], Vec::as_slice);
                // What stands behind a gate is refused as a whole.
                let is_shut = |error: &Value| {
                    error["extensions"]["code"] == "FORBIDDEN" && error["path"] == json!([root])
                };
                assert!(errors.iter().all(is_shut), "{query}: {answer}");
                assert!(errors.is_empty() || answer["data"][root].is_null(), "{answer}");
                told(&answer["data"], &mut seen);
            }
            let hidden: Vec<_> = seen.difference(&shown).collect();
            assert!(hidden.is_empty(), "{role} is told, and not shown: {hidden:?}");
            let few = if role == "none" { 10 } else { 40 };
            assert!(seen.len() > few, "{role} is told next to nothing: {seen:?}");
        }
    }
}
