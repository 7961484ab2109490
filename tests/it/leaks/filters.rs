//! The filters that a list is asked with: each field with each operator, its value a hidden
//! record's own, and where that would leave the record out, the value beside it as well.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike};
use serde_json::{Value, json};

use super::aims::Aims;
use super::calls::Depth;
use super::schema::{Kind, Schema, is_list, named};

/// How the near side of a value is asked for.
#[derive(Clone, Copy)]
enum Beside {
    Above,
    Below,
}

/// Every filter of a list of `node`, as literals.
pub(super) fn filters(
    schema: &Schema,
    aims: &Aims,
    node: &str,
    input: &str,
    depth: Depth,
) -> Vec<String> {
    let Kind::Input { fields, .. } = schema.kind(input) else { panic!("{input} is no filter") };
    let mut filters = Vec::new();
    for field in fields {
        let (name, ty) = (&field.name, named(&field.ty));
        let values = match schema.kind(ty) {
            _ if ty == input => {
                let inner = match fields.iter().any(|f| f.name == "id") {
                    true => [aims.hidden_of(node), aims.near_of(node, 1)]
                        .map(|ids| format!("{{id:{{in:{}}}}}", json!(ids))),
                    // Shifts are found by when they begin, and entries of the trail by when they were made.
                    false => {
                        let of = ["startsAt", "at"].into_iter().find(|moment| {
                            fields
                                .iter()
                                .any(|f| f.name == *moment && named(&f.ty) == "DateTimeFilter")
                        });
                        let of =
                            of.unwrap_or_else(|| panic!("{input} has neither an id nor a moment"));
                        let value = &aims.values(node, of)[0];
                        ["eq", "gt"].map(|operator| format!("{{{of}:{{{operator}:{value}}}}}"))
                    }
                };
                match is_list(&field.ty) {
                    true if depth == Depth::Nested => vec![format!("[{}]", inner[0])],
                    true => vec![format!("[{}]", inner[0]), format!("[{}]", inner.join(","))],
                    false => inner.to_vec(),
                }
            }
            // What the record has beside it, such as its events, by a filter of their own.
            Kind::Input { .. } if is_filter(schema, ty) => {
                let parts = ty.strip_suffix("Filter").expect("called after what it filters");
                self::filters(schema, aims, parts, ty, depth)
            }
            Kind::Input { fields, one_of: false } if fields.iter().all(|f| f.ty.nullable) => {
                operators(schema, aims, node, name, ty, depth)
            }
            Kind::Input { .. } => vec![whole(aims, node, ty)],
            Kind::Scalar if ty == "ID" => {
                let ids = [aims.hidden_of(node), aims.near_of(node, 3)].concat();
                ids.into_iter().map(|id| json!(id).to_string()).collect()
            }
            // A value without an operator; a moment also just after what happens then.
            Kind::Scalar if ["DateTime", "String"].contains(&ty) => {
                let known = aims.values(node, name);
                assert!(!known.is_empty(), "no hidden {node} has a {name} for {input}");
                let after = known.iter().map(|value| next_to(schema, ty, value, Beside::Above));
                let after: Vec<Value> = after.filter(|_| ty == "DateTime").collect();
                known.iter().chain(&after).map(Value::to_string).collect()
            }
            _ => panic!("nothing here fills {input}.{name}: {}", field.ty),
        };
        filters.extend(values.into_iter().map(|value| format!("{{{name}:{value}}}")));
    }
    filters
}

/// An object that must be given whole.
fn whole(aims: &Aims, node: &str, input: &str) -> String {
    assert_eq!(input, "BoundingBox", "nothing here makes a whole {input}");
    let middle = |name: &str| aims.values(node, name)[0].as_f64().unwrap();
    let (latitude, longitude) = (middle("location.latitude"), middle("location.longitude"));
    let (south, north) = (latitude - 0.01, latitude + 0.01);
    let (west, east) = (longitude - 0.01, longitude + 0.01);
    format!("{{south:{south},north:{north},west:{west},east:{east}}}")
}

/// Whether an input object combines comparisons, and is not one itself.
pub(super) fn is_filter(schema: &Schema, input: &str) -> bool {
    matches!(schema.kind(input), Kind::Input { fields, .. } if fields.iter().any(|f| f.name == "and"))
}

/// A comparison of a field with each operator, as literals.
pub(super) fn operators(
    schema: &Schema,
    aims: &Aims,
    node: &str,
    field: &str,
    input: &str,
    depth: Depth,
) -> Vec<String> {
    compared(schema, aims, (node, field), aims.values(node, field), (input, depth))
}

