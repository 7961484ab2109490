//! cancelExport.

use crate::schema::mutation::input::input;
use crate::schema::mutation::{Call, Outcome, done};

input! {
    /// The export that is to end.
    CancelExportInput {
        /// The export.
        id: String = "id" "ID!",
    }
}

pub(super) async fn cancel_export(call: Call<'_>) -> Outcome {
    let (input, reading): (CancelExportInput, _) = call.read()?;
    let (target, warnings) = reading.target("export", &input.id, "id", None)?;
    done(call.store.cancel_export(call.acting, target).await, warnings)
}
