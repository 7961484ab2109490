//! The mutations of categories.

mod save;

use super::{Chapter, mutation};
use crate::policy::{Action, Object};
use crate::read::catalog::{Made, Payload, PayloadField, PayloadSource};
use crate::schema::types::category::CATEGORY;

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![mutation!(
        "saveCategory",
        save::save_category,
        save::CategoryInput,
        CATEGORY_PAYLOAD,
        "Makes or changes a category. Clocks that run stay as they are: how long its cases may take counts for those that are set from now on."
    ).needing(&[&[(Object::Category, Action::Save)]])];
    Chapter { mutations, nested: Vec::new() }
}

/// `CategoryPayload`
static CATEGORY_PAYLOAD: Payload = Payload {
    name: "CategoryPayload",
    description: "The category as it now stands.",
    fields: &[
        PayloadField {
            name: "categoryId",
            ty: "ID!",
            description: "The category's id.",
            source: PayloadSource::Id(Made::Record, "category"),
        },
        PayloadField {
            name: "category",
            ty: "Category!",
            description: "The category.",
            source: PayloadSource::Row(Made::Record, &CATEGORY),
        },
    ],
};
