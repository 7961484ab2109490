//! A file that is tied to a record, for whoever gets its bytes: it is in sight by the very same
//! statement that shows it in a query.

use serde::Deserialize;
use uuid::Uuid;

use super::engine::{Engine, GraphQlRequest};
use super::variables::VariableValues;
use crate::error::Error;
use crate::policy::Grants;
use crate::read::global_id;

/// What is told of a file that is in sight.
const QUERY: &str = "query ($id: ID!) { node(id: $id) { ... on Attachment { fileName mediaType byteLength sha256 } } }";

/// A file that is in sight.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachedFile {
    /// What it is called.
    pub file_name: String,
    /// What it is.
    pub media_type: String,
    /// How many bytes it has.
    pub byte_length: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Engine {
    /// An attached file, if whoever holds these grants may see it.
    ///
    /// # Errors
    /// The database is out of reach, failed, or took too long.
    pub async fn attached_file(
        &self,
        grants: &Grants,
        file: Uuid,
    ) -> Result<Option<AttachedFile>, Error> {
        let id = global_id::join("attachment", file);
        let variables = VariableValues::of_json(&format!("{{\"id\":\"{id}\"}}"));
        let request = GraphQlRequest {
            query: QUERY.to_owned(),
            operation_name: None,
            variables: variables.map_err(|_| Error::internal())?,
        };
        let found = self.answered(grants, request).await?;
        serde_json::from_value(found).map_err(|error| {
            tracing::error!(%error, "what a statement says of a file cannot be read");
            Error::internal()
        })
    }
}
