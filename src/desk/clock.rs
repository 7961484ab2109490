//! The times to keep beside a case's own: the follow-up, and the steps of an emergency. All are the
//! field's own rules (综治中心规范化建设: 7 days for a follow-up; 20 minutes to the first response, 30 to
//! convening, 2 hours to reporting up).

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::deadline::{Limits, Severity, due_at};
use super::names::names;

names! {
    /// What a clock is for.
    ClockKind {
        /// The case is to be done.
        Resolution = "RESOLUTION",
        /// The reporter is to be asked how satisfied they are.
        FollowUp = "FOLLOW_UP",
        /// Somebody is to be there, or to have taken it up.
        FirstResponse = "FIRST_RESPONSE",
        /// Those who are needed are to be brought together.
        Convene = "CONVENE",
        /// The level above is to know.
        ReportUp = "REPORT_UP",
    }
}

names! {
    /// A step of an emergency.
    EmergencyStep {
        /// Somebody is there.
        Arrived = "ARRIVED",
        /// Those who are needed were brought together.
        Convened = "CONVENED",
        /// The level above was told.
        ReportedUp = "REPORTED_UP",
        /// The emergency is over.
        StoodDown = "STOOD_DOWN",
        /// What happened was looked at again.
        Reviewed = "REVIEWED",
    }
}

impl ClockKind {
    /// The clocks that an emergency starts, with how long each may take.
    #[must_use]
    pub fn of_emergency() -> [(Self, TimeDelta); 3] {
        [
            (Self::FirstResponse, TimeDelta::minutes(20)),
            (Self::Convene, TimeDelta::minutes(30)),
            (Self::ReportUp, TimeDelta::hours(2)),
        ]
    }
}

impl EmergencyStep {
    /// The clock that the step stops, if it stops one.
    #[must_use]
    pub fn stops(self) -> Option<ClockKind> {
        match self {
            Self::Arrived => Some(ClockKind::FirstResponse),
            Self::Convened => Some(ClockKind::Convene),
            Self::ReportedUp => Some(ClockKind::ReportUp),
            Self::StoodDown | Self::Reviewed => None,
        }
    }
}

/// When the reporter is to have been asked: the midnight that ends the 7th day after the reply.
#[must_use]
pub fn follow_up_due(replied_at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    due_at(replied_at, Severity::Ordinary, Limits::default(), zone)
}