/// A comparison of these values of a field with each operator.
fn compared(
    schema: &Schema,
    aims: &Aims,
    (node, field): (&str, &str),
    known: &[Value],
    (input, depth): (&str, Depth),
) -> Vec<String> {
    let Kind::Input { fields, .. } = schema.kind(input) else { unreachable!("{input}") };
    let mut all = Vec::new();
    for operator in fields {
        let (name, ty) = (operator.name.as_str(), named(&operator.ty));
        if ty == "Boolean" && !is_list(&operator.ty) {
            let values = match (depth, name) {
                (Depth::Nested, "isNull") => &[false][..],
                _ => &[true, false],
            };
            all.extend(values.iter().map(|value| format!("{{{name}:{value}}}")));
            continue;
        }
        assert!(!known.is_empty(), "no hidden {node} has a {field} for {input}.{name}");
        if let Kind::Input { .. } = schema.kind(ty) {
            // The hour of a moment.
            let hours: Vec<Value> = known.iter().map(hour).collect();
            let of_hours = compared(schema, aims, (node, field), &hours, (ty, depth));
            all.extend(of_hours.into_iter().map(|value| format!("{{{name}:{value}}}")));
            continue;
        }
        let literal = |value: &Value| literal(schema, ty, value);
        let beside = |side| known.iter().map(move |value| next_to(schema, ty, value, side));
        // What tells one record from all others is asked for by each, an order by one of them.
        let exact = match name {
            "ne" | "lt" | "lte" | "gt" | "gte" => &known[..1],
            _ => known,
        };
        let mut values: Vec<Value> = exact.to_vec();
        match name {
            "ne" | "gt" => values.extend(beside(Beside::Below).take(1)),
            "lt" => values.extend(beside(Beside::Above).take(1)),
            "notIn" => values.extend(beside(Beside::Below)),
            "within" => {
                let near = schema.field(node, field).map(|field| named(&field.ty));
                values.extend(
                    near.map(|ty| aims.near_of(ty, 3)).into_iter().flatten().map(Value::from),
                );
            }
            "contains" => values = known.iter().map(|value| part(value, 1)).collect(),
            "startsWith" => values = known.iter().map(|value| part(value, 0)).collect(),
            _ => {}
        }
        let mut literals: Vec<String> = values.iter().map(literal).collect();
        if is_list(&operator.ty) {
            let (exact, besides) = literals.split_at(known.len());
            let lists = [exact, besides].into_iter().filter(|list| !list.is_empty());
            literals = lists.map(|list| format!("[{}]", list.join(","))).collect();
        }
        if depth == Depth::Nested {
            // Beside the record's own value the record is found, if it is not by that itself.
            let beside = matches!(name, "ne" | "notIn" | "lt" | "gt");
            let kept = if beside { literals.pop() } else { literals.into_iter().next() };
            literals = kept.into_iter().collect();
        }
        literals.sort();
        literals.dedup();
        all.extend(literals.into_iter().map(|value| format!("{{{name}:{value}}}")));
    }
    all
}

/// A text less its last letter, and less so many of the first.
fn part(value: &Value, skipped: usize) -> Value {
    let letters: Vec<char> = value.as_str().unwrap().chars().collect();
    let end = letters.len().saturating_sub(1).max(skipped + 1).min(letters.len());
    Value::from(letters[skipped.min(end)..end].iter().collect::<String>())
}

fn literal(schema: &Schema, ty: &str, value: &Value) -> String {
    match (schema.kind(ty), value) {
        (Kind::Enum(_), Value::String(name)) => name.clone(),
        (_, Value::String(text)) if ty == "Date" && text.len() > 10 => civil_day(value),
        _ => value.to_string(),
    }
}

/// The civil day of a moment, in the zone of the installation.
pub(super) fn civil_day(at: &Value) -> String {
    let at = DateTime::parse_from_rfc3339(at.as_str().unwrap()).unwrap();
    json!(at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive()).to_string()
}

/// The hour of the day of a moment, in the zone of the installation.
fn hour(at: &Value) -> Value {
    let at = DateTime::parse_from_rfc3339(at.as_str().unwrap()).unwrap();
    json!(at.with_timezone(&chrono_tz::Asia::Shanghai).hour())
}

/// A value just beside this one.
fn next_to(schema: &Schema, ty: &str, value: &Value, side: Beside) -> Value {
    let step = match side {
        Beside::Above => 1,
        Beside::Below => -1,
    };
    match (schema.kind(ty), value) {
        (Kind::Enum(names), _) => Value::from(names.iter().find(|name| value != *name).cloned()),
        (_, Value::Number(number)) => Value::from(number.as_i64().unwrap() + step),
        (_, Value::String(text)) if ty == "DateTime" => {
            let at = DateTime::parse_from_rfc3339(text).unwrap() + TimeDelta::seconds(step);
            json!(at)
        }
        (_, Value::String(text)) if ty == "Date" => {
            json!(text.parse::<NaiveDate>().unwrap() + TimeDelta::days(step))
        }
        (_, Value::String(text)) if ty == "ID" => {
            let last = if text.ends_with('0') { '1' } else { '0' };
            Value::from(format!("{}{last}", &text[..text.len() - 1]))
        }
        (_, Value::String(text)) => Value::from(format!("{text}~")),
        _ => panic!("nothing here knows what lies beside a {ty}"),
    }
}
