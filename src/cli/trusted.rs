//! The list of documents that may be named, read when serving begins.

use anyhow::{Context, bail};

use crate::config::Server;
use crate::error::Language;
use crate::http::TrustedDocuments;
use crate::schema::Engine;

/// The documents of the installation's list, each of which must be valid by the schema.
pub(super) async fn read(server: &Server, engine: &Engine) -> anyhow::Result<TrustedDocuments> {
    let Some(file) = &server.trusted_documents else { return Ok(TrustedDocuments::default()) };
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
    let documents =
        TrustedDocuments::parse(&text, server.trusted_documents_only).with_context(|| {
            format!(
                "{name} is no list of documents, either {{\"id\": \"document\", …}} or Apollo's \
                 manifest {{\"operations\": [{{\"id\": …, \"body\": …}}, …]}}"
            )
        })?;
    let mut wrong = Vec::new();
    for (id, document) in documents.all() {
        for error in engine.wrong_with(document).await {
            wrong.push(format!("`{id}`: {}", error.message.in_language(Language::English)));
        }
    }
    if !wrong.is_empty() {
        wrong.sort();
        bail!("{name}: what is wrong with its documents:\n{}", wrong.join("\n"));
    }
    tracing::info!(
        documents = documents.all().count(),
        only = server.trusted_documents_only,
        "trusted documents"
    );
    Ok(documents)
}
