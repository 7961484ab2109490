//! The arguments that a field is called with: every operator, order, page and cursor, aimed at
//! what is hidden. An argument that nothing here can fill fails the test by its name.

use async_graphql::parser::types::Type;
use serde_json::json;

use super::aims::Aims;
use super::filters::{civil_day, filters, is_filter, operators};
use super::schema::{Argument, Field, Kind, Schema, is_list, named};

/// More ids are not asked for at once.
const MOST_IDS: usize = 100;

/// Where a list stands. One of the root is asked with every value, one in a record, of which there
/// are many more, with one value of each operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    Root,
    Nested,
}

fn unknown(place: &str, argument: &Argument) -> ! {
    panic!("nothing here fills {place}({}: {})", argument.name, argument.ty)
}

/// The key of an order that says nothing without a search.
const RELEVANCE: &str = "RELEVANCE";

/// The orders that a list can be asked for without a filter, as an argument; the first is none.
pub(super) fn order_arguments(schema: &Schema, field: &Field) -> Vec<String> {
    let mut orders = vec![String::new()];
    for argument in &field.arguments {
        let keys = schema.order_keys(named(&argument.ty)).into_iter().flatten();
        for key in keys.filter(|key| !key.contains(RELEVANCE)) {
            orders.push(format!("{}:[{{{key}}}]", argument.name));
        }
    }
    orders
}

/// The orders that say how well a search is answered, each with a search for what is hidden.
pub(super) fn ranked_arguments(schema: &Schema, aims: &Aims, field: &Field) -> Vec<String> {
    let mut ranked = Vec::new();
    let node = schema.node_of(named(&field.ty)).expect("a list in pages");
    for argument in &field.arguments {
        let keys = schema.order_keys(named(&argument.ty)).into_iter().flatten();
        for key in keys.filter(|key| key.contains(RELEVANCE)) {
            let searches = aims.values(node, "search").iter().take(2);
            ranked.extend(
                searches.map(|search| {
                    format!("{}:[{{{key}}}] filter:{{search:{search}}}", argument.name)
                }),
            );
        }
    }
    ranked
}

/// What stands between the parentheses of each call of a field.
pub(super) fn calls(
    schema: &Schema,
    aims: &Aims,
    parent: &str,
    field: &Field,
    depth: Depth,
) -> Vec<String> {
    let place = format!("{parent}.{}", field.name);
    let ty = named(&field.ty);
    if schema.node_of(ty).is_some() {
        return of_list(schema, aims, &place, field, depth);
    }
    if let Some(keys) = field.arguments.iter().find(|argument| argument.name == "groupBy") {
        return of_groups(schema, aims, &place, field, keys);
    }
    match field.arguments.as_slice() {
        [] => vec![String::new()],
        [argument] => {
            let values = single(schema, aims, &place, ty, argument);
            values.into_iter().map(|value| format!("{}:{value}", argument.name)).collect()
        }
        [from, to] if is_plain(&from.ty, "Date") && is_plain(&to.ty, "Date") => {
            days(aims, (from, to))
        }
        [filter, from, to] if is_plain(&from.ty, "Date") && is_plain(&to.ty, "Date") => {
            let days = "from:\"2026-01-01\" to:\"2026-12-31\"";
            let mut calls = vec![days.to_owned()];
            calls.extend(filtering(schema, aims, filter).map(|filter| format!("{filter} {days}")));
            calls
        }
        [.., argument] => unknown(&place, argument),
    }
}

/// The argument `filter` of what counts records, aimed at those that are hidden.
fn filtering(schema: &Schema, aims: &Aims, argument: &Argument) -> impl Iterator<Item = String> {
    let (name, ty) = (argument.name.clone(), named(&argument.ty));
    let node = ty.strip_suffix("Filter").expect("a filter is called after what it filters");
    let filters = filters(schema, aims, node, ty, Depth::Root);
    filters.into_iter().map(move |filter| format!("{name}:{filter}"))
}

/// Figures in groups: by each key alone, by some together, with each filter, order and bound.
fn of_groups(
    schema: &Schema,
    aims: &Aims,
    place: &str,
    field: &Field,
    keys: &Argument,
) -> Vec<String> {
    let Kind::Enum(names) = schema.kind(named(&keys.ty)) else { unknown(place, keys) };
    let by = |keys: &[&str]| format!("groupBy:[{}]", keys.join(","));
    let each = names.iter().map(String::as_str).collect::<Vec<_>>();
    let (one, period) = (each[0], each.iter().find(|key| key.ends_with("_MONTH")).unwrap());
    let mut calls: Vec<String> = each.iter().map(|key| by(&[key])).collect();
    calls.push(by(&[one, period]));
    calls.push(by(&[one, each[1], period]));
    for argument in &field.arguments {
        match (argument.name.as_str(), schema.kind(named(&argument.ty))) {
            ("groupBy", _) => {}
            ("filter", _) => {
                let filters = filtering(schema, aims, argument);
                calls.extend(filters.map(|filter| format!("{} {filter}", by(&[one]))));
            }
            ("first", _) => calls.extend([1, 1000].map(|n| format!("{} first:{n}", by(&[period])))),
            ("fillGaps", _) => {
                let gaps = [true, false].map(|fill| format!("{} fillGaps:{fill}", by(&[period])));
                calls.extend(gaps);
            }
            (name, Kind::Enum(orders)) => {
                calls.extend(orders.iter().map(|order| format!("{} {name}:{order}", by(&[one]))));
            }
            _ => unknown(place, argument),
        }
    }
    calls
}

