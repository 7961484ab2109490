//! Checklists: a TOML file with one, its `code`, `name` and maybe `name_en`, and for each question
//! `[[questions]]` with its `code`, `text`, and maybe `text_en` and `must_pass`.

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problems::Problems;
use super::table::SourceError;

/// The checklists that a new installation starts with.
pub const DEFAULTS: [&str; 7] = [
    include_str!("../../checklists/fire.toml"),
    include_str!("../../checklists/electrical.toml"),
    include_str!("../../checklists/school.toml"),
    include_str!("../../checklists/rental_housing.toml"),
    include_str!("../../checklists/food_and_water.toml"),
    include_str!("../../checklists/construction_site.toml"),
    include_str!("../../checklists/road.toml"),
];

/// A checklist as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistRecord {
    /// What all its revisions go by.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// What it asks, in this order.
    pub questions: Vec<QuestionRecord>,
}

/// A question of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionRecord {
    /// Unique in its checklist.
    pub code: String,
    /// The question.
    pub text: String,
    /// The question in English.
    pub text_en: Option<String>,
    /// Whether a no is always a hazard.
    pub must_pass: bool,
}

/// The longest file, in bytes.
const LONGEST_FILE: u64 = 1 << 20;
/// The longest code.
const CODE: usize = 32;
/// The longest name, in characters.
const NAME: usize = 100;
/// The longest question, in characters.
const QUESTION: usize = 500;
/// How many questions a checklist has at most.
const MOST_QUESTIONS: usize = 200;

/// Reads the checklist of a file; none where anything is wrong with it.
///
/// # Errors
/// The file cannot be read at all.
pub fn read(path: &Path, problems: &mut Problems) -> Result<Option<ChecklistRecord>, SourceError> {
    let unreadable = |error| SourceError::Io(path.to_owned(), error);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST_FILE {
        problems.add_to_file(format!("a checklist has at most {LONGEST_FILE} bytes"));
        return Ok(None);
    }
    let Ok(text) = str::from_utf8(&bytes) else {
        problems.add_to_file("the file is not in UTF-8");
        return Ok(None);
    };
    Ok(parse(text.trim_start_matches('\u{feff}'), problems))
}

/// The checklist of a text; none where anything is wrong with it, all of which is told.
pub fn parse(text: &str, problems: &mut Problems) -> Option<ChecklistRecord> {
    let before = problems.len();
    let (document, errors) = DeTable::parse_recoverable(text);
    let lines = Lines(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        problems.add(lines.at(at), error.message());
    }
    // Of a text that is no TOML it would tell what only seems to be missing.
    if problems.len() > before {
        return None;
    }
    let mut table = Keys::of(document.get_ref(), 1, lines);
    let code = table.code(problems);
    let name = table.words("name", NAME, problems);
    let name_en = table.optional_words("name_en", NAME, problems);
    let questions = questions(&mut table, problems);
    table.must_be_used_up(problems);
    (problems.len() == before).then_some(ChecklistRecord { code, name, name_en, questions })
}

