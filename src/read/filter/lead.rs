//! What a filter says beforehand of the rows that there can be.

use async_graphql_value::ConstValue;
use uuid::Uuid;

use super::{Compares, FilterType};
use crate::read::global_id;

/// What a filter says about how few rows there can be, or where they lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// Nothing.
    None,
    /// All in this area and below it.
    Area(Uuid),
    /// At most a few, found by a unique index.
    Few,
}

/// What the filter's top level says, where nothing can take it back.
#[must_use]
pub fn lead(filter: &FilterType, value: &ConstValue) -> Lead {
    let ConstValue::Object(value) = value else { return Lead::None };
    let mut lead = Lead::None;
    for field in filter.fields {
        let Some(ConstValue::Object(operators)) = value.get(field.name) else {
            if matches!(field.compares, Compares::Path)
                && let Some(area) = id_of(value.get(field.name), "area")
            {
                lead = Lead::Area(area);
            }
            continue;
        };
        let given = |name: &str| operators.get(name).filter(|v| **v != ConstValue::Null);
        match field.compares {
            Compares::Id("id", _) if given("eq").or(given("in")).is_some() => return Lead::Few,
            Compares::Text("number" | "code") if given("eq").or(given("in")).is_some() => {
                return Lead::Few;
            }
            Compares::Area => {
                if let Some(area) = id_of(given("eq").or(given("within")), "area") {
                    lead = Lead::Area(area);
                }
            }
            _ => {}
        }
    }
    lead
}

fn id_of(value: Option<&ConstValue>, prefix: &str) -> Option<Uuid> {
    let ConstValue::String(id) = value? else { return None };
    global_id::split(id).filter(|(found, _)| *found == prefix).map(|(_, id)| id)
}
