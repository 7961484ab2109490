//! What a shift is for, what somebody is on it, and what can be missing.

use crate::desk::names::names;

names! {
    /// What a shift is for.
    ShiftKind {
        /// The desk by day.
        Duty = "DUTY",
        /// The desk by night.
        Night = "NIGHT",
        /// A leader receives whoever comes.
        ReceptionDay = "RECEPTION_DAY",
        /// Walking the routes.
        Patrol = "PATROL",
        /// Ready to be called.
        Standby = "STANDBY",
    }
}

names! {
    /// What somebody is on a shift.
    ShiftRole {
        /// Leads it.
        Leader = "LEADER",
        /// Runs it.
        Director = "DIRECTOR",
        /// Works on it.
        Staff = "STAFF",
    }
}

names! {
    /// What was missing on a shift.
    GapKind {
        /// For a while nobody was there.
        NobodySignedIn = "NOBODY_SIGNED_IN",
        /// For a while its leader was not there.
        LeaderAbsent = "LEADER_ABSENT",
        /// Somebody came late.
        SignedInLate = "SIGNED_IN_LATE",
        /// Somebody has not signed out, or did so late.
        NotSignedOut = "NOT_SIGNED_OUT",
        /// Somebody is on two shifts at once.
        Overlap = "OVERLAP",
    }
}
