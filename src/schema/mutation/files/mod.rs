//! The mutation of files that were sent.

mod attach;
mod payloads;

use super::{Chapter, mutation};
use crate::policy::{Action, Object};

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![
        mutation!(
            "attachFile",
            attach::attach_file,
            attach::AttachFileInput,
            payloads::ATTACHMENT_PAYLOAD,
            "Ties a file that was sent to POST /files to a record. It raises no version."
        )
        .needing(&[
            &[(Object::Case, Action::Attach)],
            &[(Object::Check, Action::Attach)],
            &[(Object::Hazard, Action::Attach)],
            &[(Object::Patrol, Action::Visit)],
        ]),
    ];
    Chapter { mutations, nested: Vec::new() }
}
