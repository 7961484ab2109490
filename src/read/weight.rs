//! How heavy a statement has shown itself to be.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What is known of a statement's weight; all statements of one plan share it, so that a question is
/// known by how it went the last time.
#[derive(Debug, Clone, Default)]
pub struct Weight(Arc<AtomicU8>);

/// How heavy a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It was not run yet.
    Nothing,
    /// It was done soon.
    Light,
    /// It was not.
    Heavy,
}

impl Weight {
    /// What is known of it.
    #[must_use]
    pub fn known(&self) -> Known {
        match self.0.load(Ordering::Relaxed) {
            1 => Known::Light,
            2 => Known::Heavy,
            _ => Known::Nothing,
        }
    }

    /// Notes how it went.
    pub fn was(&self, known: Known) {
        let known = match known {
            Known::Nothing => 0,
            Known::Light => 1,
            Known::Heavy => 2,
        };
        self.0.store(known, Ordering::Relaxed);
    }
}

/// What was learnt of a statement is no part of what it says.
impl PartialEq for Weight {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
