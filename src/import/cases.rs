//! Cases: `number,title,description,category,source,severity,status,area_code,received_at,…`,
//! of which all but number, title, area_code and received_at may be absent.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::areas::Lineage;
use super::map::Map;
use super::problems::Problems;
use super::table::{Format, Record, Source, SourceError, check_columns};
use super::values::{Times, value};
use crate::schema::types::case_words::{CASE_SEVERITY, CASE_SOURCE, CASE_STATUS};

/// The columns that must be there.
pub const REQUIRED: &[&str] = &["number", "title", "area_code", "received_at"];

/// The columns that may be there.
pub const OPTIONAL: &[&str] = &[
    "description",
    "category",
    "source",
    "severity",
    "status",
    "closed_at",
    "address",
    "latitude",
    "longitude",
    "reporter_name",
    "reporter_phone",
    "team",
];

/// A case as a file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRecord {
    /// The line that it stands on.
    pub line: u64,
    /// Its number.
    pub number: String,
    /// The matter in a line.
    pub title: String,
    /// The matter in full.
    pub description: String,
    /// The name of its category.
    pub category: Option<String>,
    /// How it came in, a value of `CaseSource`.
    pub source: String,
    /// A value of `CaseSeverity`.
    pub severity: String,
    /// A value of `CaseStatus`.
    pub status: String,
    /// Where the matter is.
    pub area: Place,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When it was closed; present exactly where its status is not an open one.
    pub closed_at: Option<DateTime<Utc>>,
    /// Where, in words.
    pub address: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Who brought it.
    pub reporter: Option<Reporter>,
    /// The team that has it.
    pub team: Option<Uuid>,
}

/// Who brought a case. Sealed before it is kept, and never told otherwise.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reporter {
    /// The name.
    pub name: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reporter")
    }
}

/// An area that a case can lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: Uuid,
    /// Its ancestors, itself included.
    pub lineage: Lineage,
}

/// What is known of areas and teams while a file is checked.
#[derive(Debug, Default)]
pub struct Known {
    /// Areas by their codes.
    pub areas: HashMap<String, Place>,
    /// Teams by their names and the areas that they work in.
    pub teams: HashMap<(String, Uuid), Uuid>,
}

/// Reads and checks the cases of a file, and hands on each good one. A number that comes twice is
/// a problem.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(
    source: &Source,
    map: Option<&Map>,
    known: &Known,
    zone: Tz,
    problems: &mut Problems,
    mut each: impl FnMut(CaseRecord),
) -> Result<(), SourceError> {
    let times = Times {
        zone: map.and_then(|map| map.time.zone).unwrap_or(zone),
        formats: map.map(|map| map.time.formats.as_slice()).unwrap_or_default(),
    };
    let checker = Checker { known, times };
    let mut numbers = HashSet::new();
    let strict = map.is_none() && source.format() == Format::NdJson;
    source.read(
        problems,
        |header, problems| match map {
            None => check_columns(header, REQUIRED, OPTIONAL, problems),
            Some(map) => map.check_header(header, problems),
        },
        |record, problems| {
            if strict {
                for name in
                    record.names().filter(|n| !REQUIRED.contains(n) && !OPTIONAL.contains(n))
                {
                    problems.add(record.line, format!("unknown key `{name}`"));
                }
            }
            let record = map.map_or_else(|| record.clone(), |map| map.apply(&record));
            let Some(case) = checker.case(&record, problems) else { return };
            if numbers.insert(case.number.clone()) {
                each(case);
            } else {
                let number = &case.number;
                problems.add(
                    case.line,
                    format!("the number `{number}` stands on an earlier line already"),
                );
            }
        },
    )
}

struct Checker<'a> {
    known: &'a Known,
    times: Times<'a>,
}

impl Checker<'_> {
    fn case(&self, record: &Record, problems: &mut Problems) -> Option<CaseRecord> {
        let line = record.line;
        let before = problems.len();
        let text = |column: &str| record.get(column).map(str::to_owned);
        for column in REQUIRED.iter().filter(|column| record.get(column).is_none()) {
            problems.add(line, format!("`{column}` is empty"));
        }
        let source = value(record, "source", &CASE_SOURCE, "IMPORT", problems);
        let severity = value(record, "severity", &CASE_SEVERITY, "ORDINARY", problems);
        let received_at = self.times.moment(record, "received_at", problems);
        let closed_at = self.times.moment(record, "closed_at", problems);
        let without = if closed_at.is_some() { "ARCHIVED" } else { "RECEIVED" };
        let status = value(record, "status", &CASE_STATUS, without, problems);
        let open = ["RECEIVED", "TRIAGED", "ASSIGNED", "IN_PROGRESS"].contains(&status.as_str());
        match (open, closed_at) {
            (true, Some(_)) => problems.add(
                line,
                format!("`status` is {status}, which is open, but there is a `closed_at`"),
            ),
            (false, None) if record.get("closed_at").is_none() => {
                problems.add(
                    line,
                    format!("`status` is {status}, which is closed, but `closed_at` is empty"),
                );
            }
            _ => {}
        }
        if let (Some(received), Some(closed)) = (received_at, closed_at)
            && closed < received
        {
            problems.add(line, "`closed_at` is before `received_at`");
        }
        let area = record.get("area_code").and_then(|code| {
            let area = self.known.areas.get(code).copied();
            if area.is_none() {
                problems.add(line, format!("there is no area `{code}`"));
            }
            area
        });
        let latitude = degrees(record, "latitude", 90.0, problems);
        let longitude = degrees(record, "longitude", 180.0, problems);
        if latitude.is_some() != longitude.is_some() {
            problems.add(line, "`latitude` and `longitude` belong together");
        }
        let team = record.get("team").zip(area).and_then(|(name, area)| {
            let team = self.team(name, &area);
            if team.is_none() {
                problems
                    .add(line, format!("there is no team `{name}` at the case's area or above it"));
            }
            team
        });
        let (name, phone) = (text("reporter_name"), text("reporter_phone"));
        let reporter = (name.is_some() || phone.is_some()).then_some(Reporter { name, phone });
        if problems.len() > before {
            return None;
        }
        Some(CaseRecord {
            line,
            number: text("number")?,
            title: text("title")?,
            description: text("description").unwrap_or_default(),
            category: text("category"),
            source,
            severity,
            status,
            area: area?,
            received_at: received_at?,
            closed_at,
            address: text("address"),
            latitude,
            longitude,
            reporter,
            team,
        })
    }

    /// The team of this name that is nearest above the case.
    fn team(&self, name: &str, area: &Place) -> Option<Uuid> {
        area.lineage
            .iter()
            .rev()
            .flatten()
            .find_map(|area| self.known.teams.get(&(name.to_owned(), *area)).copied())
    }
}

pub(super) fn degrees(
    record: &Record,
    column: &str,
    most: f64,
    problems: &mut Problems,
) -> Option<f64> {
    let text = record.get(column)?;
    let degrees = text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
    if degrees.is_none() {
        problems.add(
            record.line,
            format!("`{column}` is `{text}`: degrees from -{most} to {most} belong here"),
        );
    }
    degrees
}