fn questions(table: &mut Keys<'_>, problems: &mut Problems) -> Vec<QuestionRecord> {
    let (line, value) = table.take("questions").unwrap_or((table.line, &DeValue::Boolean(false)));
    let asked = value.as_array().filter(|asked| !asked.is_empty());
    let Some(asked) = asked else {
        problems.add(line, "there is no question: each begins with `[[questions]]`");
        return Vec::new();
    };
    if asked.len() > MOST_QUESTIONS {
        problems.add(line, format!("a checklist has at most {MOST_QUESTIONS} questions"));
    }
    let mut seen = HashSet::new();
    let mut questions = Vec::with_capacity(asked.len());
    for question in asked.iter() {
        let line = table.lines.at(question.span().start);
        let Some(of) = question.get_ref().as_table() else {
            problems.add(line, "a question is a table: it begins with `[[questions]]`");
            continue;
        };
        let mut of = Keys::of(of, line, table.lines);
        let code = of.code(problems);
        if !code.is_empty() && !seen.insert(code.clone()) {
            problems.add(line, format!("there is a question `{code}` already"));
        }
        questions.push(QuestionRecord {
            code,
            text: of.words("text", QUESTION, problems),
            text_en: of.optional_words("text_en", QUESTION, problems),
            must_pass: of.flag("must_pass", problems),
        });
        of.must_be_used_up(problems);
    }
    questions
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
struct Keys<'a> {
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

    /// The value of a key, and its line.
    fn take(&mut self, name: &str) -> Option<(u64, &'a DeValue<'a>)> {
        let at = self.rest.iter().position(|(key, ..)| *key == name)?;
        let (_, line, value) = self.rest.swap_remove(at);
        Some((line, value))
    }

    /// A code: letters, digits, `-` and `_`.
    fn code(&mut self, problems: &mut Problems) -> String {
        let line =
            self.rest.iter().find(|(key, ..)| *key == "code").map_or(self.line, |(_, l, _)| *l);
        let code = self.words("code", CODE, problems);
        let is_of_code = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        if !code.chars().all(is_of_code) {
            problems.add(line, format!("`code` is `{code}`: it is letters, digits, `-` and `_`"));
        }
        code
    }

    fn words(&mut self, name: &str, most: usize, problems: &mut Problems) -> String {
        let line = self.line;
        let is_there = self.rest.iter().any(|(key, ..)| *key == name);
        if !is_there {
            problems.add(line, format!("`{name}` is missing"));
        }
        self.optional_words(name, most, problems).unwrap_or_default()
    }

    fn optional_words(
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

    fn flag(&mut self, name: &str, problems: &mut Problems) -> bool {
        let Some((line, value)) = self.take(name) else { return false };
        value.as_bool().unwrap_or_else(|| {
            problems.add(line, format!("`{name}` is true or false, without quotation marks"));
            false
        })
    }

    fn must_be_used_up(self, problems: &mut Problems) {
        for (name, line, _) in self.rest {
            problems.add(line, format!("there is no `{name}` here"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems_of(text: &str) -> Vec<String> {
        let mut problems = Problems::default();
        let checklist = parse(text, &mut problems);
        assert_eq!(checklist.is_some(), problems.is_empty());
        problems.to_string().lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_checklists_of_a_new_installation_are_sound_and_in_both_languages() {
        let mut codes = HashSet::new();
        for text in DEFAULTS {
            let mut problems = Problems::default();
            let checklist = parse(text, &mut problems).unwrap_or_else(|| panic!("{problems}"));
            assert!(checklist.name_en.is_some());
            assert!((6..=15).contains(&checklist.questions.len()), "{}", checklist.code);
            assert!(checklist.questions.iter().all(|question| question.text_en.is_some()));
            assert!(checklist.questions.iter().any(|question| question.must_pass));
            assert!(checklist.questions.iter().any(|question| !question.must_pass));
            assert!(codes.insert(checklist.code));
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_each_with_its_line() {
        let text = "code = \"消防\"\nname = \"\"\ncolour = 1\n\n[[questions]]\ncode = \"A\"\n\
                    text = \"有水？\"\nmust_pass = \"yes\"\n\n[[questions]]\ncode = \"A\"\n";
        assert_eq!(
            problems_of(text),
            [
                "line 1: `code` is `消防`: it is letters, digits, `-` and `_`",
                "line 2: `name` is empty",
                "line 8: `must_pass` is true or false, without quotation marks",
                "line 10: there is a question `A` already",
                "line 10: `text` is missing",
                "line 3: there is no `colour` here",
            ]
        );
    }

    #[test]
    fn a_text_that_is_no_toml_is_told_by_its_lines_alone() {
        let problems = problems_of("code = FIRE\nname = \"消防\nname_en = 'Fire'\n");
        assert!(problems.len() >= 2, "{problems:?}");
        assert!(problems[0].starts_with("line 1: "), "{problems:?}");
        assert!(problems[1].starts_with("line 2: "), "{problems:?}");
    }

    #[test]
    fn a_checklist_asks_something() {
        for text in ["", "questions = []", "questions = 3"] {
            let head = "code = \"A\"\nname = \"甲\"\n";
            let problems = problems_of(&format!("{head}{text}"));
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].contains("there is no question"), "{problems:?}");
        }
        assert_eq!(problems_of("code = \"A\"\nname = \"甲\"\nquestions = [1]").len(), 1);
    }
}
