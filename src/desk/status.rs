//! Where a case stands.

use super::names::names;

names! {
    /// Where a case stands.
    Status {
        /// Received, and not yet judged.
        Received = "RECEIVED",
        /// Judged, and not with a team now.
        Triaged = "TRIAGED",
        /// With a team that has not taken it up yet.
        Assigned = "ASSIGNED",
        /// A team is at it.
        InProgress = "IN_PROGRESS",
        /// Done; the reporter is still to be told.
        Resolved = "RESOLVED",
        /// The reporter has had an answer.
        Replied = "REPLIED",
        /// The reporter was asked how satisfied they are.
        FollowedUp = "FOLLOWED_UP",
        /// Closed, and its entry fixed.
        Archived = "ARCHIVED",
        /// Taken back at the reporter's wish.
        Withdrawn = "WITHDRAWN",
        /// The same matter as another case, and answered with it.
        Merged = "MERGED",
    }
}

impl Status {
    /// The statuses in which a case is open.
    pub const OPEN: &'static [Self] =
        &[Self::Received, Self::Triaged, Self::Assigned, Self::InProgress];

    /// Whether somebody has still to do something about the matter itself.
    #[must_use]
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}
