//! savePlace.

use crate::desk::place::is_code;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::location::{LocationInput, location};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::places::SavedPlace;

input! {
    /// A place as it is to be, whole: what is left out it has no longer.
    PlaceInput {
        /// The place; null makes a new one.
        id: Option<String> = "id" "ID",
        /// The version that was seen, of a place that is there.
        expected_version: Option<i32> = "expectedVersion" "Int",
        /// Its code: 1 to 32 letters, digits, hyphens or underscores, unique in the installation.
        code: String = "code" "String!",
        /// Its name, of at most 100 characters.
        name: String = "name" "String!",
        /// What it is.
        kind: String = "kind" "PlaceKind!",
        /// The area that it lies in.
        area_id: String = "areaId" "ID!",
        /// Where exactly it is.
        location: Option<LocationInput> = "location" "LocationInput",
    }
}

pub(super) async fn save_place(call: Call<'_>) -> Outcome {
    let (input, mut reading): (PlaceInput, _) = call.read()?;
    let code = input.code.trim();
    if !is_code(code) {
        reading.wrong(
            "code",
            "a code is 1 to 32 letters, digits, hyphens or underscores",
            "编码为 1 至 32 个字母、数字、连字符或下划线",
        );
    }
    let name = reading.words(&input.name, "name", input::NAME);
    let area = reading.id(&input.area_id, "area", "areaId");
    let location = input.location.as_ref().map(|given| location(given, "location", &mut reading));
    reading.holds_no_number();
    match (&input.id, input.expected_version) {
        (Some(_), None) => reading.wrong(
            "expectedVersion",
            "give the version of the place that you saw",
            "请给出您看到的场所版本",
        ),
        (None, Some(_)) => reading.wrong(
            "expectedVersion",
            "a new place has no version yet: give its id, or no version",
            "新场所尚无版本：请给出场所 id，或不填版本",
        ),
        _ => {}
    }
    let mut saved = SavedPlace {
        place: None,
        expected_version: input.expected_version,
        code: code.to_owned(),
        name,
        kind: input.kind.clone(),
        area,
        location: location.unwrap_or_default(),
        problems: Default::default(),
    };
    let warnings = match &input.id {
        None => {
            saved.problems = reading.problems;
            reading.warnings
        }
        Some(id) => {
            let (target, warnings) = reading.target("place", id, "id", input.expected_version)?;
            (saved.place, saved.problems) = (Some(target.record), target.problems);
            warnings
        }
    };
    done(call.store.save_place(call.acting, saved).await, warnings)
}
