//! A statement as the compiler leaves it. Nothing else makes one, and the store reads a protected
//! table by nothing else.
//!
//! ```compile_fail
//! use wardbook::read::{Purpose, Statement};
//! // SQL that no scope was written into cannot be handed to the store.
//! let statement = Statement::new(Purpose::Read, "select title from cases".to_owned(), vec![]);
//! ```

use uuid::Uuid;

use super::sql::Bind;

/// What a statement is for; counts have a time limit of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It reads what a root field shows.
    Read,
    /// It counts.
    Count,
}

/// A statement and the values that it binds.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    purpose: Purpose,
    text: String,
    binds: Vec<Bind>,
}

impl Statement {
    pub(super) fn new(purpose: Purpose, text: String, binds: Vec<Bind>) -> Self {
        Self { purpose, text, binds }
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Its SQL, which depends on the shape of the query and of the grants alone.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The values that it binds, by their numbers.
    #[must_use]
    pub fn binds(&self) -> &[Bind] {
        &self.binds
    }

    /// The same statement for these rows, where it counts nested lists.
    #[must_use]
    pub fn for_parents(mut self, parents: &[Uuid]) -> Self {
        for bind in &mut self.binds {
            if let Bind::Parents(ids) = bind {
                *ids = parents.to_vec();
            }
        }
        self
    }
}
