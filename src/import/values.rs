//! Values that records of several kinds have: words of an enum, moments, whether something is so, and
//! how long a text may be.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeZone, Utc};
use chrono_tz::Tz;

use super::problems::Problems;
use super::table::Record;
pub(super) use crate::desk::lengths::{ADDRESS, LONG, NAME, NOTE};
use crate::read::input::{EnumType, as_kept, in_range};

/// The longest number, in characters.
pub(super) const NUMBER: usize = 100;

/// How moments are written in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times<'a> {
    /// The zone of those that say none.
    pub(super) zone: Tz,
    /// What is tried before our own ways of writing.
    pub(super) formats: &'a [String],
}

impl Times<'_> {
    /// The moment of a column, if it has one.
    pub(super) fn moment(
        &self,
        record: &Record,
        column: &str,
        problems: &mut Problems,
    ) -> Option<DateTime<Utc>> {
        let text = record.get(column)?;
        let parsed = self.parse(text).and_then(|at| {
            // The API tells it again, in four digits.
            let told = in_range(at.date_naive());
            told.then_some(at)
                .ok_or_else(|| "a time of the years 1 to 9998 belongs here".to_owned())
        });
        match parsed {
            Ok(at) => Some(as_kept(at).trunc_subsecs(0)),
            Err(wrong) => {
                problems.add(record.line, format!("`{column}` is `{text}`: {wrong}"));
                None
            }
        }
    }

    fn parse(&self, text: &str) -> Result<DateTime<Utc>, String> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(at.with_timezone(&Utc));
        }
        let own = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
        let formats = self.formats.iter().map(String::as_str).chain(own);
        let local = formats
            .into_iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
            .or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN)))
            .ok_or_else(|| {
                let mut known = vec!["2026-03-01T08:30:00+08:00", "2026-03-01 08:30:00"];
                known.extend(self.formats.iter().map(String::as_str));
                format!("no time that there is, written as one of {}", known.join(", "))
            })?;
        self.zone
            .from_local_datetime(&local)
            .earliest()
            .map(|at| at.with_timezone(&Utc))
            .ok_or_else(|| format!("a time that the clocks of {} skipped", self.zone))
    }
}

/// Each of these columns has so many characters at most.
pub(super) fn must_be_short(record: &Record, limits: &[(&str, usize)], problems: &mut Problems) {
    for (column, most) in limits {
        let length = record.get(column).map_or(0, |text| text.chars().count());
        if length > *most {
            problems.add(
                record.line,
                format!("`{column}` has {length} characters: at most {most} belong here"),
            );
        }
    }
}

/// The value of an enum that a column has; the default where it has none.
pub(super) fn value(
    record: &Record,
    column: &str,
    of: &EnumType,
    default: &str,
    problems: &mut Problems,
) -> String {
    let Some(text) = record.get(column) else { return default.to_owned() };
    let upper = text.to_ascii_uppercase();
    if !of.values.iter().any(|(known, _)| *known == upper) {
        let known: Vec<&str> = of.values.iter().map(|(known, _)| *known).collect();
        problems
            .add(record.line, format!("`{column}` is `{text}`: it is one of {}", known.join(", ")));
    }
    upper
}

/// Whether what a column is called is so; it is not where nothing stands.
pub(super) fn is_so(record: &Record, column: &str, problems: &mut Problems) -> bool {
    match record.get(column).unwrap_or("false").to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" | "是" => true,
        "false" | "no" | "0" | "否" => false,
        other => {
            problems.add(record.line, format!("`{column}` is `{other}`: it is true or false"));
            false
        }
    }
}
