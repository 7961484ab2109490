//! The answers, counted.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::requests::Kind;

/// The answers so far, by kind and what they were.
#[derive(Default)]
pub(crate) struct Tally(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    answers: BTreeMap<(Kind, String), (u64, Duration)>,
    left_out: u64,
}

impl Tally {
    pub(crate) fn count(&self, kind: Kind, answer: String, took: Duration) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, longest) = counted.answers.entry((kind, answer)).or_default();
        *number += 1;
        *longest = took.max(*longest);
    }

    /// A request that was not sent, since too many were under way.
    pub(crate) fn left_out(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).left_out += 1;
    }

    /// All answers, and those that were not deserved.
    pub(crate) fn so_far(&self) -> (u64, u64) {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = counted.answers.values().map(|(number, _)| number).sum();
        let wrong = counted.answers.iter().filter(|((kind, answer), _)| !kind.deserves(answer));
        (all, wrong.map(|(_, (number, _))| number).sum())
    }

    pub(crate) fn table(&self) -> String {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = "\nrequest        answer                     number  longest\n".to_owned();
        for ((kind, answer), (number, longest)) in &counted.answers {
            let kind_ = format!("{kind:?}");
            let mark = if kind.deserves(answer) { "" } else { "  ✘" };
            let longest = longest.as_millis();
            let _ = writeln!(text, "{kind_:<14} {answer:<24} {number:>8} {longest:>5} ms{mark}");
        }
        if counted.left_out > 0 {
            let _ = writeln!(text, "{} were not sent: too many were under way", counted.left_out);
        }
        text
    }
}
