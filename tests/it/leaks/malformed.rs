//! Documents that are refused: ids, numbers, codes and cursors of hidden records, each a little
//! wrong, and whatever else is said wrongly about them. What is wrong with a document is told all
//! at once, so that many wrong calls go into one.

use serde_json::json;

use super::aims::Aims;
use super::calls::order_arguments;
use super::documents::Document;
use super::schema::{Field, Kind, Schema, named};

/// A text, each time wrong in another way.
fn wrong(text: &str, other_prefix: &str) -> Vec<String> {
    let (prefix, rest) = text.split_once('_').unwrap_or(("", text));
    vec![
        String::new(),
        text[..text.len() - 1].to_owned(),
        format!("{text}0"),
        format!(" {text}"),
        text.to_uppercase(),
        format!("{prefix}{rest}"),
        format!("{prefix}_{}-{}", &rest[..rest.len() / 2], &rest[rest.len() / 2..]),
        format!("{other_prefix}_{rest}"),
        format!("nothing_{rest}"),
        format!("{text}\u{0}"),
    ]
}

/// One document of many calls of a field, each with one of these arguments.
fn all_at_once(name: &str, selected: &str, arguments: impl Iterator<Item = String>) -> String {
    let calls = arguments.enumerate().map(|(n, of)| format!("c{n}:{name}({of}){{{selected}}} "));
    format!("{{{}}}", calls.collect::<String>())
}

pub(super) fn documents(schema: &Schema, aims: &Aims) -> Vec<Document> {
    let mut texts = Vec::new();
    for ty in schema.nodes() {
        let Some(id) = aims.hidden_of(ty).into_iter().next() else { continue };
        let ids = wrong(&id, if ty == "Case" { "team" } else { "case" });
        let calls = ids.iter().map(|id| format!("id:{}", json!(id)));
        texts.push(all_at_once("node", "__typename", calls));
        texts.push(format!("{{nodes(ids:{}){{id}}}}", json!(ids)));
        texts.push(format!("{{node(id:\"{id}\"){{id nothing ...on {ty}{{nothing}}}}}}"));
        for field in schema.root().iter().filter(|field| named(&field.ty) == ty) {
            texts.extend(of_finder(schema, aims, ty, field, &ids));
        }
    }
    let everything = aims.hidden_of("Node").into_iter().cycle().take(101);
    texts.push(format!("{{nodes(ids:{}){{id}}}}", json!(everything.collect::<Vec<_>>())));
    for field in schema.root().iter().filter(|field| schema.node_of(named(&field.ty)).is_some()) {
        texts.extend(of_list(schema, aims, field));
    }
    texts.into_iter().map(|text| Document { refused: true, ..Document::of(text) }).collect()
}

/// A field of the root that finds one record.
fn of_finder(schema: &Schema, aims: &Aims, ty: &str, field: &Field, ids: &[String]) -> Vec<String> {
    let mut texts = Vec::new();
    for argument in &field.arguments {
        let name = &argument.name;
        let Kind::Input { fields, .. } = schema.kind(named(&argument.ty)) else {
            let calls = ids.iter().map(|id| format!("{name}:{}", json!(id)));
            texts.push(all_at_once(&field.name, "id", calls));
            continue;
        };
        for key in fields.iter().map(|field| &field.name) {
            let known = aims.values(ty, key).iter().filter_map(|value| value.as_str());
            let values = known.flat_map(|value| wrong(value, "case"));
            let calls = values.map(|value| format!("{name}:{{{key}:{}}}", json!(value)));
            texts.push(all_at_once(&field.name, "id", calls));
        }
        let id = json!(aims.hidden_of(ty)[0]);
        let both = fields.iter().map(|field| format!("{}:{id}", field.name));
        texts.push(format!(
            "{{{}({name}:{{{}}}){{id}}}}",
            field.name,
            both.collect::<Vec<_>>().join(" ")
        ));
        texts.push(format!("{{{}({name}:{{}}){{id}}}}", field.name));
    }
    texts
}

fn of_list(schema: &Schema, aims: &Aims, field: &Field) -> Vec<String> {
    let (name, connection) = (&field.name, named(&field.ty));
    let orders = order_arguments(schema, field);
    let ids = aims.hidden_of(schema.node_of(connection).expect("a list in pages"));
    let id = &ids[0];
    let selected = "totalCount nodes{id}";
    let cursor = &aims.cursors(connection, "")[0];
    let mut cursors = wrong(cursor, "");
    // A cursor of another list.
    let other = if connection == "CaseConnection" { "TeamConnection" } else { "CaseConnection" };
    cursors.push(aims.cursors(other, "")[0].clone());
    let sides = ["after", "before"];
    let mut calls: Vec<String> = sides
        .iter()
        .flat_map(|side| cursors.iter().map(move |cursor| format!("{side}:{}", json!(cursor))))
        .collect();
    // A cursor of another order.
    calls.extend(orders[1..].iter().map(|order| format!("{order} after:\"{cursor}\"")));
    if !schema.finds_by_id(field) {
        let pages = ["first:-1", "first:101", "last:101", "first:1 last:1", "nothing:1"];
        calls.extend(pages.map(str::to_owned));
        return vec![all_at_once(name, selected, calls.into_iter())];
    }
    let found = format!("filter:{{id:{{in:{}}}}}", json!(ids));
    calls.extend(
        ["first:-1", "first:101", "last:101", "first:1 last:1"]
            .map(|page| format!("{page} {found}")),
    );
    calls.extend(
        wrong(id, "user")
            .iter()
            .map(|wrong| format!("filter:{{id:{{in:[\"{id}\",{}]}}}}", json!(wrong))),
    );
    calls.push(format!("filter:{{id:{{in:{}}}}}", json!(vec![id; 1001])));
    let mut texts = vec![all_at_once(name, selected, calls.into_iter())];
    for call in [
        format!("first:\"1\" {found}"),
        format!("last:1.5 {found}"),
        format!("filter:{{id:{{eq:\"{id}\"}},nothing:{{eq:1}}}}"),
        format!("filter:{{id:{{eq:\"{id}\",nothing:1}}}}"),
        format!("{found} orderBy:[{{field:NOTHING,direction:ASC}}]"),
        format!("{found} nothing:1"),
    ] {
        texts.push(format!("{{{name}({call}){{{selected}}}}}"));
    }
    texts
}
