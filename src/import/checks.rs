//! Checks that were made or planned elsewhere: `number,place_code,checklist,planned_for` and, where
//! there are such columns, `kind,status,signed_at,failed,team,inspector,cancel_reason`. A check is known
//! by its number.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::areas::Lineage;
use super::problems::Problems;
use super::table::{Record, Source, SourceError, check_columns};
use super::values::{NOTE, NUMBER, Times, must_be_short, value};
use crate::read::input::in_range;
use crate::schema::types::check::{CHECK_KIND, CHECK_STATUS};

/// The columns that must be there.
pub const REQUIRED: &[&str] = &["number", "place_code", "checklist", "planned_for"];

/// The columns that may be there.
pub const OPTIONAL: &[&str] =
    &["kind", "status", "signed_at", "failed", "team", "inspector", "cancel_reason"];

/// A check as a file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRecord {
    /// The line that it stands on.
    pub line: u64,
    /// Its number.
    pub number: String,
    /// What is checked.
    pub place: Uuid,
    /// What it asks.
    pub checklist: Uuid,
    /// The civil day that it is planned for.
    pub planned_for: NaiveDate,
    /// Why it is made, a value of `CheckKind`.
    pub kind: String,
    /// A value of `CheckStatus`.
    pub status: String,
    /// When it was signed; present exactly where it is.
    pub signed_at: Option<DateTime<Utc>>,
    /// The codes of the questions that were failed; all others were passed where it is signed.
    pub failed: Vec<String>,
    /// The team that makes it.
    pub team: Option<Uuid>,
    /// Who makes it.
    pub inspector: Option<Uuid>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
}

/// A place as checks name it.
#[derive(Debug, Clone, Copy)]
pub struct KnownPlace {
    /// Its id.
    pub id: Uuid,
    /// The areas above it.
    pub lineage: Lineage,
}

/// What is known of the rest while a file is checked.
#[derive(Debug, Default)]
pub struct Known {
    /// Places by their codes.
    pub places: HashMap<String, KnownPlace>,
    /// Current checklists by their codes, with the codes of their questions.
    pub checklists: HashMap<String, (Uuid, Vec<String>)>,
    /// Teams by their names and the areas that they work in.
    pub teams: HashMap<(String, Uuid), Uuid>,
    /// Users by their names.
    pub users: HashMap<String, Uuid>,
}

/// Reads the checks of a file.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(
    source: &Source,
    known: &Known,
    zone: Tz,
    problems: &mut Problems,
) -> Result<Vec<CheckRecord>, SourceError> {
    let mut checks = Vec::new();
    let mut numbers = HashSet::new();
    source.read(
        problems,
        |header, problems| check_columns(header, REQUIRED, OPTIONAL, problems),
        |record, problems| {
            let Some(check) = check(&record, known, zone, problems) else { return };
            if !numbers.insert(check.number.clone()) {
                let number = &check.number;
                problems.add(
                    check.line,
                    format!("the number `{number}` stands on an earlier line already"),
                );
            }
            checks.push(check);
        },
    )?;
    Ok(checks)
}

fn check(record: &Record, known: &Known, zone: Tz, problems: &mut Problems) -> Option<CheckRecord> {
    let line = record.line;
    let before = problems.len();
    // A file may have keys that no header names.
    for name in record.names().filter(|n| !REQUIRED.contains(n) && !OPTIONAL.contains(n)) {
        problems.add(line, format!("unknown key `{name}`"));
    }
    for column in REQUIRED.iter().filter(|column| record.get(column).is_none()) {
        problems.add(line, format!("`{column}` is empty"));
    }
    let number = record.get("number").unwrap_or_default();
    must_be_short(record, &[("number", NUMBER), ("cancel_reason", NOTE)], problems);
    let place = record.get("place_code").and_then(|code| {
        let place = known.places.get(code);
        if place.is_none() {
            problems.add(line, format!("there is no place `{code}`: import places first"));
        }
        place
    });
    let checklist = record.get("checklist").and_then(|code| {
        let checklist = known.checklists.get(code);
        if checklist.is_none() {
            problems.add(line, format!("there is no checklist `{code}`: import checklists first"));
        }
        checklist
    });
    let planned_for = record.get("planned_for").and_then(|text| day(line, text, problems));
    let kind = value(record, "kind", &CHECK_KIND, "SPECIAL", problems);
    let signed_at = Times { zone, formats: &[] }.moment(record, "signed_at", problems);
    let without = if record.get("signed_at").is_some() { "SIGNED" } else { "PLANNED" };
    let status = value(record, "status", &CHECK_STATUS, without, problems);
    match (status == "SIGNED", record.get("signed_at").is_some()) {
        (true, false) => problems.add(line, "`status` is SIGNED, but `signed_at` is empty"),
        (false, true) => {
            problems.add(line, format!("`status` is {status}, but there is a `signed_at`"));
        }
        _ => {}
    }
    if signed_at.is_some_and(|at| at > Utc::now()) {
        problems.add(line, "`signed_at` is yet to come");
    }
    let failed = failed(record, checklist, &status, problems);
    let cancel_reason = record.get("cancel_reason").map(str::to_owned);
    if (status == "CANCELLED") != cancel_reason.is_some() {
        problems
            .add(line, "`cancel_reason` says why a check is CANCELLED, and stands nowhere else");
    }
    let team = record.get("team").zip(place).and_then(|(name, place)| {
        let above = place.lineage.iter().rev().flatten();
        let team =
            above.filter_map(|area| known.teams.get(&(name.to_owned(), *area)).copied()).next();
        if team.is_none() {
            problems
                .add(line, format!("there is no team `{name}` at the place's area or above it"));
        }
        team
    });
    let inspector = record.get("inspector").and_then(|name| {
        let user = known.users.get(name).copied();
        if user.is_none() {
            problems.add(line, format!("there is no user `{name}`"));
        }
        user
    });
    if problems.len() > before {
        return None;
    }
    Some(CheckRecord {
        line,
        number: number.to_owned(),
        place: place?.id,
        checklist: checklist?.0,
        planned_for: planned_for?,
        kind,
        status,
        signed_at,
        failed,
        team,
        inspector,
        cancel_reason,
    })
}

fn day(line: u64, text: &str, problems: &mut Problems) -> Option<NaiveDate> {
    // A workbook's days are moments at midnight.
    let day = text.get(..10).filter(|_| text.len() == 10 || text[10..].contains("00:00"));
    let day = day.and_then(|day| day.parse().ok()).filter(|day| in_range(*day));
    if day.is_none() {
        problems
            .add(line, format!("`planned_for` is `{text}`: a day as in 2026-03-01 belongs here"));
    }
    day
}

/// The questions that a signed check failed, of those that its checklist asks.
fn failed(
    record: &Record,
    checklist: Option<&(Uuid, Vec<String>)>,
    status: &str,
    problems: &mut Problems,
) -> Vec<String> {
    let Some(text) = record.get("failed") else { return Vec::new() };
    let line = record.line;
    if status != "SIGNED" {
        problems.add(line, "`failed` names what a SIGNED check failed, and this one is not signed");
    }
    let codes = text.split([';', '；']).map(str::trim).filter(|code| !code.is_empty());
    let codes: Vec<String> = codes.map(str::to_owned).collect();
    if let Some((_, asked)) = checklist {
        for code in codes.iter().filter(|code| !asked.contains(code)) {
            problems
                .add(line, format!("the checklist asks no `{code}`; it asks {}", asked.join(", ")));
        }
    }
    codes
}
