//! What a token may do at most. It takes from what its owner may do at each moment, and adds
//! nothing to it.

use std::collections::BTreeSet;

use super::domain::Domain;
use super::vocabulary::{Action, Object};

/// The word for reading whatever the owner may read.
pub const READ_ONLY: &str = "read-only";

/// What a token may do at most, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowing {
    may: BTreeSet<(Object, Action)>,
    /// None: wherever its owner may.
    areas: Option<Vec<Domain>>,
}

/// What is wrong with a word of a token's scope, and what would be right where that can be guessed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordError {
    /// It is neither an object with an action nor the word for reading.
    #[error("`{0}` is neither object:action, such as case:read, nor object:*, nor read-only{hint}", hint = did_you_mean(.1.as_deref()))]
    NoWord(String, Option<String>),
    /// An object that there is not.
    #[error("unknown object `{0}`{hint}", hint = did_you_mean(.1.as_deref()))]
    UnknownObject(String, Option<String>),
    /// An action that the object does not have.
    #[error("{0} has no action `{1}`{hint}", hint = did_you_mean(.2.as_deref()))]
    UnknownAction(&'static str, String, Option<String>),
}

impl WordError {
    /// The same in Chinese.
    #[must_use]
    pub fn in_chinese(&self) -> String {
        let hint = |word: &Option<String>| {
            word.as_ref().map_or_else(String::new, |word| format!("；是否指 `{word}`？"))
        };
        match self {
            Self::NoWord(word, near) => format!(
                "`{word}` 不是 对象:操作（如 case:read）、对象:* 或 read-only{}",
                hint(near)
            ),
            Self::UnknownObject(word, near) => format!("未知对象 `{word}`{}", hint(near)),
            Self::UnknownAction(object, word, near) => {
                format!("{object} 没有操作 `{word}`{}", hint(near))
            }
        }
    }
}

fn did_you_mean(word: Option<&str>) -> String {
    word.map_or_else(String::new, |word| format!("; did you mean `{word}`?"))
}

/// Whether a token does this only where its scope says so by the object's name: administering who
/// may do what, and whatever has to do with who brought a case.
fn must_be_named(object: Object, action: Action) -> bool {
    match object {
        Object::User | Object::Policy | Object::Token => action != Action::Read,
        Object::Reporter => true,
        _ => false,
    }
}

fn all() -> impl Iterator<Item = (Object, Action)> {
    Object::ALL.iter().flat_map(|object| object.actions().iter().map(|action| (*object, *action)))
}

/// What is not to be named, of what satisfies a condition.
fn unnamed(wanted: impl Fn(Action) -> bool) -> impl Iterator<Item = (Object, Action)> {
    all().filter(move |(object, action)| !must_be_named(*object, *action) && wanted(*action))
}

impl Narrowing {
    /// By the words of a scope, none of which is one of its own: all that need not be named. Words
    /// that are not understood give nothing.
    #[must_use]
    pub fn new(words: Option<&[String]>, areas: Option<Vec<Domain>>) -> Self {
        let may = match words {
            None => unnamed(|_| true).collect(),
            Some(words) => words.iter().filter_map(|word| read(word).ok()).flatten().collect(),
        };
        Self { may, areas }
    }

    /// Whether something may be done by it where its owner may.
    #[must_use]
    pub fn covers(&self, object: Object, action: Action) -> bool {
        self.may.contains(&(object, action))
    }

    /// The part of a jurisdiction that is its own.
    pub(super) fn within<'a>(&'a self, domain: &'a Domain) -> Vec<&'a Domain> {
        match &self.areas {
            None => vec![domain],
            Some(areas) => areas.iter().filter_map(|area| area.intersection(domain)).collect(),
        }
    }

    /// Whether all that the other may, this may too.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let lies_inside = match (&self.areas, &other.areas) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(theirs)) => {
                theirs.iter().all(|area| own.iter().any(|wider| wider.contains(area)))
            }
        };
        lies_inside && other.may.is_subset(&self.may)
    }

    /// Whether it administers who may do what.
    #[must_use]
    pub fn administers(&self) -> bool {
        let named = |(object, action): &(Object, Action)| {
            *object != Object::Reporter && must_be_named(*object, *action)
        };
        self.may.iter().any(named)
    }
}

/// What a word of a scope stands for.
///
/// # Errors
/// It stands for nothing.
pub fn read(word: &str) -> Result<Vec<(Object, Action)>, WordError> {
    if word == READ_ONLY {
        return Ok(unnamed(|action| action == Action::Read).collect());
    }
    let Some((object, action)) = word.split_once(':') else {
        return Err(WordError::NoWord(word.to_owned(), nearest(word, [READ_ONLY])));
    };
    let known = Object::from_word(object).ok_or_else(|| {
        let objects = Object::ALL.iter().map(|object| object.as_str());
        WordError::UnknownObject(object.to_owned(), nearest(object, objects))
    })?;
    let actions = known.actions();
    if action == "*" {
        return Ok(actions.iter().map(|action| (known, *action)).collect());
    }
    let found = Action::from_word(action).filter(|action| actions.contains(action));
    found.map(|action| vec![(known, action)]).ok_or_else(|| {
        let words = actions.iter().map(|action| action.as_str());
        WordError::UnknownAction(known.as_str(), action.to_owned(), nearest(action, words))
    })
}

/// The known word that was probably meant.
fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Longer texts are not worth the comparison.
    if word.len() > 64 {
        return None;
    }
    let word = word.to_ascii_lowercase();
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&word, known), known))
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .min()
        .map(|(_, known)| known.to_owned())
}

#[cfg(test)]
#[path = "narrowing_tests.rs"]
mod tests;
