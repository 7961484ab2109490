//! Puts the counts of nested lists into an answer's text, where its statement left marks.

use std::collections::HashMap;

use futures_util::stream::{self, StreamExt};
use memchr::memmem;
use serde_json::Value;
use uuid::Uuid;

use crate::error::Error;
use crate::read::Moment;
use crate::read::compile::{NestedTotal, TotalToken};
use crate::store::{Store, StoreError};

/// How many nested lists of one root field are counted at once: counts have few connections, and
/// others want them too.
const AT_ONCE: usize = 2;

/// Fills in every count of an answer; a count that could not be made is null, with an error at
/// its place.
pub(super) async fn fill(
    store: &Store,
    totals: &[NestedTotal],
    moment: &Moment,
    texts: &mut [(Vec<Value>, String)],
) -> Vec<Error> {
    if totals.is_empty() {
        return Vec::new();
    }
    Box::pin(fill_some(store, totals, moment, texts)).await
}

async fn fill_some(
    store: &Store,
    totals: &[NestedTotal],
    moment: &Moment,
    texts: &mut [(Vec<Value>, String)],
) -> Vec<Error> {
    let prefix = moment.token.prefix();
    let counting = totals.iter().enumerate().map(|(list, total)| {
        let mut rows: Vec<Uuid> = texts
            .iter()
            .flat_map(|(_, text)| marks(text, &prefix))
            .filter(|mark| mark.list == list)
            .map(|mark| mark.row)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        async move {
            if rows.is_empty() {
                return Ok(HashMap::new());
            }
            let counted = store.read_rows(&total.template.for_parents(moment, &rows)).await?;
            Ok(counted.into_iter().filter_map(count).collect::<HashMap<Uuid, String>>())
        }
    });
    let counting = stream::iter(counting.collect::<Vec<_>>());
    let counts: Vec<Result<HashMap<Uuid, String>, StoreError>> =
        counting.buffered(AT_ONCE).collect().await;

    let mut errors = Vec::new();
    for (path, text) in texts {
        for (list, count) in counts.iter().enumerate() {
            if let Err(error) = count {
                let error = super::answer::failure(error);
                let places = places(text, &prefix, list);
                errors.extend(
                    places
                        .into_iter()
                        .map(|place| error.clone().at(path.iter().cloned().chain(place).collect())),
                );
            }
        }
        *text = filled(text, &prefix, &counts);
    }
    errors
}

struct Mark {
    list: usize,
    row: Uuid,
    begin: usize,
    end: usize,
}

fn marks<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = Mark> + 'a {
    memmem::find_iter(text.as_bytes(), prefix.as_bytes()).filter_map(move |begin| {
        let after = begin + prefix.len();
        let (list, row, length) = TotalToken::parse(text.get(after..)?)?;
        Some(Mark { list, row, begin, end: after + length })
    })
}

fn count(row: Vec<Option<String>>) -> Option<(Uuid, String)> {
    let mut columns = row.into_iter();
    let id = Uuid::try_parse(&columns.next()??).ok()?;
    Some((id, columns.next()??))
}

fn filled(
    text: &str,
    prefix: &str,
    counts: &[Result<HashMap<Uuid, String>, StoreError>],
) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut done = 0;
    for mark in marks(text, prefix) {
        filled.push_str(&text[done..mark.begin]);
        let count = counts.get(mark.list).and_then(|counts| counts.as_ref().ok());
        filled.push_str(
            count.and_then(|counts| counts.get(&mark.row)).map_or("null", String::as_str),
        );
        done = mark.end;
    }
    filled.push_str(&text[done..]);
    filled
}

/// Where in the answer the marks of one list are.
fn places(text: &str, prefix: &str, list: usize) -> Vec<Vec<Value>> {
    let mark = format!("{}{list}:", &prefix[1..]);
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_str(text) {
        walk(&value, &mark, &mut Vec::new(), &mut found);
    }
    found
}

fn walk(value: &Value, mark: &str, path: &mut Vec<Value>, found: &mut Vec<Vec<Value>>) {
    match value {
        Value::String(text) if text.starts_with(mark) => found.push(path.clone()),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                path.push(i.into());
                walk(item, mark, path, found);
                path.pop();
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                path.push(key.as_str().into());
                walk(value, mark, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}
