//! The mutations of hazards.

use super::Chapter;

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    Chapter::default()
}
