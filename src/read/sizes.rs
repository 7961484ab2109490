//! How large tables are, about: what looks through all of a large one is refused before it begins.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many rows there are. Whoever reads learns a power of two, which tells nobody of single records.
#[derive(Debug, Default)]
pub struct Sizes {
    cases: AtomicU64,
}

impl Sizes {
    /// About how many cases there are; none before that was looked up.
    #[must_use]
    pub fn cases(&self) -> u64 {
        self.cases.load(Ordering::Relaxed)
    }

    /// Notes how many cases there are.
    pub fn note_cases(&self, cases: u64) {
        let about = cases.checked_next_power_of_two().unwrap_or(u64::MAX);
        self.cases.store(if cases == 0 { 0 } else { about }, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_as_a_power_of_two() {
        let sizes = Sizes::default();
        for (cases, about) in
            [(0, 0), (1, 1), (155, 256), (1_000_000, 1 << 20), (u64::MAX, u64::MAX)]
        {
            sizes.note_cases(cases);
            assert_eq!(sizes.cases(), about);
        }
    }
}
