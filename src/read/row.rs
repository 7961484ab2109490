//! A row by its alias, and which of its columns a statement uses.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// A row that expressions speak of. It remembers the columns that they name, so that a list of
/// several arms carries these alone.
#[derive(Debug)]
pub struct Row {
    alias: String,
    used: RefCell<BTreeSet<String>>,
}

impl Row {
    /// A row by its alias.
    #[must_use]
    pub fn new(alias: impl Into<String>) -> Self {
        Self { alias: alias.into(), used: RefCell::default() }
    }

    /// Its alias.
    #[must_use]
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// One of its columns, qualified.
    #[must_use]
    pub fn column(&self, name: &str) -> String {
        if !self.used.borrow().contains(name) {
            self.used.borrow_mut().insert(name.to_owned());
        }
        format!("{}.{name}", self.alias)
    }

    /// An expression in which `{t}.x` is a column of this row.
    #[must_use]
    pub fn expression(&self, template: &str) -> String {
        let mut parts = template.split("{t}.");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end =
                part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            text.push_str(&self.column(name));
            text.push_str(rest);
        }
        text
    }

    /// The columns that were used, in an order of their own.
    #[must_use]
    pub fn used(&self) -> Vec<String> {
        self.used.borrow().iter().cloned().collect()
    }
}
