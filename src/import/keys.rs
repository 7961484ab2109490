//! Reading files in TOML, so that whatever is wrong is told with its line, all of it at once.

use std::io::Read;
use std::path::Path;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problems::Problems;
use super::table::SourceError;

/// The longest file, in bytes.
const LONGEST_FILE: u64 = 1 << 20;
/// The longest code.
const CODE: usize = 32;

/// The text of a file; none where it is none, or too long. `what` is what such a file holds.
pub(super) fn text(
    path: &Path,
    what: &str,
    problems: &mut Problems,
) -> Result<Option<String>, SourceError> {
    let unreadable = |error| SourceError::Io(path.to_owned(), error);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST_FILE {
        problems.add_to_file(format!("{what} has at most {LONGEST_FILE} bytes"));
        return Ok(None);
    }
    let Ok(text) = String::from_utf8(bytes) else {
        problems.add_to_file("the file is not in UTF-8");
        return Ok(None);
    };
    Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
}

/// The document that a text is; none where it is no TOML, all of which is told.
pub(super) fn document<'a>(text: &'a str, problems: &mut Problems) -> Option<Spanned<DeTable<'a>>> {
    let before = problems.len();
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        problems.add(Lines(text).at(at), error.message());
    }
    // Of a text that is no TOML it would tell what only seems to be missing.
    (problems.len() == before).then_some(document)
}

/// Finds the lines of a text.
#[derive(Clone, Copy)]
struct Lines<'a>(&'a str);

impl Lines<'_> {
    /// The number of the line, from 1, that a byte lies on.
    fn at(self, byte: usize) -> u64 {
        let before = self.0.as_bytes().iter().take(byte);
        1 + before.filter(|byte| **byte == b'\n').count() as u64
    }
}

/// The keys of a table that nobody has asked for yet.
pub(super) struct Keys<'a> {
    /// Where the table begins.
    line: u64,
    lines: Lines<'a>,
    rest: Vec<(&'a str, u64, &'a DeValue<'a>)>,
}

impl<'a> Keys<'a> {
    fn of(table: &'a DeTable<'a>, line: u64, lines: Lines<'a>) -> Self {
        let entry = |(key, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let key: &'a Spanned<std::borrow::Cow<'a, str>> = key;
            (key.get_ref().as_ref(), lines.at(key.span().start), value.get_ref())
        };
        Self { line, lines, rest: table.iter().map(entry).collect() }
    }

    /// The keys of a whole document.
    pub(super) fn of_document(document: &'a Spanned<DeTable<'a>>, text: &'a str) -> Self {
        Self::of(document.get_ref(), 1, Lines(text))
    }

    /// The keys of a table that begins on this line of the same text.
    pub(super) fn within(&self, table: &'a DeTable<'a>, line: u64) -> Self {
        Self::of(table, line, self.lines)
    }

    /// The line that the table begins on.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The line that a value begins on.
    pub(super) fn line_of<T>(&self, value: &Spanned<T>) -> u64 {
        self.lines.at(value.span().start)
    }

    /// The value of a key, and its line.
    pub(super) fn take(&mut self, name: &str) -> Option<(u64, &'a DeValue<'a>)> {
        let at = self.rest.iter().position(|(key, ..)| *key == name)?;
        let (_, line, value) = self.rest.swap_remove(at);
        Some((line, value))
    }

    /// A code: letters, digits, `-` and `_`.
    pub(super) fn code(&mut self, name: &str, problems: &mut Problems) -> String {
        let line =
            self.rest.iter().find(|(key, ..)| *key == name).map_or(self.line, |(_, l, _)| *l);
        let code = self.words(name, CODE, problems);
        let is_of_code = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        if !code.chars().all(is_of_code) {
            problems.add(line, format!("`{name}` is `{code}`: it is letters, digits, `-` and `_`"));
        }
        code
    }

