//! When a case's time is up. The limits are the field's own: SIMPLE matters on the day of
//! receipt, ORDINARY ones within 7 days after it, MAJOR ones within 30.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;

use super::names::names;
use crate::read::filter::day_begins;

names! {
    /// How much a case asks for.
    Severity {
        /// To be settled on the spot.
        Simple = "SIMPLE",
        /// As most are.
        Ordinary = "ORDINARY",
        /// Needs several units.
        Major = "MAJOR",
    }
}

/// How many days after the day of receipt a case may take, by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Days of a SIMPLE case; 0 is the day of receipt itself.
    pub simple_days: u32,
    /// Days of an ORDINARY case.
    pub ordinary_days: u32,
    /// Days of a MAJOR case.
    pub major_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { simple_days: 0, ordinary_days: 7, major_days: 30 }
    }
}

/// The midnight that ends a case's last day, in the installation's zone.
#[must_use]
pub fn due_at(
    received_at: DateTime<Utc>,
    severity: Severity,
    limits: Limits,
    zone: Tz,
) -> DateTime<Utc> {
    let days = match severity {
        Severity::Simple => limits.simple_days,
        Severity::Ordinary => limits.ordinary_days,
        Severity::Major => limits.major_days,
    };
    let received_on = received_at.with_timezone(&zone).date_naive();
    let after = received_on.checked_add_days(Days::new(u64::from(days) + 1));
    day_begins(after.unwrap_or(received_on), zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_day_ends_at_midnight_of_the_installation() {
        let zone = chrono_tz::Asia::Shanghai;
        let received = at("2026-03-01T23:59:59+08:00");
        let due = |severity| due_at(received, severity, Limits::default(), zone);
        assert_eq!(due(Severity::Simple), at("2026-03-02T00:00:00+08:00"));
        assert_eq!(due(Severity::Ordinary), at("2026-03-09T00:00:00+08:00"));
        assert_eq!(due(Severity::Major), at("2026-04-01T00:00:00+08:00"));
    }

    #[test]
    fn a_second_later_is_another_day() {
        let zone = chrono_tz::Asia::Shanghai;
        let received = at("2026-03-02T00:00:00+08:00");
        let due = due_at(received, Severity::Simple, Limits::default(), zone);
        assert_eq!(due, at("2026-03-03T00:00:00+08:00"));
    }

    #[test]
    fn a_day_may_have_23_hours() {
        let zone = chrono_tz::America::Los_Angeles;
        let received = at("2026-03-08T01:00:00-08:00");
        let due = due_at(received, Severity::Simple, Limits::default(), zone);
        assert_eq!(due, at("2026-03-09T00:00:00-07:00"));
    }

    #[test]
    fn a_category_may_have_limits_of_its_own() {
        let limits = Limits { ordinary_days: 2, ..Limits::default() };
        let received = at("2026-03-01T08:00:00+08:00");
        let due = due_at(received, Severity::Ordinary, limits, chrono_tz::Asia::Shanghai);
        assert_eq!(due, at("2026-03-04T00:00:00+08:00"));
    }
}
