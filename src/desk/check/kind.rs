//! Why a safety check is made.

use crate::desk::names::names;

names! {
    /// Why a safety check is made.
    CheckKind {
        /// Planned for the month.
        Monthly = "MONTHLY",
        /// Before a public holiday.
        PreHoliday = "PRE_HOLIDAY",
        /// For a reason of its own.
        Special = "SPECIAL",
        /// Whether what was found is put right.
        Recheck = "RECHECK",
    }
}
