//! What an administrator expects of the policy, and whether it is so.
//!
//! A file of expectations (`policies/tests.yaml`) is a list. Each says in one sentence what must
//! hold, and then the same in the policy's words: a role, where, an object, actions, records, and
//! whether it is allowed. [`Expectations::read`] refuses what it does not understand by line, and
//! [`Expectations::failures`] asks the compiled policy, as everything else does.
//!
//! An expectation without a record speaks of all records: allowed for every one, or for none.

mod ask;
#[cfg(test)]
mod mutation;
mod read;

use super::change::nearest;
use super::rule::Rules;
use super::vocabulary::{Action, Object, Relation};
use crate::error::Language;

/// The expectations that a new installation starts with, of `policies/tests.yaml`.
pub const DEFAULT_TESTS: &str = include_str!("../../../policies/tests.yaml");

/// The JSON schema by which editors check such a file while it is written.
pub const TESTS_SCHEMA: &str = include_str!("../../../policies/tests.schema.json");

/// The most expectations of a file.
pub const MOST: usize = 5_000;

/// The records that an expectation speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Records {
    /// Every record, however the user stands to it.
    Every,
    /// A record to which the user stands in these relations and no others.
    Standing(Vec<Relation>),
}

/// What must hold of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The line that it begins on.
    pub line: u64,
    /// What must hold, in an administrator's words.
    pub name: String,
    /// The roles that it holds of, without prefix.
    pub roles: Vec<String>,
    /// The path of the area that the role is held at and the record lies in; none: everywhere.
    pub area: Option<String>,
    /// What it is about.
    pub object: Object,
    /// What is done.
    pub actions: Vec<Action>,
    /// To which records.
    pub records: Records,
    /// Whether it is allowed.
    pub allowed: bool,
}

/// The expectations of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expectations(pub Vec<Expectation>);

/// An expectation that does not hold, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The line that the expectation begins on.
    pub line: u64,
    /// What must hold, in an administrator's words.
    pub name: String,
    /// What is otherwise, in English, a sentence for each role and action.
    pub told: Vec<String>,
    /// The same in Chinese.
    pub told_zh: Vec<String>,
}

impl Failure {
    /// What must hold, and what is otherwise.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        match language {
            Language::English => format!("{}: {}", self.name, self.told.join("; ")),
            Language::Chinese => format!("{}：{}", self.name, self.told_zh.join("；")),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (line {}): {}", self.name, self.line, self.told.join("; "))
    }
}

/// Why expectations could not be asked about.
#[derive(Debug, thiserror::Error)]
pub enum Unasked {
    /// The file is refused, by line.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Refused(Vec<super::BadLine>),
    /// casbin's own, where it refuses a rule.
    #[error(transparent)]
    Casbin(#[from] casbin::Error),
}

/// The expectations of a file that do not hold under these rules.
///
/// # Errors
/// The file is refused, or casbin refuses a rule.
pub async fn expectations(text: &str, rules: &Rules) -> Result<Vec<Failure>, Unasked> {
    let expected = Expectations::read(text).map_err(Unasked::Refused)?;
    Ok(expected.failures(rules).await?)
}

/// `; did you mean …?` where a known word is near, else nothing.
fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |known| format!("; did you mean `{known}`?"))
}
