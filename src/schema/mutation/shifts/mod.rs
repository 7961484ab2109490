//! The mutations of shifts.

mod log;
mod payloads;
mod replace;
mod save;
mod sign;

use super::input::Input;
use super::{Chapter, Mutation, mutation};
use crate::policy::{Action, Object};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let nested = vec![save::ShiftMemberInput::object()];
    let mutations = vec![
        mutation!(
            "saveShift",
            save::save_shift,
            save::ShiftInput,
            payloads::SHIFT_PAYLOAD,
            "Plans or changes a shift. Whoever has signed in stays on it; once it has begun its kind, area and start stay, and once it is over all of it does."
        ).needing(&[&[(Object::Shift, Action::Save)]]),
        mutation!(
            "replaceOnShift",
            replace::replace_on_shift,
            replace::ReplaceOnShiftInput,
            payloads::SHIFT_PAYLOAD,
            "Puts a stand-in in the place of somebody who is on a shift that is not over; the reason is kept."
        ).needing(&[&[(Object::Shift, Action::Replace)]]),
        Mutation {
            is_spread: true,
            ..mutation!(
                "signInToShift",
                sign::sign_in_to_shift,
                sign::SignInput,
                payloads::SHIFT_PAYLOAD,
                "Signs in whoever is on the shift, from 30 minutes before its start to its end, once. It raises no version."
            ).needing(&[&[(Object::Shift, Action::Sign)]])
        },
        Mutation {
            is_spread: true,
            ..mutation!(
                "signOutOfShift",
                sign::sign_out_of_shift,
                sign::SignInput,
                payloads::SHIFT_PAYLOAD,
                "Signs out whoever signed in to the shift, until 24 hours after its end, once. It raises no version."
            ).needing(&[&[(Object::Shift, Action::Sign)]])
        },
        mutation!(
            "addDutyLogEntry",
            log::add_duty_log_entry,
            log::DutyLogInput,
            payloads::SHIFT_PAYLOAD,
            "Adds an entry to the duty log, by somebody who is on the shift, from 30 minutes before its start until 24 hours after its end. It raises no version."
        ).needing(&[&[(Object::Shift, Action::Log)]]),
    ];
    Chapter { mutations, nested }
}