    pub(super) fn words(&mut self, name: &str, most: usize, problems: &mut Problems) -> String {
        let line = self.line;
        let is_there = self.rest.iter().any(|(key, ..)| *key == name);
        if !is_there {
            problems.add(line, format!("`{name}` is missing"));
        }
        self.optional_words(name, most, problems).unwrap_or_default()
    }

    pub(super) fn optional_words(
        &mut self,
        name: &str,
        most: usize,
        problems: &mut Problems,
    ) -> Option<String> {
        let (line, value) = self.take(name)?;
        let Some(words) = value.as_str() else {
            problems.add(line, format!("`{name}` is no text: put it in quotation marks"));
            return None;
        };
        let words = words.trim();
        let length = words.chars().count();
        if words.is_empty() {
            problems.add(line, format!("`{name}` is empty"));
        }
        if length > most {
            problems
                .add(line, format!("`{name}` has {length} characters: at most {most} belong here"));
        }
        if words.chars().any(char::is_control) {
            problems.add(line, format!("`{name}` has a line break or another control character"));
        }
        Some(words.to_owned())
    }

    pub(super) fn flag(&mut self, name: &str, problems: &mut Problems) -> bool {
        let Some((line, value)) = self.take(name) else { return false };
        value.as_bool().unwrap_or_else(|| {
            problems.add(line, format!("`{name}` is true or false, without quotation marks"));
            false
        })
    }

    /// A whole number from 1 to `most`; none where there is no such key.
    pub(super) fn optional_number(
        &mut self,
        name: &str,
        most: u32,
        problems: &mut Problems,
    ) -> Option<u32> {
        let (line, value) = self.take(name)?;
        let number = value.as_integer().filter(|number| number.radix() == 10);
        let number = number.and_then(|number| number.as_str().parse().ok());
        let number = number.filter(|number| (1..=most).contains(number));
        if number.is_none() {
            problems.add(line, format!("`{name}` is a whole number from 1 to {most}"));
        }
        number
    }

    /// A day, without quotation marks.
    pub(super) fn day(&mut self, name: &str, problems: &mut Problems) -> Option<NaiveDate> {
        let Some((line, value)) = self.take(name) else {
            problems.add(self.line, format!("`{name}` is missing"));
            return None;
        };
        let at = value.as_datetime().filter(|at| at.time.is_none() && at.offset.is_none());
        let day = at.and_then(|at| at.date).and_then(|day| {
            NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into())
        });
        if day.is_none() {
            problems
                .add(line, format!("`{name}` is a day, as in 2027-01-01, without quotation marks"));
        }
        day
    }

    /// The tables of a list, each with the line that it begins on.
    pub(super) fn tables(&mut self, name: &str, problems: &mut Problems) -> Vec<Keys<'a>> {
        let Some((line, value)) = self.take(name) else { return Vec::new() };
        let Some(list) = value.as_array() else {
            problems.add(line, format!("each of `{name}` begins with `[[{name}]]`"));
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(list.len());
        for item in list.iter() {
            let line = self.line_of(item);
            match item.get_ref().as_table() {
                Some(table) => tables.push(self.within(table, line)),
                None => problems.add(line, format!("each of `{name}` begins with `[[{name}]]`")),
            }
        }
        tables
    }

    /// A list of texts, none where there is no such key.
    pub(super) fn texts(&mut self, name: &str, problems: &mut Problems) -> Option<Vec<String>> {
        let (line, value) = self.take(name)?;
        let texts = value.as_array().and_then(|list| {
            list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
        });
        if texts.is_none() {
            problems
                .add(line, format!("`{name}` is a list of texts, as in [\"SHOP\", \"SCHOOL\"]"));
        }
        texts
    }

    pub(super) fn must_be_used_up(self, problems: &mut Problems) {
        for (name, line, _) in self.rest {
            problems.add(line, format!("there is no `{name}` here"));
        }
    }
}
