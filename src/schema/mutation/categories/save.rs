//! saveCategory.

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::saved::saved;
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::categories::CategoryToSave;

input! {
    /// A category as it is to be, whole.
    CategoryInput {
        /// The category that is changed. Null: a new one, the last in their order.
        id: Option<String> = "id" "ID",
        /// The version of it that was seen; null with a new category.
        expected_version: Option<i32> = "expectedVersion" "Int",
        /// Its code, unique.
        code: String = "code" "String!",
        /// Its name.
        name: String = "name" "String!",
        /// Its name in English.
        name_en: Option<String> = "nameEn" "String",
        /// The wider category, neither the category itself nor one below it. Null: it stands at the top.
        parent_id: Option<String> = "parentId" "ID",
        /// Days that a SIMPLE case may take, 0 to 366; 0 is the same day. Null: as it was; of a new category 0.
        simple_days: Option<i32> = "simpleDays" "Int",
        /// Days that an ORDINARY case may take, no fewer than a SIMPLE one. Null: as it was; of a new category 7.
        ordinary_days: Option<i32> = "ordinaryDays" "Int",
        /// Days that a MAJOR case may take, no fewer than an ORDINARY one. Null: as it was; of a new category 30.
        major_days: Option<i32> = "majorDays" "Int",
    }
}

pub(super) async fn save_category(call: Call<'_>) -> Outcome {
    let (input, mut reading): (CategoryInput, _) = call.read()?;
    let code = reading.words(&input.code, "code", input::NAME);
    let name = reading.words(&input.name, "name", input::NAME);
    let name_en = reading.optional_words(input.name_en.as_ref(), "nameEn", input::NAME);
    let parent = reading.optional_id(input.parent_id.as_ref(), "category", "parentId");
    let days = [input.simple_days, input.ordinary_days, input.major_days];
    let target = saved(&mut reading, "category", input.id.as_ref(), input.expected_version)?;
    let problems = reading.problems;
    let category = CategoryToSave { target, code, name, name_en, parent, days, problems };
    done(call.store.save_category(call.acting, category).await, reading.warnings)
}
