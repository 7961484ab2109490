//! Puts into an answer's text what no SQL works out, where its statement left marks.

use memchr::memmem;
use uuid::Uuid;

use super::facts;
use crate::files::Signer;
use crate::policy::Grants;
use crate::read::Moment;
use crate::read::compile::{Computed, ComputedKind};
use crate::read::search::{Search, snippet};

/// Works out every marked value of a text for a viewer.
pub(super) fn fill(text: &mut String, moment: &Moment, grants: &Grants, signer: &Signer) {
    let prefix = moment.token.prefix();
    let mut filled = String::with_capacity(text.len());
    let mut done = 0;
    for begin in memmem::find_iter(text.as_bytes(), prefix.as_bytes()) {
        let after = begin + prefix.len();
        let Some(mark) = text.get(after..).and_then(Computed::parse) else { continue };
        filled.push_str(&text[done..begin]);
        filled.push_str(&value(mark, moment, grants, signer));
        done = after + mark.length;
    }
    if done > 0 {
        filled.push_str(&text[done..]);
        *text = filled;
    }
}

/// The value as JSON text.
fn value(mark: Computed<'_>, moment: &Moment, grants: &Grants, signer: &Signer) -> String {
    match mark.kind {
        ComputedKind::AllowedActions(of) => {
            let Some(facts) = facts::parse(of, mark.from) else {
                tracing::error!("the facts of a {} cannot be read", of.object().as_str());
                return "[]".to_owned();
            };
            let names = facts.allowed_actions(grants).into_iter();
            let names: Vec<_> = names.map(|name| format!("\"{name}\"")).collect();
            format!("[{}]", names.join(","))
        }
        ComputedKind::Snippet => snippet_of(mark.from).unwrap_or_else(|| "null".to_owned()),
        kind @ (ComputedKind::FileUrl | ComputedKind::ThumbnailUrl | ComputedKind::ExportUrl) => {
            let Ok(file) = Uuid::try_parse(mark.from) else {
                tracing::error!("a file's id cannot be read");
                return "null".to_owned();
            };
            let thumbnail = kind == ComputedKind::ThumbnailUrl;
            let url = match kind {
                ComputedKind::ExportUrl => signer.export_url(file, grants, moment.now),
                _ => signer.url(file, grants, thumbnail, moment.now),
            };
            format!("\"{url}\"")
        }
    }
}

/// The snippet of a search and the words of a case, which a statement gave as the hexadecimal digits
/// of a JSON array; none where the words do not stand in one text.
fn snippet_of(from: &str) -> Option<String> {
    let texts = hex::decode(from).ok()?;
    let (asked, title, description, notes): (String, String, String, Vec<String>) =
        serde_json::from_slice(&texts).ok()?;
    let texts = [title, description].into_iter().chain(notes);
    let texts: Vec<String> = texts.collect();
    let search = Search::parse(&asked).ok()?;
    let snippet = snippet(&search, texts.iter().map(String::as_str))?;
    serde_json::to_string(&snippet).ok()
}
