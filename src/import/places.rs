//! Places: `code,name,kind,area_code,address,latitude,longitude`, of which the last three may be
//! absent; a place is known by its code.

use std::collections::HashMap;

use super::cases::degrees;
use super::problems::Problems;
use super::table::{Record, Source, SourceError, check_columns};
use super::values::{ADDRESS, NAME, must_be_short, value};
use crate::desk::place::is_code;
use crate::desk::private::masked;
use crate::schema::types::place::PLACE_KIND;

/// The columns that must be there.
pub const REQUIRED: &[&str] = &["code", "name", "kind", "area_code"];

/// The columns that may be there.
pub const OPTIONAL: &[&str] = &["address", "latitude", "longitude"];

/// A place as a file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRecord {
    /// The line that it stands on.
    pub line: u64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is, a value of `PlaceKind`.
    pub kind: String,
    /// The code of the area that it lies in.
    pub area_code: String,
    /// Where, in words; none leaves it as it is.
    pub address: Option<String>,
    /// Degrees north; none leaves it as it is.
    pub latitude: Option<f64>,
    /// Degrees east; none leaves it as it is.
    pub longitude: Option<f64>,
}

/// Reads the places of a file.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(
    source: &Source,
    has_area: &dyn Fn(&str) -> bool,
    problems: &mut Problems,
) -> Result<Vec<PlaceRecord>, SourceError> {
    let mut places = Vec::new();
    let mut seen: HashMap<String, u64> = HashMap::new();
    source.read(
        problems,
        |header, problems| check_columns(header, REQUIRED, OPTIONAL, problems),
        |record, problems| {
            let Some(place) = place(&record, has_area, problems) else { return };
            if let Some(line) = seen.insert(place.code.clone(), place.line) {
                let code = &place.code;
                problems
                    .add(place.line, format!("the place `{code}` stands on line {line} already"));
            }
            places.push(place);
        },
    )?;
    Ok(places)
}

fn place(
    record: &Record,
    has_area: &dyn Fn(&str) -> bool,
    problems: &mut Problems,
) -> Option<PlaceRecord> {
    let line = record.line;
    let before = problems.len();
    // A file may have keys that no header names.
    for name in record.names().filter(|n| !REQUIRED.contains(n) && !OPTIONAL.contains(n)) {
        problems.add(line, format!("unknown key `{name}`"));
    }
    for column in REQUIRED.iter().filter(|column| record.get(column).is_none()) {
        problems.add(line, format!("`{column}` is empty"));
    }
    let text = |column: &str| record.get(column).unwrap_or_default().to_owned();
    let (code, name, area_code) = (text("code"), text("name"), text("area_code"));
    if !code.is_empty() && !is_code(&code) {
        problems.add(
            line,
            format!("`code` is `{code}`: it is 1 to 32 letters, digits, hyphens or underscores"),
        );
    }
    let address = record.get("address").map(str::to_owned);
    must_be_short(record, &[("name", NAME), ("address", ADDRESS)], problems);
    for column in ["name", "address"] {
        if record.get(column).is_some_and(|text| masked(text).is_some()) {
            problems.add(
                line,
                format!("`{column}` holds the number of a person, which is not told of a place"),
            );
        }
    }
    let kind = match record.get("kind") {
        Some(_) => value(record, "kind", &PLACE_KIND, "", problems),
        None => String::new(),
    };
    if !area_code.is_empty() && !has_area(&area_code) {
        problems.add(line, format!("there is no area `{area_code}`"));
    }
    let latitude = degrees(record, "latitude", 90.0, problems);
    let longitude = degrees(record, "longitude", 180.0, problems);
    if record.get("latitude").is_some() != record.get("longitude").is_some() {
        problems.add(line, "`latitude` and `longitude` belong together");
    }
    (problems.len() == before).then_some(PlaceRecord {
        line,
        code,
        name,
        kind,
        area_code,
        address,
        latitude,
        longitude,
    })
}
