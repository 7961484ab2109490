//! Reading expectations out of YAML, each word checked.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::{Expectation, Expectations, MOST, Records, did_you_mean};
use crate::policy::BadLine;
use crate::policy::rule::is_role_name;
use crate::policy::vocabulary::{Action, Holds, Object, Relation};

/// The longest file, in bytes.
const LONGEST: usize = 4 << 20;

/// The word for everywhere.
const EVERYWHERE: &str = "everywhere";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    role: Spanned<Words>,
    area: Option<Spanned<String>>,
    object: Spanned<String>,
    action: Spanned<Words>,
    record: Option<Spanned<Described>>,
    relations: Option<Spanned<Words>>,
    allowed: bool,
}

/// A record in words: what is not said of it is not so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    confidential: Option<bool>,
    team: Option<Whose>,
    handler: Option<Who>,
    owner: Option<Who>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Whose {
    Mine,
    Another,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Who {
    Me,
    Another,
}

/// One word or a list of them.
struct Words(Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word or a list of words")
            }

            fn visit_str<E>(self, word: &str) -> Result<Words, E> {
                Ok(Words(vec![word.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Words, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = list.next_element()? {
                    words.push(word);
                }
                Ok(Words(words))
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

impl Expectations {
    /// The expectations of a file.
    ///
    /// # Errors
    /// All words that are not understood, each with its line and what would be right; of a file that
    /// is no YAML of this shape the first place.
    pub fn read(text: &str) -> Result<Self, Vec<BadLine>> {
        if text.len() > LONGEST {
            return Err(vec![BadLine::new(1, format!("a file has {LONGEST} bytes at most"))]);
        }
        let entries: Option<Vec<Entry>> = serde_saphyr::from_str(text).map_err(|error| {
            let line = error.location().map_or(1, |location| location.line());
            vec![BadLine::new(line, error.without_snippet().to_string())]
        })?;
        let entries = entries.unwrap_or_default();
        if entries.len() > MOST {
            return Err(vec![BadLine::new(1, format!("a file has {MOST} expectations at most"))]);
        }
        let mut problems = Vec::new();
        let read = entries.into_iter().filter_map(|entry| check(entry, &mut problems)).collect();
        if problems.is_empty() { Ok(Self(read)) } else { Err(problems) }
    }
}

fn check(entry: Entry, problems: &mut Vec<BadLine>) -> Option<Expectation> {
    let before = problems.len();
    let line = entry.name.referenced.line();
    let mut wrong = |line: u64, message: String| problems.push(BadLine::new(line, message));
    if entry.name.value.trim().is_empty() {
        wrong(line, "`name` says in a sentence what must hold".to_owned());
    }
    let at = entry.role.referenced.line();
    let roles = entry.role.value.0;
    must_have_some("role", &roles, at, &mut wrong);
    for role in roles.iter().filter(|role| !is_role_name(role)) {
        let right = "a role is a name of [a-z0-9_], without `role:` before it";
        wrong(at, format!("`{role}` is not a role: {right}"));
    }
    let area = entry.area.and_then(|area| {
        let path = area.value;
        if path == EVERYWHERE {
            return None;
        }
        if !(path.len() > 2 && path.starts_with('/') && path.ends_with('/')) {
            let right = "`everywhere` or the path of an area as rules have it, such as /350102/";
            wrong(area.referenced.line(), format!("`{path}` is not {right}"));
        }
        Some(path)
    });
    let Some(object) = Object::from_word(&entry.object.value) else {
        let word = &entry.object.value;
        let near = did_you_mean(word, Object::ALL.iter().map(|known| known.as_str()));
        wrong(entry.object.referenced.line(), format!("unknown object `{word}`{near}"));
        return None;
    };
    let at = entry.action.referenced.line();
    must_have_some("action", &entry.action.value.0, at, &mut wrong);
    let actions = entry.action.value.0.iter().filter_map(|word| {
        let known = object.actions();
        let action = Action::from_word(word).filter(|action| known.contains(action));
        if action.is_none() {
            let near = did_you_mean(word, known.iter().map(|known| known.as_str()));
            wrong(at, format!("{} has no action `{word}`{near}", object.as_str()));
        }
        action
    });
    let actions = actions.collect();
    let records = match (entry.record, entry.relations) {
        (None, None) => Records::Every,
        (Some(record), None) => {
            let at = record.referenced.line();
            described(object, &record.value, |message| wrong(at, message))
        }
        (None, Some(words)) => {
            let at = words.referenced.line();
            related(object, &words.value.0, |message| wrong(at, message))
        }
        (Some(_), Some(words)) => {
            let right = "either `record`, in words, or `relations`, in the policy's words";
            wrong(words.referenced.line(), format!("say {right}"));
            Records::Every
        }
    };
    (problems.len() == before).then_some(Expectation {
        line,
        name: entry.name.value,
        roles,
        area,
        object,
        actions,
        records,
        allowed: entry.allowed,
    })
}

fn must_have_some(of: &str, words: &[String], line: u64, wrong: &mut impl FnMut(u64, String)) {
    if words.is_empty() {
        wrong(line, format!("`{of}` names one at least"));
    }
}

fn related(object: Object, words: &[String], mut wrong: impl FnMut(String)) -> Records {
    let known = object.relations();
    let mut relations = vec![Relation::Any];
    for word in words {
        match Relation::from_word(word).filter(|relation| object.relation(*relation).is_some()) {
            Some(relation) if relations.contains(&relation) => {}
            Some(relation) => relations.push(relation),
            None => {
                let near = did_you_mean(word, known.iter().map(|known| known.0.as_str()));
                wrong(format!("{} has no relation `{word}`{near}", object.as_str()));
            }
        }
    }
    Records::Standing(relations)
}

/// The relations in which the user stands to a record of this description.
fn described(object: Object, record: &Described, mut wrong: impl FnMut(String)) -> Records {
    let tells_ordinary = object.relation(Relation::Ordinary);
    if tells_ordinary.is_some() && record.confidential.is_none() {
        let name = object.as_str();
        wrong(format!("say whether the {name} is confidential: `confidential: true` or `false`"));
    }
    let said = [
        ("confidential", record.confidential.map(|is| !is), Relation::Ordinary),
        ("team", record.team.map(|whose| whose == Whose::Mine), Relation::OwnTeam),
        ("handler", record.handler.map(|who| who == Who::Me), Relation::Handling),
        ("owner", record.owner.map(|who| who == Who::Me), Relation::OwnRecord),
    ];
    let mut relations = vec![Relation::Any];
    for (word, holds, relation) in said {
        let Some(holds) = holds else { continue };
        match object.relation(relation) {
            None => wrong(format!("of a {} nothing tells `{word}`", object.as_str())),
            Some(Holds::Always) => {}
            Some(_) if holds => relations.push(relation),
            Some(_) => {}
        }
    }
    Records::Standing(relations)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Vec<String> {
        Expectations::read(text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_are_read_one_or_several() {
        let text = "# a comment\n- name: Two roles\n  role: [analyst, community]\n  object: case\n  \
             action: read\n  record: {confidential: false, handler: me}\n  allowed: true\n\
             - name: No record\n  role: analyst\n  area: /35/\n  object: reporter\n  \
             action: [read, amend]\n  allowed: false\n";
        let Expectations(read) = Expectations::read(text).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].line, read[1].line), (2, 8));
        let standing = vec![Relation::Any, Relation::Ordinary, Relation::Handling];
        assert_eq!(read[0].records, Records::Standing(standing));
        assert_eq!((read[0].roles.len(), read[0].area.as_deref()), (2, None));
        assert_eq!((read[1].actions.len(), read[1].area.as_deref()), (2, Some("/35/")));
        assert_eq!(read[1].records, Records::Every);
    }

    #[test]
    fn every_bad_word_is_told_by_line_with_what_would_be_right() {
        let text = "- name: a\n  role: Analyst\n  area: Gulou\n  object: case\n  action: [red]\n  \
             relations: [own]\n  allowed: true\n- name: b\n  role: analyst\n  object: cases\n  \
             action: read\n  allowed: true\n- name: ' '\n  role: []\n  object: place\n  \
             action: read\n  record: {handler: me}\n  allowed: true\n- name: c\n  role: analyst\n  \
             object: case\n  action: read\n  record: {handler: me}\n  allowed: true\n";
        let told = refused(text);
        for (line, said) in [
            (2, "`Analyst` is not a role"),
            (3, "`Gulou` is not `everywhere`"),
            (5, "case has no action `red`; did you mean `read`?"),
            (6, "case has no relation `own`"),
            (10, "unknown object `cases`; did you mean `case`?"),
            (13, "`name` says"),
            (14, "`role` names one"),
            (17, "of a place nothing tells `handler`"),
            (23, "say whether the case is confidential"),
        ] {
            let told = told.iter().find(|told| told.starts_with(&format!("line {line}: ")));
            assert!(told.is_some_and(|told| told.contains(said)), "line {line}: {told:?}");
        }
        assert_eq!(told.len(), 9, "{told:#?}");
    }

    #[test]
    fn a_file_of_another_shape_is_told_by_line() {
        for (text, line, said) in [
            ("- name: a\n  rol: b\n", 2, "rol"),
            ("- name: a\n  role: b\n  object: case\n  action: read\n", 4, "allowed"),
            ("- name: a\n  name: b\n", 2, "name"),
            ("- name: a\n  allowed: perhaps\n", 2, "bool"),
            ("- name: [\n", 1, "string"),
            ("- name: a\n\trole: b\n", 1, "tab"),
            ("name: a\n", 1, ""),
        ] {
            let told = refused(text);
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            assert!(told[0].starts_with(&format!("line {line}: ")), "{text}: {told:?}");
            assert!(told[0].contains(said), "{text}: {told:?}");
        }
        assert_eq!(Expectations::read("# nothing yet\n"), Ok(Expectations::default()));
    }
}
