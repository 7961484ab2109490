//! Ledgers (台账): records as a director reads them, in a file for a spreadsheet.
//!
//! A ledger is asked for page by page through the same schema as everything that is read, as the one
//! who takes it, so that it shows what that one is shown in lists and nothing else. Nothing here
//! knows the database: a kind of record has a file with its question and its columns ([`Kind`]),
//! and [`file`] writes what is answered.

mod audit;
pub mod file;
mod hazards;

pub use audit::AUDIT;
pub use hazards::HAZARDS;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::error::Language;
use crate::policy::Object;

/// A kind of ledger: what it asks for, and how a record is written.
#[derive(Debug)]
pub struct Kind {
    /// The kind of its records.
    pub object: Object,
    /// Its records, as the command line calls them.
    pub plural: &'static str,
    /// The root field that the query answers with.
    pub root: &'static str,
    /// A page of it; `$first`, `$after` and, where it is filtered, `$filter`.
    pub query: &'static str,
    title: fn(Style) -> &'static str,
    /// What its columns are called, in English and in Chinese.
    headings: &'static [(&'static str, &'static str)],
    cells: fn(&Value, Style) -> Vec<String>,
}

impl Kind {
    /// What it is called.
    #[must_use]
    pub fn title(&self, style: Style) -> &'static str {
        (self.title)(style)
    }

    /// What its columns are called.
    #[must_use]
    pub fn headings(&self, style: Style) -> Vec<String> {
        self.headings.iter().map(|(en, zh)| style.pick(en, zh).to_owned()).collect()
    }

    /// A record of a page, under the headings.
    #[must_use]
    pub fn cells(&self, record: &Value, style: Style) -> Vec<String> {
        (self.cells)(record, style)
    }
}

/// How a ledger is written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language of its headings and words.
    pub language: Language,
    /// The zone of its times.
    pub zone: Tz,
}

impl Style {
    fn pick(self, en: &'static str, zh: &'static str) -> &'static str {
        match self.language {
            Language::English => en,
            Language::Chinese => zh,
        }
    }

    /// A text of a record, by the names that lead to it; empty where there is none.
    fn text(row: &Value, path: &[&str]) -> String {
        let found = path.iter().fold(row, |value, name| &value[*name]);
        found.as_str().unwrap_or_default().to_owned()
    }

    /// A moment to the minute, as the clocks of the zone show it; empty where there is none.
    fn moment(self, row: &Value, name: &str) -> String {
        let at = row[name].as_str().and_then(|at| at.parse::<DateTime<Utc>>().ok());
        let told = |at: DateTime<Utc>| at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M");
        at.map_or_else(String::new, |at| told(at).to_string())
    }

    fn yes_or_no(self, row: &Value, name: &str) -> String {
        match row[name].as_bool() {
            Some(true) => self.pick("yes", "是"),
            Some(false) => self.pick("no", "否"),
            None => "",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::types::place::PLACE_KIND;

    #[test]
    fn words_and_times_are_those_of_the_reader() {
        let zone = Tz::Asia__Shanghai;
        let zh = Style { language: Language::Chinese, zone };
        let en = Style { language: Language::English, zone };
        assert_eq!(PLACE_KIND.word("RENTAL_HOUSING", zh.language), "出租房");
        assert_eq!(PLACE_KIND.word("RENTAL_HOUSING", en.language), "Rental housing");
        let row = json!({"at": "2026-11-25T16:30:59Z", "is": true, "area": {"name": "East"}});
        assert_eq!(zh.moment(&row, "at"), "2026-11-26 00:30");
        assert_eq!(
            (zh.moment(&row, "no"), zh.yes_or_no(&row, "no")),
            (String::new(), String::new())
        );
        assert_eq!(
            (zh.yes_or_no(&row, "is"), en.yes_or_no(&row, "is")),
            ("是".into(), "yes".into())
        );
        assert_eq!(Style::text(&row, &["area", "name"]), "East");
        assert_eq!(Style::text(&row, &["area", "no", "name"]), "");
    }
}
