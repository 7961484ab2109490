//! The mutations of patrol routes and their visits.

use super::Chapter;

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    Chapter::default()
}