/// The values of the one argument of a field that finds records.
fn single(
    schema: &Schema,
    aims: &Aims,
    place: &str,
    found: &str,
    argument: &Argument,
) -> Vec<String> {
    let ids = || [aims.hidden_of(found), aims.near_of(found, 2)].concat();
    let quoted = |values: Vec<String>| values.into_iter().map(|value| json!(value).to_string());
    let of = named(&argument.ty);
    match schema.kind(of) {
        Kind::Scalar if of == "ID" && is_list(&argument.ty) => {
            ids().chunks(MOST_IDS).map(|ids| json!(ids).to_string()).collect()
        }
        Kind::Scalar if of == "ID" => quoted(ids()).collect(),
        Kind::Input { fields, one_of: true } => {
            let mut values = Vec::new();
            for field in fields {
                let given = match named(&field.ty) {
                    "ID" => ids(),
                    "String" => {
                        let known = aims.values(found, &field.name);
                        known.iter().map(|v| v.as_str().unwrap().to_owned()).collect()
                    }
                    _ => unknown(place, field),
                };
                assert!(!given.is_empty(), "no hidden {found} has a {}", field.name);
                values.extend(quoted(given).map(|value| format!("{{{}:{value}}}", field.name)));
            }
            values
        }
        _ => unknown(place, argument),
    }
}

/// Day by day, from the first day of a hidden visit to the last.
fn days(aims: &Aims, (from, to): (&Argument, &Argument)) -> Vec<String> {
    let mut days: Vec<String> = aims.values("PatrolVisit", "at").iter().map(civil_day).collect();
    days.sort();
    let (first, last) = (days.first().expect("a visit"), days.last().expect("a visit"));
    vec![format!("{}:{first} {}:{last}", from.name, to.name)]
}

fn is_plain(ty: &Type, name: &str) -> bool {
    !is_list(ty) && named(ty) == name
}

fn of_list(schema: &Schema, aims: &Aims, place: &str, field: &Field, depth: Depth) -> Vec<String> {
    let connection = named(&field.ty);
    let node = schema.node_of(connection).expect("a list in pages");
    let cursors = if depth == Depth::Root { 2 } else { 1 };
    let mut calls = vec![String::new()];
    for argument in &field.arguments {
        let (name, ty) = (argument.name.as_str(), named(&argument.ty));
        match (name, schema.kind(ty)) {
            ("first" | "last", _) if is_plain(&argument.ty, "Int") => {
                calls.extend([0, 1, 100].map(|n| format!("{name}:{n}")));
            }
            ("after" | "before", _) if is_plain(&argument.ty, "String") => {
                let ranked = ranked_arguments(schema, aims, field);
                for order in order_arguments(schema, field).into_iter().chain(ranked) {
                    for cursor in aims.cursors(connection, &order).iter().take(cursors) {
                        calls.extend(["first", "last"].map(|end| {
                            format!("{order} {end}:2 {name}:\"{cursor}\"").trim().to_owned()
                        }));
                    }
                }
            }
            (_, Kind::Input { .. }) if schema.order_keys(ty).is_some() => {
                for order in order_arguments(schema, field).into_iter().skip(1) {
                    calls.extend(["first", "last"].map(|end| format!("{order} {end}:3")));
                }
                let ranked = ranked_arguments(schema, aims, field);
                calls.extend(ranked.into_iter().map(|ranked| format!("{ranked} first:3")));
                calls.push(several_keys(schema, argument));
            }
            (_, Kind::Input { one_of: false, .. }) if !is_filter(schema, ty) => {
                let compared = operators(schema, aims, node, name, ty, depth);
                calls.extend(compared.into_iter().map(|operator| format!("{name}:{operator}")));
            }
            (_, Kind::Input { one_of: false, .. }) => {
                let filters = filters(schema, aims, node, ty, depth);
                let last = order_arguments(schema, field).pop().unwrap_or_default();
                calls.push(format!("{last} first:2 {name}:{}", filters[0]));
                calls.extend(filters.into_iter().map(|filter| format!("{name}:{filter}")));
            }
            _ => unknown(place, argument),
        }
    }
    calls
}

/// An order by every key at once, each second one the other way.
fn several_keys(schema: &Schema, argument: &Argument) -> String {
    let mut keys = schema.order_keys(named(&argument.ty)).unwrap_or_default();
    keys.retain(|key| !key.contains(RELEVANCE));
    let mixed = keys.iter().enumerate().filter(|(n, _)| n % 4 == 0 || n % 4 == 3);
    let mixed: Vec<String> = mixed.map(|(_, key)| format!("{{{key}}}")).collect();
    format!("{}:[{}]", argument.name, mixed.join(","))
}
