//! The input objects that filters are made of, for the schema and for coercion.

use super::{Compares, FilterType};
use crate::read::input::{InputField, InputObject};

impl Compares {
    /// The name of the input type that holds the operators.
    pub(in crate::read) fn input_type(&self) -> String {
        match self {
            Self::Id(..) | Self::AnyId(_) | Self::Beside(..) => "IdFilter".to_owned(),
            Self::OfVisible(_, inner) => inner.input_type(),
            Self::Text(_) | Self::Words(..) | Self::BesideText(..) => "StringFilter".to_owned(),
            Self::Int(_) => "IntFilter".to_owned(),
            Self::Boolean(_) | Self::Truth(_) => "BooleanFilter".to_owned(),
            Self::DateTime(_) => "DateTimeFilter".to_owned(),
            Self::Date(_) => "DateFilter".to_owned(),
            Self::Enum(_, of) | Self::EnumOf(_, of) => format!("{}Filter", of.name),
            Self::Area | Self::AreaOf(_) => "AreaRefFilter".to_owned(),
            Self::Path => "ID".to_owned(),
            Self::During(..) | Self::Such(_) => "DateTime".to_owned(),
            Self::Search(_) | Self::FullText => "String".to_owned(),
            Self::Category(_) => "CategoryRefFilter".to_owned(),
            Self::Having(_, _, of) => of.name.to_owned(),
            Self::Location => "BoundingBox".to_owned(),
        }
    }
}

const EQ: (&str, &str) = ("eq", "Equal to this.");
const NE: (&str, &str) = ("ne", "Not equal to this; keeps what is null.");
const IN: (&str, &str) = ("in", "One of these; none of an empty list.");
const NOT_IN: (&str, &str) = ("notIn", "None of these; keeps what is null.");
const LT: (&str, &str) = ("lt", "Less than, or before, this.");
const LTE: (&str, &str) = ("lte", "At most, or no later than, this.");
const GT: (&str, &str) = ("gt", "More than, or after, this.");
const GTE: (&str, &str) = ("gte", "At least, or no earlier than, this.");
const IS_NULL: (&str, &str) = ("isNull", "True: there is no value. False: there is one.");

fn object(name: &str, description: &str, fields: Vec<InputField>) -> InputObject {
    InputObject {
        name: name.to_owned(),
        description: description.to_owned(),
        one_of: false,
        fields,
    }
}

fn operators(scalar: &str, operators: &[(&'static str, &'static str)]) -> Vec<InputField> {
    operators
        .iter()
        .map(|(name, description)| {
            let ty = match *name {
                "in" | "notIn" => format!("[{scalar}!]"),
                "isNull" => "Boolean".to_owned(),
                _ => scalar.to_owned(),
            };
            InputField { name, description, ty }
        })
        .collect()
}

fn field(name: &'static str, description: &'static str, ty: &str) -> InputField {
    InputField { name, description, ty: ty.to_owned() }
}

fn reference(what: &str, within: &'static str) -> InputObject {
    let mut fields = operators("ID", &[EQ, IN]);
    fields.push(field("within", within, "ID"));
    fields.extend(operators("ID", &[IS_NULL]));
    let description = format!("Compares a reference to {what}. All operators given must hold.");
    object(&format!("{what}RefFilter"), &description, fields)
}

/// The operators of a filter's columns, and the bounding box.
fn shared() -> Vec<InputObject> {
    let mut text = operators("String", &[EQ, NE, IN, NOT_IN]);
    text.push(field("contains", "Holds this text, whatever the case of its letters.", "String"));
    text.push(field("startsWith", "Begins with this text, letter case and all.", "String"));
    text.extend(operators("String", &[IS_NULL]));
    let mut moments = operators("DateTime", &[EQ, LT, LTE, GT, GTE]);
    moments.extend([
        field("on", "On this civil day of the installation's time zone.", "Date"),
        field("onOrAfter", "On this civil day of the installation's time zone, or later.", "Date"),
        field(
            "onOrBefore",
            "On this civil day of the installation's time zone, or earlier.",
            "Date",
        ),
        field(
            "hour",
            "The hour of the day in the installation's time zone, 0 to 23; `lt` may be 24.",
            "IntFilter",
        ),
    ]);
    moments.extend(operators("DateTime", &[IS_NULL]));
    let all = "All operators given must hold.";
    let mut corners = Vec::new();
    for (name, description) in [
        ("south", "The least latitude, from -90 to 90."),
        (
            "west",
            "The longitude of the western edge, from -180 to 180; more than east where the box crosses the 180th meridian.",
        ),
        ("north", "The greatest latitude, from -90 to 90."),
        ("east", "The longitude of the eastern edge, from -180 to 180."),
    ] {
        corners.push(field(name, description, "Float!"));
    }
    vec![
        object(
            "IdFilter",
            &format!("Compares an id. {all}"),
            operators("ID", &[EQ, NE, IN, NOT_IN, IS_NULL]),
        ),
        object("StringFilter", &format!("Compares a text. {all}"), text),
        object(
            "IntFilter",
            &format!("Compares a whole number. {all}"),
            operators("Int", &[EQ, NE, IN, LT, LTE, GT, GTE, IS_NULL]),
        ),
        object("BooleanFilter", "Compares what is true or false.", operators("Boolean", &[EQ])),
        object("DateTimeFilter", &format!("Compares a moment. {all}"), moments),
        object(
            "DateFilter",
            &format!("Compares a civil day. {all}"),
            operators("Date", &[EQ, LT, LTE, GT, GTE, IS_NULL]),
        ),
        reference("Area", "In this area or anywhere below it."),
        reference("Category", "Of this category or of any below it."),
        object(
            "BoundingBox",
            "A part of the earth between two parallels and two meridians, in degrees (WGS 84).",
            corners,
        ),
    ]
}

/// Every input object that these filters need, themselves included.
#[must_use]
pub fn input_objects(filters: &[&FilterType]) -> Vec<InputObject> {
    let mut objects = shared();
    for filter in filters.iter().filter(|filter| !filter.is_argument) {
        let mut fields: Vec<InputField> = filter
            .fields
            .iter()
            .map(|f| field(f.name, f.description, &f.compares.input_type()))
            .collect();
        let list = format!("[{}!]", filter.name);
        fields.extend([
            field("and", "All of these hold; everything of an empty list.", &list),
            field("or", "One of these holds; nothing of an empty list.", &list),
            field("not", "This does not hold; keeps what it says nothing of.", filter.name),
        ]);
        objects.push(object(filter.name, filter.description, fields));
        for compared in filter.fields {
            let (Compares::Enum(_, of) | Compares::EnumOf(_, of)) = compared.compares else {
                continue;
            };
            let name = compared.compares.input_type();
            if !objects.iter().any(|known| known.name == name) {
                let description =
                    format!("Compares a value of {}. All operators given must hold.", of.name);
                let fields = operators(of.name, &[EQ, NE, IN, NOT_IN, IS_NULL]);
                objects.push(object(&name, &description, fields));
            }
        }
    }
    objects
}
