//! The schedule of checks: a TOML file with the plans, and the public holidays of the year, which an
//! administrator edits.

use std::collections::HashSet;
use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::keys::{self, Keys};
use super::problems::Problems;
use super::table::SourceError;
use crate::desk::check::kind::CheckKind;
use crate::schema::types::place::PLACE_KIND;
use crate::schema::types::team::TEAM_KIND;

/// How many days ahead checks are planned, unless the file says otherwise.
const AHEAD: u32 = 35;
/// The longest name, in characters.
const NAME: usize = 100;

/// Which checks are planned by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// How many days ahead checks are planned.
    pub ahead_days: u32,
    /// The days before which checks are made.
    pub holidays: Vec<Holiday>,
    /// What is planned.
    pub plans: Vec<Plan>,
}

/// A public holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Its first day.
    pub date: NaiveDate,
    /// What it is called.
    pub name: String,
}

/// Checks of some places, again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The line that it begins on.
    pub line: u64,
    /// What its checks are known by: under another name it is another plan.
    pub name: String,
    /// The code of the checklist that they ask.
    pub checklist: String,
    /// The code of the area whose places are checked, with all below it.
    pub area: String,
    /// What is checked, values of `PlaceKind`; all kinds where it names none.
    pub kinds: Vec<String>,
    /// The kind of team that makes them, a value of `TeamKind`: the one nearest to each place.
    pub team_kind: Option<String>,
    /// Who makes them, by the name that they sign in with.
    pub inspector: Option<String>,
    /// On which days.
    pub when: When,
}

/// On which days a plan's checks are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On the last day of each month.
    MonthEnd,
    /// So many days before each public holiday.
    BeforeHolidays(u32),
}

impl When {
    /// Why checks on these days are made.
    #[must_use]
    pub fn kind(self) -> CheckKind {
        match self {
            Self::MonthEnd => CheckKind::Monthly,
            Self::BeforeHolidays(_) => CheckKind::PreHoliday,
        }
    }
}

impl Schedule {
    /// The days of a plan that lie ahead of today, today included, each once and in their order.
    #[must_use]
    pub fn days(&self, when: When, today: NaiveDate) -> Vec<NaiveDate> {
        let Some(last) = today.checked_add_days(Days::new(self.ahead_days.into())) else {
            return Vec::new();
        };
        let mut days: Vec<NaiveDate> = match when {
            When::MonthEnd => month_ends(today, last),
            When::BeforeHolidays(days) => {
                let before =
                    |holiday: &Holiday| holiday.date.checked_sub_days(Days::new(days.into()));
                self.holidays.iter().filter_map(before).collect()
            }
        };
        days.retain(|day| (today..=last).contains(day));
        days.sort();
        days.dedup();
        days
    }
}

fn month_ends(from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let mut first = from.with_day(1);
    let mut ends = Vec::new();
    while let Some(next) = first.and_then(|first| first.checked_add_months(Months::new(1))) {
        if next > to.checked_add_months(Months::new(1)).unwrap_or(to) {
            break;
        }
        ends.extend(next.pred_opt());
        first = Some(next);
    }
    ends
}

/// Reads the schedule of a file; none where anything is wrong with it.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(path: &Path, problems: &mut Problems) -> Result<Option<Schedule>, SourceError> {
    Ok(keys::text(path, "a schedule", problems)?.and_then(|text| parse(&text, problems)))
}

/// The schedule of a text; none where anything is wrong with it, all of which is told.
pub fn parse(text: &str, problems: &mut Problems) -> Option<Schedule> {
    let before = problems.len();
    let document = keys::document(text, problems)?;
    let mut table = Keys::of_document(&document, text);
    let ahead_days = table.optional_number("ahead_days", 366, problems).unwrap_or(AHEAD);
    let mut holidays = Vec::new();
    for mut of in table.tables("holidays", problems) {
        let date = of.day("date", problems);
        let name = of.words("name", NAME, problems);
        of.must_be_used_up(problems);
        holidays.extend(date.map(|date| Holiday { date, name }));
    }
    let mut plans: Vec<Plan> = Vec::new();
    let mut names = HashSet::new();
    for of in table.tables("plans", problems) {
        let line = of.line();
        let Some(plan) = plan(of, problems) else { continue };
        if !names.insert(plan.name.clone()) {
            problems.add(line, format!("there is a plan `{}` already", plan.name));
        }
        plans.push(plan);
    }
    let waits = plans.iter().find(|plan| matches!(plan.when, When::BeforeHolidays(_)));
    if let Some(plan) = waits.filter(|_| holidays.is_empty()) {
        problems.add(plan.line, "there is no holiday: each begins with `[[holidays]]`");
    }
    table.must_be_used_up(problems);
    (problems.len() == before).then_some(Schedule { ahead_days, holidays, plans })
}

