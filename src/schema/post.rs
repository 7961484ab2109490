//! What is sent by POST alone.

use async_graphql::parser::types::OperationType;

use super::documents::CheckedRequest;
use super::mutation::{self, Mutation};
use super::vocabulary::inputs;
use crate::error::{Code, Error, Message};
use crate::read::document::Document;
use crate::read::problem::Problems;

/// Refuses an operation with what is sent by POST alone: one request for each, as whoever watches
/// over the server counts and bounds them.
pub(super) fn must_not_need_post(request: &CheckedRequest) -> Result<(), Error> {
    let operation = request.operation()?;
    if operation.ty != OperationType::Mutation {
        return Ok(());
    }
    let (fragments, variables) = (&request.document.fragments, &request.variables);
    // What is wrong with the variables is told with the plan.
    let mut problems = Problems::default();
    let document = Document::new(operation, fragments, variables, inputs(), &mut problems);
    let roots = document.root();
    let mut mutations = roots.iter().filter_map(|field| mutation::named(field.name));
    match mutations.find(|mutation| mutation.is_alone) {
        None => Ok(()),
        Some(Mutation { name, .. }) => Err(Error::new(
            Code::InvalidInput,
            Message::new(format!("{name} is sent by POST"), format!("{name} 须以 POST 发送")),
        )),
    }
}
