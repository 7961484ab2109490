//! The mutations of places.

mod payloads;
mod save;

use super::{Chapter, mutation};
use crate::policy::{Action, Object};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![mutation!(
        "savePlace",
        save::save_place,
        save::PlaceInput,
        payloads::PLACE_PAYLOAD,
        "Adds a place, or brings one to what the input says; one that moves to another area takes its checks and hazards along."
    ).needing(&[&[(Object::Place, Action::Save)]])];
    Chapter { mutations, nested: Vec::new() }
}