fn plan(mut of: Keys<'_>, problems: &mut Problems) -> Option<Plan> {
    let (line, before) = (of.line(), problems.len());
    let name = of.words("name", NAME, problems);
    let checklist = of.code("checklist", problems);
    let area = of.code("area", problems);
    let kinds = of.texts("kinds", problems).unwrap_or_default();
    let is_kind = |kind: &str| PLACE_KIND.values.iter().any(|(known, _)| *known == kind);
    for kind in kinds.iter().filter(|kind| !is_kind(kind)) {
        let known: Vec<&str> = PLACE_KIND.values.iter().map(|(kind, _)| *kind).collect();
        problems.add(line, format!("`kinds` has `{kind}`: each is one of {}", known.join(", ")));
    }
    let team_kind = of.optional_words("team_kind", NAME, problems);
    let is_kind = |kind: &String| TEAM_KIND.values.iter().any(|(known, _)| known == kind);
    if let Some(kind) = team_kind.as_ref().filter(|kind| !is_kind(kind)) {
        let known: Vec<&str> = TEAM_KIND.values.iter().map(|(kind, _)| *kind).collect();
        problems.add(line, format!("`team_kind` is `{kind}`: it is one of {}", known.join(", ")));
    }
    let inspector = of.optional_words("inspector", NAME, problems);
    let at_month_end = of.flag("month_end", problems);
    let before_holidays = of.optional_number("days_before_holidays", 60, problems);
    let when = match (at_month_end, before_holidays) {
        (true, None) => Some(When::MonthEnd),
        (false, Some(days)) => Some(When::BeforeHolidays(days)),
        _ => {
            problems.add(
                line,
                "a plan has `month_end = true` or `days_before_holidays = 3`, and not both",
            );
            None
        }
    };
    of.must_be_used_up(problems);
    let when = when.filter(|_| problems.len() == before)?;
    Some(Plan { line, name, checklist, area, kinds, team_kind, inspector, when })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[[holidays]]
date = 2027-01-01
name = "元旦"

[[holidays]]
date = 2027-02-06
name = "春节"

[[plans]]
name = "每月消防检查"
checklist = "FIRE"
area = "351"
kinds = ["SHOP", "RESTAURANT"]
team_kind = "FIRE_SAFETY"
month_end = true

[[plans]]
name = "节前校园检查"
checklist = "SCHOOL"
area = "351"
kinds = ["SCHOOL"]
inspector = "cora"
days_before_holidays = 3
"#;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_month_ends_and_so_many_days_before_holidays() {
        let mut problems = Problems::default();
        let schedule = parse(GOOD, &mut problems).unwrap_or_else(|| panic!("{problems}"));
        let of = |plan: usize, today: &str| schedule.days(schedule.plans[plan].when, day(today));
        assert_eq!(of(0, "2026-12-01"), [day("2026-12-31")]);
        assert_eq!(of(0, "2026-12-31"), [day("2026-12-31"), day("2027-01-31")]);
        assert_eq!(of(0, "2028-01-31"), [day("2028-01-31"), day("2028-02-29")]);
        assert_eq!(of(1, "2026-12-29"), [day("2026-12-29")]);
        assert_eq!(of(1, "2026-12-30"), [day("2027-02-03")]);
        assert_eq!(of(1, "2027-02-04"), Vec::<NaiveDate>::new());
    }

    #[test]
    fn the_example_is_sound() {
        let mut problems = Problems::default();
        let text = include_str!("../../examples/schedule/checks.toml");
        let schedule = parse(text, &mut problems).unwrap_or_else(|| panic!("{problems}"));
        assert_eq!((schedule.holidays.len(), schedule.plans.len()), (7, 3));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_each_with_its_line() {
        let text = "ahead_days = 0\n[[holidays]]\ndate = \"2027-01-01\"\nname = \"元旦\"\n\n[[plans]]\n\
                    name = \"甲\"\nchecklist = \"FIRE\"\narea = \"351\"\nkinds = [\"CHURCH\"]\n\
                    month_end = true\ndays_before_holidays = 3\n";
        let mut problems = Problems::default();
        assert_eq!(parse(text, &mut problems), None);
        let told = problems.to_string();
        let lines: Vec<&str> = told.lines().collect();
        for (line, part) in [
            (1, "`ahead_days` is a whole number"),
            (3, "`date` is a day"),
            (6, "`kinds` has `CHURCH`"),
            (6, "and not both"),
        ] {
            let begins = format!("line {line}: ");
            assert!(
                lines.iter().any(|told| told.starts_with(&begins) && told.contains(part)),
                "{line} {part}: {lines:#?}"
            );
        }
    }
}
