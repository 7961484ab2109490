//! Users: `username,display_name,work_phone,role,area_code`; several lines of one username give
//! it several grants.

use std::collections::HashMap;

use super::areas::is_code;
use super::problems::Problems;
use super::table::{Record, Source, SourceError, check_columns};
use crate::policy::is_role_name;

/// The columns that must be there.
pub const REQUIRED: &[&str] = &["username", "display_name", "role", "area_code"];

/// The columns that may be there.
pub const OPTIONAL: &[&str] = &["work_phone"];

/// The most characters of a username.
const LONGEST_NAME: usize = 64;

/// A role at an area, as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WantedGrant {
    /// The role's name.
    pub role: String,
    /// The area's code; none for everywhere.
    pub area_code: Option<String>,
}

/// A user as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// The first line that it stands on.
    pub line: u64,
    /// The name to sign in with.
    pub username: String,
    /// The name that colleagues know.
    pub display_name: String,
    /// The telephone number at work.
    pub work_phone: Option<String>,
    /// The roles that it should hold; the first one's area is the user's own.
    pub grants: Vec<WantedGrant>,
}

/// What is known of areas and roles while a file is checked.
pub struct Known<'a> {
    /// The codes of all areas.
    pub has_area: &'a dyn Fn(&str) -> bool,
    /// The names of all roles.
    pub roles: &'a [String],
}

/// What is wrong with a username, if anything.
#[must_use]
pub fn wrong_with_username(name: &str) -> Option<&'static str> {
    if name.is_empty() || name.trim() != name {
        Some("a username is not empty and has no blanks at its ends")
    } else if name.chars().count() > LONGEST_NAME {
        Some("a username has 64 characters at most")
    } else if name.chars().any(char::is_control) {
        Some("a username has no control characters")
    } else {
        None
    }
}

/// A role at an area from two texts, or what is wrong with them.
///
/// # Errors
/// What is wrong, and what would be right.
pub fn grant(role: &str, area_code: &str, known: &Known<'_>) -> Result<WantedGrant, String> {
    if !is_role_name(role) || !known.roles.iter().any(|name| name == role) {
        return Err(format!("there is no role `{role}`; the roles are {}", known.roles.join(", ")));
    }
    let area_code = match area_code {
        "*" => None,
        code if is_code(code) && (known.has_area)(code) => Some(code.to_owned()),
        code => return Err(format!("there is no area `{code}`; everywhere is written *")),
    };
    Ok(WantedGrant { role: role.to_owned(), area_code })
}

/// Reads the users of a file, each once.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(
    source: &Source,
    known: &Known<'_>,
    problems: &mut Problems,
) -> Result<Vec<UserRecord>, SourceError> {
    let mut users: Vec<UserRecord> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    source.read(
        problems,
        |header, problems| check_columns(header, REQUIRED, OPTIONAL, problems),
        |record, problems| {
            let Some(user) = user(&record, known, problems) else { return };
            let Some(place) = places.get(&user.username) else {
                places.insert(user.username.clone(), users.len());
                users.push(user);
                return;
            };
            let first = &mut users[*place];
            if first.display_name != user.display_name || first.work_phone != user.work_phone {
                let (name, line) = (&user.username, first.line);
                problems.add(
                    user.line,
                    format!("`{name}` has another display name or telephone on line {line}"),
                );
            }
            for grant in user.grants {
                if first.grants.contains(&grant) {
                    problems.add(user.line, "this grant stands on an earlier line already");
                } else {
                    first.grants.push(grant);
                }
            }
        },
    )?;
    Ok(users)
}

fn user(record: &Record, known: &Known<'_>, problems: &mut Problems) -> Option<UserRecord> {
    let line = record.line;
    let before = problems.len();
    let username = record.get("username").unwrap_or_default();
    if let Some(wrong) = wrong_with_username(username) {
        problems.add(line, wrong);
    }
    let display_name = record.get("display_name").unwrap_or_default();
    if display_name.is_empty() {
        problems.add(line, "`display_name` is empty");
    }
    let role = record.get("role").unwrap_or_default();
    let area_code = record.get("area_code").unwrap_or_default();
    let grant = grant(role, area_code, known).map_err(|wrong| problems.add(line, wrong)).ok();
    let work_phone = record.get("work_phone").map(str::to_owned);
    (problems.len() == before).then(|| UserRecord {
        line,
        username: username.to_owned(),
        display_name: display_name.to_owned(),
        work_phone,
        grants: grant.into_iter().collect(),
    })
}
