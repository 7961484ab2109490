//! Checklists: a TOML file with one, its `code`, `name` and maybe `name_en`, and for each question
//! `[[questions]]` with its `code`, `text`, and maybe `text_en` and `must_pass`.

use std::collections::HashSet;
use std::path::Path;

use toml::de::DeValue;

use super::keys::{self, Keys};
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
    /// Whether it weighs most: its hazard is to be put right first.
    pub must_pass: bool,
}

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
    Ok(keys::text(path, "a checklist", problems)?.and_then(|text| parse(&text, problems)))
}

/// The checklist of a text; none where anything is wrong with it, all of which is told.
pub fn parse(text: &str, problems: &mut Problems) -> Option<ChecklistRecord> {
    let before = problems.len();
    let document = keys::document(text, problems)?;
    let mut table = Keys::of_document(&document, text);
    let code = table.code("code", problems);
    let name = table.words("name", NAME, problems);
    let name_en = table.optional_words("name_en", NAME, problems);
    let questions = questions(&mut table, problems);
    table.must_be_used_up(problems);
    (problems.len() == before).then_some(ChecklistRecord { code, name, name_en, questions })
}

fn questions(table: &mut Keys<'_>, problems: &mut Problems) -> Vec<QuestionRecord> {
    let (line, value) = table.take("questions").unwrap_or((table.line(), &DeValue::Boolean(false)));
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
        let line = table.line_of(question);
        let Some(of) = question.get_ref().as_table() else {
            problems.add(line, "a question is a table: it begins with `[[questions]]`");
            continue;
        };
        let mut of = table.within(of, line);
        let code = of.code("code", problems);
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
