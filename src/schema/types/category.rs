//! Categories of cases.

use super::{field, id, int, named, text};
use crate::read::catalog::{ObjectType, Scalar, Source};
use crate::read::order::OrderKey;
use crate::read::table::{Protection, Table};

/// The table of categories, which all who sign in may read.
pub static CATEGORIES: Table = Table::new("categories", Protection::SignedIn);

/// `Category`
pub static CATEGORY: ObjectType = ObjectType {
    name: "Category",
    description: "What cases are about, in a tree of its own, with the time that each severity may \
                  take.",
    table: &CATEGORIES,
    id_prefix: Some("category"),
    fields: &[
        id(),
        named("code", "String!", text("code"), "Its code, unique."),
        named("name", "String!", text("name"), "Its name."),
        field("nameEn", "String", text("name_en"), "Its name in English, where it has one."),
        field(
            "parent",
            "Category",
            Source::Reference("parent_id", &CATEGORY),
            "The wider category; null at the top.",
        ),
        field(
            "simpleDays",
            "Int!",
            int("simple_days"),
            "Days that a SIMPLE case of this category may take; 0 is the same day.",
        ),
        field(
            "ordinaryDays",
            "Int!",
            int("ordinary_days"),
            "Days that an ORDINARY case of this category may take.",
        ),
        field(
            "majorDays",
            "Int!",
            int("major_days"),
            "Days that a MAJOR case of this category may take.",
        ),
        named("version", "Int!", int("version"), "Raised with each change of the category."),
    ],
};

/// The order of categories: as they were put, then by code.
pub static ORDER: &[OrderKey] =
    &[OrderKey::new("position", Scalar::Int), OrderKey::new("code", Scalar::Text).unique()];
