//! Kinds of records with a state machine, and two texts of each that the program itself reads: its
//! facts, by which actions are judged, and its image, by which it is told later whether the record
//! stood in somebody's sight and filter.
//!
//! A new kind is a file with its [`Description`], a word of [`Subject`], and an arm in
//! `schema::facts`, where its facts are parsed into the desk's own type.

mod case;
mod check;
mod facts;
mod hazard;
mod image;

use super::sql::Dialect;
use crate::policy::Object;

/// A kind of record with a state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Cases.
    Case,
    /// Safety checks.
    Check,
    /// Hazards.
    Hazard,
}

/// What is known of a kind, as data.
struct Description {
    /// What the policy calls it.
    object: Object,
    /// The table of its records.
    table: &'static str,
    /// The letter of the mark that its allowed actions are put in the place of: unlike those of the
    /// other kinds, and of [`ComputedKind`](super::compile::ComputedKind).
    letter: char,
    /// The columns that its facts are made of.
    fact_columns: &'static [&'static str],
    /// The facts of the record of this alias, as the desk's own type parses them.
    facts: fn(Dialect, &str) -> String,
    /// The columns of an image: what scopes and filters go by.
    image: &'static [(&'static str, Kept)],
    /// Columns of words, each with the column that holds them masked: they are so in an image.
    words: &'static [(&'static str, &'static str)],
}

/// How a column of an image is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Id,
    Plain,
    Boolean,
}

impl Subject {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Case, Self::Check, Self::Hazard];

    fn description(self) -> &'static Description {
        match self {
            Self::Case => &case::CASE,
            Self::Check => &check::CHECK,
            Self::Hazard => &hazard::HAZARD,
        }
    }

    /// What the policy calls it.
    #[must_use]
    pub fn object(self) -> Object {
        self.description().object
    }

    /// The table of its records.
    #[must_use]
    pub fn table(self) -> &'static str {
        self.description().table
    }

    /// The letter of the mark of its allowed actions.
    pub(super) fn letter(self) -> char {
        self.description().letter
    }

    /// The columns that its facts are made of.
    pub(super) fn fact_columns(self) -> &'static [&'static str] {
        self.description().fact_columns
    }

    /// The SQL of the facts of the record `alias`.
    #[must_use]
    pub fn facts(self, dialect: Dialect, alias: &str) -> String {
        (self.description().facts)(dialect, alias)
    }

    /// The SQL of the image of the record `alias`, as JSON text; its key `facts` holds the facts.
    #[must_use]
    pub fn image(self, dialect: Dialect, alias: &str) -> String {
        self.description().image_of(dialect, alias)
    }

    /// Rows like those of the table, one for the image that `bound` stands for: what scopes and
    /// filters go by is there, the rest null.
    #[must_use]
    pub fn row_of_image(self, dialect: Dialect, bound: &str) -> String {
        self.description().row_of_image(dialect, bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_letter_an_object_or_a_table() {
        let letters: Vec<char> = Subject::ALL.iter().map(|subject| subject.letter()).collect();
        for (n, subject) in Subject::ALL.iter().enumerate() {
            assert!(!letters[..n].contains(&letters[n]), "{subject:?}");
            assert!(Subject::ALL[..n].iter().all(|other| other.object() != subject.object()));
            assert!(Subject::ALL[..n].iter().all(|other| other.table() != subject.table()));
        }
    }

    #[test]
    fn facts_are_made_of_the_columns_that_are_named() {
        for subject in Subject::ALL {
            let facts = subject.facts(Dialect::Postgres, "held");
            for column in facts.match_indices("held.").map(|(at, _)| &facts[at + 5..]) {
                let end = column.find(|sign: char| !(sign.is_ascii_lowercase() || sign == '_'));
                let column = &column[..end.unwrap_or(column.len())];
                assert!(subject.fact_columns().contains(&column), "{subject:?}: {column}");
            }
        }
    }
}
