//! The mutations of places.

use super::Chapter;

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    Chapter::default()
}
