//! Where a safety check stands, and what it found.

use crate::desk::names::names;

names! {
    /// Where a safety check stands.
    CheckStatus {
        /// Planned, and not begun.
        Planned = "PLANNED",
        /// Begun, and not signed.
        InProgress = "IN_PROGRESS",
        /// Done, signed, and closed.
        Signed = "SIGNED",
        /// Not to be made after all.
        Cancelled = "CANCELLED",
        /// Planned, and not made in time.
        Missed = "MISSED",
    }
}
