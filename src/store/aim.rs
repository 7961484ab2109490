//! What a statement is sent for, which decides its pool and under what name it is counted.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{Counter, Histogram};

/// What a statement is sent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// What a client asks for.
    Read,
    /// A count that a client asks for.
    Count,
    /// Who a user is, and what was granted to them.
    Identity,
    /// The rules.
    Policy,
    /// Whether anything of the two has changed.
    Version,
    /// What subscribers are told of.
    Feed,
    /// What may be heavy, tried among what clients ask for.
    Light,
    /// What is heavy.
    Heavy,
    /// What nobody waits for: exports.
    Background,
}

impl Aim {
    /// Its label in metrics and logs.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Count => "count",
            Self::Identity => "identity",
            Self::Policy => "policy",
            Self::Version => "version",
            Self::Feed => "feed",
            Self::Light => "light",
            Self::Heavy => "heavy",
            Self::Background => "background",
        }
    }
}

/// The metrics of each aim, found in the recorder once.
#[derive(Default)]
pub(super) struct Meters([OnceLock<(Counter, Histogram)>; 9]);

impl Meters {
    /// Counts a statement that is about to be sent.
    pub(super) fn sent(&self, aim: Aim) {
        if let Some((number, _)) = self.of(aim) {
            number.increment(1);
        }
    }

    /// How long one took that has ended by itself.
    pub(super) fn took(&self, aim: Aim, time: Duration) {
        if let Some((_, times)) = self.of(aim) {
            times.record(time);
        }
    }

    fn of(&self, aim: Aim) -> Option<&(Counter, Histogram)> {
        let meter = self.0.get(aim as usize)?;
        Some(meter.get_or_init(|| {
            let purpose = aim.as_str();
            (
                metrics::counter!("wardbook_statements_total", "purpose" => purpose),
                metrics::histogram!("wardbook_statement_duration_seconds", "purpose" => purpose),
            )
        }))
    }
}
