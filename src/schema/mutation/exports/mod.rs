//! The mutations of exports.

mod cancel;
mod order;
mod payloads;

use super::{Chapter, Mutation, mutation};
use crate::policy::{Action, Object};
use crate::schema::mutation::needs::Needs;

const OF_CASES: Needs = &[&[(Object::Export, Action::Create), (Object::Case, Action::Read)]];
const OF_HAZARDS: Needs = &[&[(Object::Export, Action::Create), (Object::Hazard, Action::Read)]];
const OF_EITHER: Needs = &[OF_CASES[0], OF_HAZARDS[0]];

/// In the order of the schema.
pub(super) fn chapter() -> Chapter {
    let mutations = vec![
        Mutation {
            needs: OF_CASES,
            ..mutation!(
                "exportCases",
                order::export_cases,
                order::ExportCasesInput,
                payloads::EXPORT_PAYLOAD,
                "Has a file made of the cases that the actor may read, in the background. Who brought them is not in it."
            )
        },
        Mutation {
            needs: OF_HAZARDS,
            ..mutation!(
                "exportHazards",
                order::export_hazards,
                order::ExportHazardsInput,
                payloads::EXPORT_PAYLOAD,
                "Has a file made of the hazards that the actor may read, in the background."
            )
        },
        Mutation {
            is_spread: true,
            needs: OF_EITHER,
            ..mutation!(
                "cancelExport",
                cancel::cancel_export,
                cancel::CancelExportInput,
                payloads::EXPORT_PAYLOAD,
                "Ends an export of the actor's: it is not written on, and its file is gone. One that has ended already stays as it is."
            )
        },
    ];
    Chapter { mutations, nested: Vec::new() }
}
