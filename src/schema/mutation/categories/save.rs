//! saveCategory.

use crate::desk::deadline::Limits;
use crate::schema::mutation::input::{self, Reading, input};
use crate::schema::mutation::saved::saved;
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::categories::CategoryToSave;

/// The most days that a case may take.
const MOST_DAYS: u32 = 366;

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
        /// Days that a SIMPLE case may take, 0 to 366; 0 is the same day.
        simple_days: i32 = "simpleDays" "Int!",
        /// Days that an ORDINARY case may take, no fewer than a SIMPLE one.
        ordinary_days: i32 = "ordinaryDays" "Int!",
        /// Days that a MAJOR case may take, no fewer than an ORDINARY one.
        major_days: i32 = "majorDays" "Int!",
    }
}

pub(super) async fn save_category(call: Call<'_>) -> Outcome {
    let (input, mut reading): (CategoryInput, _) = call.read()?;
    let code = reading.words(&input.code, "code", input::NAME);
    let name = reading.words(&input.name, "name", input::NAME);
    let name_en = reading.optional_words(input.name_en.as_ref(), "nameEn", input::NAME);
    let parent = reading.optional_id(input.parent_id.as_ref(), "category", "parentId");
    let limits = limits(&input, &mut reading);
    let target = saved(&mut reading, "category", input.id.as_ref(), input.expected_version)?;
    let problems = reading.problems;
    let category = CategoryToSave { target, code, name, name_en, parent, limits, problems };
    done(call.store.save_category(call.acting, category).await, reading.warnings)
}

/// How long cases may take, with what is wrong with it.
fn limits(input: &CategoryInput, reading: &mut Reading) -> Limits {
    let mut least = 0;
    let mut days = |field: &str, days: i32| {
        let sound = u32::try_from(days).ok().filter(|days| (least..=MOST_DAYS).contains(days));
        if sound.is_none() {
            reading.wrong(
                field,
                format!("a number of days from {least} to {MOST_DAYS} belongs here"),
                format!("此处应为 {least} 至 {MOST_DAYS} 之间的天数"),
            );
        }
        least = sound.unwrap_or(least);
        least
    };
    Limits {
        simple_days: days("simpleDays", input.simple_days),
        ordinary_days: days("ordinaryDays", input.ordinary_days),
        major_days: days("majorDays", input.major_days),
    }
}
