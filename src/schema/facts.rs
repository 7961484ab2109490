//! How a record of any kind stands, from the text that a statement gave of it.

use crate::desk::check::facts::CheckFacts;
use crate::desk::facts::CaseFacts;
use crate::desk::hazard::facts::HazardFacts;
use crate::desk::leave::Facts;
use crate::read::subject::Subject;

/// The facts that a text holds; none where it is no such text.
pub(super) fn parse(subject: Subject, text: &str) -> Option<Box<dyn Facts>> {
    match subject {
        Subject::Case => boxed(CaseFacts::parse(text)),
        Subject::Check => boxed(CheckFacts::parse(text)),
        Subject::Hazard => boxed(HazardFacts::parse(text)),
    }
}

fn boxed<F: Facts + 'static>(facts: Option<F>) -> Option<Box<dyn Facts>> {
    facts.map(|facts| Box::new(facts) as Box<dyn Facts>)
}
