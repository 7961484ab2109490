//! What is wrong with a file, line by line.

use std::fmt;

/// How many bad lines are told; of the rest, how many there are.
const MOST_TOLD: usize = 100;

/// A line that cannot be taken, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line's number, from 1; none for the file as a whole.
    pub line: Option<u64>,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    told: Vec<Problem>,
    untold: usize,
}

impl Problems {
    /// Adds what is wrong with a line.
    pub fn add(&mut self, line: u64, message: impl Into<String>) {
        self.push(Problem { line: Some(line), message: message.into() });
    }

    /// Adds what is wrong with the file as a whole.
    pub fn add_to_file(&mut self, message: impl Into<String>) {
        self.push(Problem { line: None, message: message.into() });
    }

    fn push(&mut self, problem: Problem) {
        if self.told.len() < MOST_TOLD {
            self.told.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// How many problems there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.told.len() + self.untold
    }

    /// The first hundred.
    #[must_use]
    pub fn told(&self) -> &[Problem] {
        &self.told
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.told {
            match problem.line {
                Some(line) => writeln!(f, "line {line}: {}", problem.message)?,
                None => writeln!(f, "{}", problem.message)?,
            }
        }
        if self.untold > 0 {
            writeln!(f, "and {} more", self.untold)?;
        }
        Ok(())
    }
}
