//! Where a hazard stands.

use crate::desk::names::names;

names! {
    /// Where a hazard stands.
    HazardStatus {
        /// Found, and nothing done yet.
        Found = "FOUND",
        /// Being put right.
        Rectifying = "RECTIFYING",
        /// Put right, as whoever did it says.
        Rectified = "RECTIFIED",
        /// Closed by somebody else, who looked again.
        Verified = "VERIFIED",
    }
}
