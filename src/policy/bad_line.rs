//! What is wrong with a line of an administrator's file.

use std::fmt;

/// A line that is refused, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The line, from 1 on.
    pub line: u64,
    /// What is wrong with it.
    pub message: String,
}

impl BadLine {
    pub(super) fn new(line: u64, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}
