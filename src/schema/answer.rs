//! Running a root field's plan, and writing the response.

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::computed;
use crate::error::{Code, Error, Language, Message};
use crate::files::Signer;
use crate::policy::Grants;
use crate::read::Moment;
use crate::read::compile::{Columns, KeyValue, RootPlan};
use crate::store::{Store, StoreError};

/// The value of a root field as JSON text, or why there is none, and what failed inside it.
#[derive(Debug)]
pub(super) struct RootAnswer {
    pub(super) value: Result<String, Error>,
    pub(super) errors: Vec<Error>,
}

impl RootAnswer {
    pub(super) fn of(text: String) -> Self {
        Self { value: Ok(text), errors: Vec::new() }
    }

    /// There is no answer to the field of this key, and this is why.
    pub(super) fn refused(error: Error, key: &str) -> Self {
        Self { value: Err(error.at(vec![key.into()])), errors: Vec::new() }
    }

    /// There is no answer to the field of this key, since the database failed.
    pub(super) fn failed(error: &StoreError, key: &str) -> Self {
        Self::refused(failure(error), key)
    }
}

/// Runs the statements of one root field.
pub(super) async fn run(
    (store, signer): (&Store, &Signer),
    grants: &Grants,
    key: &str,
    plan: &RootPlan,
    moment: &Moment,
) -> RootAnswer {
    let read = async {
        match &plan.read {
            Some(template) => store.read_row(&template.at(moment)).await,
            None => Ok(Vec::new()),
        }
    };
    let count = async {
        match &plan.count {
            Some(template) => Some(store.read_count(&template.at(moment)).await),
            None => None,
        }
    };
    let (columns, count) = match &plan.count {
        None => (read.await, None),
        Some(_) => tokio::join!(read, count),
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(error) => return RootAnswer::failed(&error, key),
    };
    let mut errors = Vec::new();
    let value = match &plan.columns {
        Columns::Null => "null".to_owned(),
        Columns::Value => {
            let text = columns.into_iter().next().flatten().unwrap_or_else(|| "null".to_owned());
            let mut texts = [(vec![key.into()], text)];
            errors.extend(super::totals::fill(store, &plan.totals, moment, &mut texts).await);
            let [(_, mut text)] = texts;
            if plan.is_computed {
                computed::fill(&mut text, moment, grants, signer);
            }
            text
        }
        Columns::Keys(keys) => {
            let mut columns = columns.into_iter().flatten();
            let mut texts: Vec<(Vec<Value>, String)> = Vec::with_capacity(keys.len());
            for (name, value) in keys {
                let text = match value {
                    KeyValue::Column => columns.next().unwrap_or_else(|| "null".to_owned()),
                    KeyValue::TypeName(name) => format!("\"{name}\""),
                    KeyValue::Count => match &count {
                        Some(Ok(count)) => count.to_string(),
                        Some(Err(error)) => {
                            let path = vec![key.into(), name.as_str().into()];
                            errors.push(failure(error).at(path));
                            "null".to_owned()
                        }
                        None => "null".to_owned(),
                    },
                };
                texts.push((vec![key.into(), name.as_str().into()], text));
            }
            errors.extend(super::totals::fill(store, &plan.totals, moment, &mut texts).await);
            if plan.is_computed {
                texts.iter_mut().for_each(|(_, text)| computed::fill(text, moment, grants, signer));
            }
            let entries =
                keys.iter().zip(&texts).map(|((name, _), (_, text))| (name.as_str(), text));
            let mut text = String::new();
            write_object(&mut text, entries);
            text
        }
    };
    RootAnswer { value: Ok(value), errors }
}

/// After how many seconds one may come again whose heavy query found too many before it.
const COME_AGAIN: u64 = 10;

/// What a client is told of a failure of the database.
pub(super) fn failure(error: &StoreError) -> Error {
    match error {
        StoreError::Timeout => Error::new(
            Code::Timeout,
            Message::new("this took too long; ask for less", "查询超时，请缩小查询范围"),
        ),
        StoreError::Busy => {
            let message = Message::new(
                "too many heavy queries wait already; try again soon, or ask for less",
                "排队的大型查询过多，请稍后再试，或缩小查询范围",
            );
            let mut error = Error::new(Code::RateLimited, message);
            error.extensions.insert("retryAfter".into(), COME_AGAIN.into());
            error
        }
        StoreError::Unavailable(_) | StoreError::Collided(_) => Error::new(
            Code::Unavailable,
            Message::new(
                "the database is out of reach; try again soon",
                "数据库暂时不可用，请稍后再试",
            ),
        ),
        StoreError::UnknownUrl(_) | StoreError::Refused(_) | StoreError::Failed(_) => {
            Error::internal()
        }
    }
}

/// Writes an object of these keys and JSON texts. Room for all of it is made at once: an answer may
/// be a megabyte.
pub(super) fn write_object<'a>(
    text: &mut String,
    entries: impl Iterator<Item = (&'a str, &'a String)> + Clone,
) {
    const SIGNS: usize = r#","":"#.len();
    let needed: usize = entries.clone().map(|(key, value)| key.len() + value.len() + SIGNS).sum();
    // What closes it, and what stands around it.
    text.reserve(needed + 8);
    text.push('{');
    for (i, (key, value)) in entries.enumerate() {
        if i > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(key);
        text.push_str("\":");
        text.push_str(value);
    }
    text.push('}');
}

/// The response of an operation that was run: its root fields in the document's order, each with
/// whether null is no value of it. It tells of warnings, and of which moment it is, where that is not
/// the request's own.
pub(super) fn write(
    answers: Vec<(&str, bool, RootAnswer)>,
    (warnings, as_of): (Vec<Value>, Option<DateTime<Utc>>),
    language: Language,
) -> Bytes {
    let mut errors = Vec::new();
    let mut values = Vec::with_capacity(answers.len());
    let mut null = false;
    for (key, non_null, answer) in answers {
        errors.extend(answer.errors);
        let value = answer.value.unwrap_or_else(|error| {
            errors.push(error);
            "null".to_owned()
        });
        null |= non_null && value == "null";
        values.push((key, value));
    }
    let mut text = if errors.is_empty() {
        "{\"data\":".to_owned()
    } else {
        format!("{{\"errors\":{},\"data\":", array(&errors, language))
    };
    if null {
        text.push_str("null");
    } else {
        write_object(&mut text, values.iter().map(|(key, value)| (*key, value)));
    }
    let mut extensions = Map::new();
    if !warnings.is_empty() {
        extensions.insert("warnings".to_owned(), warnings.into());
    }
    if let Some(moment) = as_of {
        let moment = moment.to_rfc3339_opts(SecondsFormat::Micros, true);
        extensions.insert("dataAsOf".to_owned(), moment.into());
    }
    if !extensions.is_empty() {
        text.push_str(&format!(",\"extensions\":{}", Value::Object(extensions)));
    }
    text.push('}');
    text.into()
}

/// The response to a request that was not run: errors and no data.
pub(super) fn refuse(errors: &[Error], language: Language) -> Bytes {
    format!("{{\"errors\":{}}}", array(errors, language)).into()
}

fn array(errors: &[Error], language: Language) -> Value {
    errors.iter().map(|error| error.to_json(language)).collect()
}
