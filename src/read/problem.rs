//! What is wrong with a request, collected until all of it has been looked at.

use crate::error::{Message, Problem};

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds what would be right at a field of the input.
    pub fn add(&mut self, field: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) {
        let message = Message::new(en.into(), zh.into());
        self.0.push(Problem { field: field.into(), message });
    }

    /// Adds what else was found.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All problems, each once.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<Problem> {
        let mut kept: Vec<Problem> = Vec::new();
        for problem in self.0.drain(..) {
            if !kept.contains(&problem) {
                kept.push(problem);
            }
        }
        kept
    }
}
