//! Teams: `name,kind,area_code,unit,leader,members`; a team is known by its name and area.

use std::collections::HashSet;

use super::problems::Problems;
use super::table::{Record, Source, SourceError, check_columns};
use super::values::is_so;
use crate::schema::types::team::TEAM_KIND;

/// The columns that must be there.
pub const REQUIRED: &[&str] = &["name", "kind", "area_code"];

/// The columns that may be there.
pub const OPTIONAL: &[&str] = &["unit", "leader", "members"];

/// A team as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRecord {
    /// The line that it stands on.
    pub line: u64,
    /// Its name.
    pub name: String,
    /// Its kind, a value of `TeamKind`.
    pub kind: String,
    /// The code of the area that it works in.
    pub area_code: String,
    /// Whether it is a member unit.
    pub unit: bool,
    /// Its leader's username.
    pub leader: Option<String>,
    /// Its members' usernames; none where the file has no such column.
    pub members: Option<Vec<String>>,
}

/// What is known of areas and users while a file is checked.
pub struct Known<'a> {
    /// Whether there is an area of this code.
    pub has_area: &'a dyn Fn(&str) -> bool,
    /// Whether there is a user of this name.
    pub has_user: &'a dyn Fn(&str) -> bool,
}

/// Reads the teams of a file.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(
    source: &Source,
    known: &Known<'_>,
    problems: &mut Problems,
) -> Result<Vec<TeamRecord>, SourceError> {
    let mut teams = Vec::new();
    let mut seen = HashSet::new();
    let mut has_members = false;
    source.read(
        problems,
        |header, problems| {
            has_members = header.iter().any(|name| name == "members");
            check_columns(header, REQUIRED, OPTIONAL, problems)
        },
        |record, problems| {
            let Some(team) = team(&record, known, problems) else { return };
            if !seen.insert((team.name.clone(), team.area_code.clone())) {
                problems.add(team.line, "this team stands on an earlier line already");
            }
            teams.push(team);
        },
    )?;
    for team in &mut teams {
        if has_members {
            team.members.get_or_insert_default();
        }
    }
    Ok(teams)
}

fn team(record: &Record, known: &Known<'_>, problems: &mut Problems) -> Option<TeamRecord> {
    let line = record.line;
    let before = problems.len();
    let name = record.get("name").unwrap_or_default();
    if name.is_empty() {
        problems.add(line, "`name` is empty");
    }
    let kind = record.get("kind").unwrap_or_default().to_ascii_uppercase();
    if !TEAM_KIND.values.iter().any(|(known, _)| *known == kind) {
        let kinds: Vec<&str> = TEAM_KIND.values.iter().map(|(kind, _)| *kind).collect();
        problems.add(line, format!("`kind` is `{kind}`: it is one of {}", kinds.join(", ")));
    }
    let area_code = record.get("area_code").unwrap_or_default();
    if !(known.has_area)(area_code) {
        problems.add(line, format!("there is no area `{area_code}`"));
    }
    let unit = is_so(record, "unit", problems);
    let leader = record.get("leader").map(str::to_owned);
    let members: Option<Vec<String>> = record.get("members").map(|names| {
        names
            .split([';', '；'])
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .map(str::to_owned)
            .collect()
    });
    for name in leader.iter().chain(members.iter().flatten()) {
        if !(known.has_user)(name) {
            problems.add(line, format!("there is no user `{name}`"));
        }
    }
    (problems.len() == before).then(|| TeamRecord {
        line,
        name: name.to_owned(),
        kind,
        area_code: area_code.to_owned(),
        unit,
        leader,
        members,
    })
}
