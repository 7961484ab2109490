//! Comparing the answers of two worlds, and finding out which record it was that showed.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::documents::Document;
use super::hidden::Hidden;
use super::world::{Answer, World};
use crate::support::Backend;
use crate::town::Town;

/// A document whose answer is another in the other world.
pub(super) struct Difference<'a> {
    pub(super) document: &'a Document,
    pub(super) without: Answer,
    pub(super) with: Answer,
}

/// The first document that a viewer gets two answers to, and how many got data at all.
pub(super) async fn compare<'a>(
    without: &World,
    with: &World,
    viewer: Uuid,
    documents: impl IntoIterator<Item = &'a Document>,
) -> Result<usize, Box<Difference<'a>>> {
    let mut answered = 0;
    for document in documents {
        let (one, other) =
            tokio::join!(without.answers(viewer, document), with.answers(viewer, document));
        answered += usize::from(!document.refused && one[0].body.starts_with("{\"data\":{"));
        if let Some((without, with)) = one.into_iter().zip(other).find(|(one, other)| one != other)
        {
            return Err(Box::new(Difference { document, without, with }));
        }
    }
    Ok(answered)
}

impl Difference<'_> {
    /// What an answer has where it first differs, with a little around it.
    fn around(answer: &Answer, at: usize) -> String {
        let begin = (0..=at.saturating_sub(160)).rev().find(|n| answer.body.is_char_boundary(*n));
        let end = (at + 160).min(answer.body.len());
        let end = (end..=answer.body.len()).find(|n| answer.body.is_char_boundary(*n));
        let text = &answer.body[begin.unwrap_or(0)..end.unwrap_or(answer.body.len())];
        format!("{:?}: …{text}…", answer.outcome)
    }

    pub(super) fn tell(&self) -> String {
        let bytes = |answer: &Answer| answer.body.clone().into_bytes();
        let (one, other) = (bytes(&self.without), bytes(&self.with));
        let at = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
        format!(
            "{}\nfirst differ at byte {at}\nwithout: {}\nwith:    {}",
            self.document.text,
            Self::around(&self.without, at),
            Self::around(&self.with, at),
        )
    }

    /// The records that, each alone in the world, change this answer.
    pub(super) async fn shown<'h>(
        &self,
        backend: Backend,
        district: &Town,
        viewer: Uuid,
        hidden: impl Iterator<Item = &'h Hidden>,
    ) -> Vec<&'static str> {
        let without = World::build(backend, district).await.answers(viewer, self.document).await;
        let mut shown = Vec::new();
        for one in hidden {
            let with = World::build(backend, &district.with(&one.rows)).await;
            if with.answers(viewer, self.document).await != without {
                shown.push(one.name);
            }
        }
        shown
    }
}

/// What each call of a document was answered, wherever it stands in the answer.
pub(super) fn by_call(document: &Document, answer: &Answer) -> BTreeMap<String, Vec<Value>> {
    let mut found = document.calls.iter().map(|call| (call.alias.clone(), Vec::new())).collect();
    let data: Value = serde_json::from_str(&answer.body).unwrap();
    gather(&data, &mut found);
    found
}

fn gather(value: &Value, found: &mut BTreeMap<String, Vec<Value>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match found.get_mut(key) {
                    Some(known) => known.push(value.clone()),
                    None => gather(value, found),
                }
            }
        }
        _ => {}
    }
}
