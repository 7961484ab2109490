//! Hazards: `number,place_code,description,found_at,due_at,…`, of which major, status, who puts it
//! right, and when it was put right and verified may be absent.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::problems::Problems;
use super::table::{Format, Record, Source, SourceError, check_columns};
use super::values::{LONG, NAME, NUMBER, Times, is_so, must_be_short, value};
use crate::schema::types::hazard::HAZARD_STATUS;

/// The columns that must be there.
pub const REQUIRED: &[&str] = &["number", "place_code", "description", "found_at", "due_at"];

/// The columns that may be there.
pub const OPTIONAL: &[&str] =
    &["major", "status", "responsible", "responsible_unit", "rectified_at", "verified_at"];

/// A hazard as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardRecord {
    /// The line that it stands on.
    pub line: u64,
    /// Its number.
    pub number: String,
    /// Where it is.
    pub place: Uuid,
    /// What is unsafe.
    pub description: String,
    /// Whether it is a major hazard.
    pub major: bool,
    /// A value of `HazardStatus`.
    pub status: String,
    /// Who puts it right, where that is somebody who works here.
    pub responsible: Option<Uuid>,
    /// The same in words.
    pub responsible_unit: Option<String>,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// By when it is to be put right.
    pub due_at: DateTime<Utc>,
    /// When it was put right; present exactly where its status says so.
    pub rectified_at: Option<DateTime<Utc>>,
    /// When somebody looked again; present exactly where its status says so.
    pub verified_at: Option<DateTime<Utc>>,
}

/// What is known of places and users while a file is checked.
#[derive(Debug, Default)]
pub struct Known {
    /// Places by their codes.
    pub places: HashMap<String, Uuid>,
    /// Active users by their usernames.
    pub users: HashMap<String, Uuid>,
}

/// Reads and checks the hazards of a file. A number that comes twice is a problem, and so is what is
/// later than now.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(
    source: &Source,
    known: &Known,
    (now, zone): (DateTime<Utc>, Tz),
    problems: &mut Problems,
) -> Result<Vec<HazardRecord>, SourceError> {
    let checker = Checker { known, now, times: Times { zone, formats: &[] } };
    let mut hazards = Vec::new();
    let mut numbers = HashSet::new();
    let strict = source.format() == Format::NdJson;
    source.read(
        problems,
        |header, problems| check_columns(header, REQUIRED, OPTIONAL, problems),
        |record, problems| {
            let is_unknown = |name: &&str| !REQUIRED.contains(name) && !OPTIONAL.contains(name);
            for name in record.names().filter(is_unknown).filter(|_| strict) {
                problems.add(record.line, format!("unknown key `{name}`"));
            }
            let Some(hazard) = checker.hazard(&record, problems) else { return };
            if numbers.insert(hazard.number.clone()) {
                hazards.push(hazard);
            } else {
                let number = &hazard.number;
                let message = format!("the number `{number}` stands on an earlier line already");
                problems.add(hazard.line, message);
            }
        },
    )?;
    Ok(hazards)
}

struct Checker<'a> {
    known: &'a Known,
    now: DateTime<Utc>,
    times: Times<'a>,
}

impl Checker<'_> {
    fn hazard(&self, record: &Record, problems: &mut Problems) -> Option<HazardRecord> {
        let line = record.line;
        let before = problems.len();
        let text = |column: &str| record.get(column).map(str::to_owned);
        for column in REQUIRED.iter().filter(|column| record.get(column).is_none()) {
            problems.add(line, format!("`{column}` is empty"));
        }
        let limits = [("number", NUMBER), ("description", LONG), ("responsible_unit", NAME)];
        must_be_short(record, &limits, problems);
        let found_at = self.past(record, "found_at", problems);
        let due_at = self.times.moment(record, "due_at", problems);
        let rectified_at = self.past(record, "rectified_at", problems);
        let verified_at = self.past(record, "verified_at", problems);
        let steps = [
            ("found_at", found_at, "due_at", due_at),
            ("found_at", found_at, "rectified_at", rectified_at),
            ("rectified_at", rectified_at, "verified_at", verified_at),
        ];
        for (first, from, then, to) in steps {
            if from.zip(to).is_some_and(|(from, to)| to < from) {
                problems.add(line, format!("`{then}` is before `{first}`"));
            }
        }
        let status = self.status(record, problems);
        let place = record.get("place_code").and_then(|code| {
            let place = self.known.places.get(code).copied();
            if place.is_none() {
                problems.add(line, format!("there is no place `{code}`: import places first"));
            }
            place
        });
        let responsible = record.get("responsible").and_then(|name| {
            let user = self.known.users.get(name).copied();
            if user.is_none() {
                let message =
                    format!("there is no active user `{name}`: others stand in `responsible_unit`");
                problems.add(line, message);
            }
            user
        });
        if record.get("responsible").is_some() == record.get("responsible_unit").is_some() {
            let message = "one puts it right: either `responsible`, a username, or \
                           `responsible_unit` belongs here";
            problems.add(line, message);
        }
        let major = is_so(record, "major", problems);
        if problems.len() > before {
            return None;
        }
        Some(HazardRecord {
            line,
            number: text("number")?,
            place: place?,
            description: text("description")?,
            major,
            status,
            responsible,
            responsible_unit: text("responsible_unit"),
            found_at: found_at?,
            due_at: due_at?,
            rectified_at,
            verified_at,
        })
    }

    fn past(
        &self,
        record: &Record,
        column: &str,
        problems: &mut Problems,
    ) -> Option<DateTime<Utc>> {
        let at = self.times.moment(record, column, problems)?;
        if at > self.now {
            problems.add(record.line, format!("`{column}` is yet to come"));
        }
        Some(at)
    }

    /// Its status, which agrees with the moments that are there.
    fn status(&self, record: &Record, problems: &mut Problems) -> String {
        let has = |column: &str| record.get(column).is_some();
        let without = match (has("rectified_at"), has("verified_at")) {
            (_, true) => "VERIFIED",
            (true, false) => "RECTIFIED",
            (false, false) => "FOUND",
        };
        let status = value(record, "status", &HAZARD_STATUS, without, problems);
        let (is_right, is_verified) = match status.as_str() {
            "RECTIFIED" => (true, false),
            "VERIFIED" => (true, true),
            "FOUND" | "RECTIFYING" => (false, false),
            _ => return status,
        };
        for (column, belongs) in [("rectified_at", is_right), ("verified_at", is_verified)] {
            match (belongs, has(column)) {
                (true, false) => problems
                    .add(record.line, format!("`status` is {status}, but `{column}` is empty")),
                (false, true) => problems
                    .add(record.line, format!("`status` is {status}, but there is a `{column}`")),
                _ => {}
            }
        }
        status
    }
}
