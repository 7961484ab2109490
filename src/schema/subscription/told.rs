//! What one subscriber is told of one change, if anything.

use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;

use super::feed::{Change, Columns};
use crate::desk::leave::{Facts, can_see};
use crate::error::{Code, Error, Language, Message};
use crate::files::Signer;
use crate::policy::Grants;
use crate::read::compile::{JUDGED_BY, PayloadPart, PayloadPlan};
use crate::read::global_id;
use crate::schema::answer::{self, RootAnswer, failure};
use crate::schema::{computed, facts};
use crate::store::Store;

/// The response that a subscriber is told a change by; none where the change is none of theirs.
pub(super) async fn told(
    (store, signer): (&Store, &Signer),
    grants: &Grants,
    (key, plan): (&str, &PayloadPlan),
    change: &Change,
    language: Language,
) -> Option<bytes::Bytes> {
    let sees = |facts: &dyn Facts| can_see(grants, facts);
    let saw = change.before.as_deref().is_some_and(sees);
    // Where it stands otherwise by now, another change will tell.
    if !saw && !sees(change.facts.as_ref()) {
        return None;
    }
    let columns = match read(store, plan, change).await {
        Ok(columns) => columns,
        Err(error) => return Some(whole(key, Err(error), language)),
    };
    let column = |n: usize| columns.get(n).and_then(Option::as_deref);
    let facts = column(0).and_then(|text| facts::parse(change.subject, text));
    let sees_now = facts.as_deref().is_some_and(sees);
    let is_listed = sees_now && column(2) == Some("1");
    let was_listed = saw && column(1) == Some("1");
    if !is_listed && !was_listed {
        return None;
    }
    let kind = if is_listed { "UPSERTED" } else { "OUT_OF_SIGHT" };
    let mut rest = columns.iter().skip(JUDGED_BY);
    let mut entries = Vec::with_capacity(plan.parts.len());
    for (name, part) in &plan.parts {
        let text = match part {
            PayloadPart::Column => {
                let text = rest.next().cloned().flatten().filter(|_| is_listed);
                let mut text = text.unwrap_or_else(|| "null".to_owned());
                if plan.is_computed {
                    computed::fill(&mut text, &change.moment, grants, signer);
                }
                text
            }
            PayloadPart::Id(which, prefix) => id_text(change.moment.made(*which), prefix),
            PayloadPart::Given("cursor", _) => json!(change.cursor).to_string(),
            PayloadPart::Given(..) => json!(kind).to_string(),
            PayloadPart::TypeName(name) => json!(name).to_string(),
        };
        entries.push((name.as_str(), text));
    }
    let mut text = String::new();
    answer::write_object(&mut text, entries.iter().map(|(name, text)| (*name, text)));
    Some(whole(key, Ok(text), language))
}

/// What the plan's statement reads of a change, shared by all whose statement is the same.
async fn read(store: &Store, plan: &PayloadPlan, change: &Change) -> Columns {
    let Some(template) = &plan.read else { return Err(Error::internal()) };
    let statement = template.at(&change.moment);
    let mut class = format!("{} {:?}", statement.text(), statement.binds());
    // Where nothing but a count is asked of a list, its scope and filter stand in the count alone.
    for total in &plan.totals {
        let counted = total.template.at(&change.moment);
        class.push_str(&format!(" {} {:?}", counted.text(), counted.binds()));
    }
    let run = async {
        let mut columns = store.read_row(&statement).await.map_err(|error| failure(&error))?;
        if !plan.totals.is_empty() {
            let mut texts: Vec<(Vec<serde_json::Value>, String)> = columns
                .drain(JUDGED_BY.min(columns.len())..)
                .map(|text| (Vec::new(), text.unwrap_or_else(|| "null".to_owned())))
                .collect();
            let moment = &change.moment;
            let failed = super::super::totals::fill(store, &plan.totals, moment, &mut texts).await;
            if let Some(error) = failed.into_iter().next() {
                return Err(error);
            }
            columns.extend(texts.into_iter().map(|(_, text)| Some(text)));
        }
        Ok(Arc::new(columns))
    };
    change.read(class, run).await
}

fn id_text(id: Uuid, prefix: &str) -> String {
    format!("\"{}\"", global_id::join(prefix, id))
}

fn whole(key: &str, value: Result<String, Error>, language: Language) -> bytes::Bytes {
    let value = value.map_err(|error| error.at(vec![key.into()]));
    let answer = RootAnswer { value, errors: Vec::new() };
    answer::write(vec![(key, true, answer)], (Vec::new(), None), language)
}

/// A subscriber reads more slowly than things happen.
pub(super) fn too_slow() -> Error {
    Error::new(
        Code::RateLimited,
        Message::new(
            "you read more slowly than things happen: subscribe again with the last cursor as since",
            "您读取的速度跟不上变更：请以最后的 cursor 作为 since 重新订阅",
        ),
    )
}

/// What came after a cursor is no longer all there.
pub(super) fn expired() -> Error {
    Error::new(
        Code::CursorExpired,
        Message::new(
            "what came after this cursor is no longer all kept: read the list anew, and subscribe without since",
            "此游标之后的变更已不再完整保留：请重新读取列表，并不带 since 订阅",
        ),
    )
}
