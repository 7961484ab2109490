//! Writes values that were worked out in Rust: what is selected of them, with the rows that stand in
//! them read by their ids, one statement for each place that has any.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::answer::RootAnswer;
use super::{computed, totals};
use crate::error::Error;
use crate::files::Signer;
use crate::policy::Grants;
use crate::read::Moment;
use crate::read::compile::{Given, GivenPlan, GivenRows};
use crate::store::{Store, StoreError};

/// A value, and what is selected of it.
pub(super) struct Worked<'a> {
    pub(super) value: &'a Value,
    pub(super) given: &'a Given,
    /// Where it stands in the response.
    pub(super) path: Vec<Value>,
}

/// By what rows are read, for whom and when.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) store: &'a Store,
    pub(super) signer: &'a Signer,
    pub(super) grants: &'a Grants,
    pub(super) moment: &'a Moment,
}

/// The answer of a field of the root: what is selected of its value.
pub(super) async fn written(
    reader: Reader<'_>,
    key: &str,
    value: &Value,
    given: &GivenPlan,
) -> RootAnswer {
    let worked = [Worked { value, given: &given.value, path: vec![key.into()] }];
    match reader.write(&worked, &given.rows).await {
        Ok((texts, errors)) => {
            RootAnswer { value: texts.into_iter().next().ok_or_else(Error::internal), errors }
        }
        Err(error) => RootAnswer::failed(&error, key),
    }
}

/// The JSON texts of the rows of each statement, by their ids.
type Rows = Vec<HashMap<Uuid, String>>;

impl Reader<'_> {
    /// The JSON text of each value, and what failed inside them. A row that is no more is null, and
    /// not an item of a list.
    pub(super) async fn write(
        self,
        worked: &[Worked<'_>],
        rows: &[GivenRows],
    ) -> Result<(Vec<String>, Vec<Error>), StoreError> {
        let mut ids = vec![Vec::new(); rows.len()];
        for Worked { value, given, .. } in worked {
            collect(value, given, &mut ids);
        }
        let mut read = Vec::with_capacity(rows.len());
        let mut errors = Vec::new();
        let path = worked.first().map_or_else(Vec::new, |worked| worked.path.clone());
        for (of, mut ids) in rows.iter().zip(ids) {
            ids.sort_unstable();
            ids.dedup();
            read.push(self.read(of, &ids, &path, &mut errors).await?);
        }
        let write = |Worked { value, given, .. }: &Worked<'_>| {
            let mut text = String::new();
            write_value(&mut text, value, given, &read);
            text
        };
        Ok((worked.iter().map(write).collect(), errors))
    }

    async fn read(
        self,
        of: &GivenRows,
        ids: &[Uuid],
        path: &[Value],
        errors: &mut Vec<Error>,
    ) -> Result<HashMap<Uuid, String>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = self.store.read_rows(&of.template.for_parents(self.moment, ids)).await?;
        let mut ids = Vec::with_capacity(rows.len());
        let mut texts = Vec::with_capacity(rows.len());
        for row in rows {
            let mut columns = row.into_iter().flatten();
            let (Some(id), Some(text)) = (columns.next(), columns.next()) else { continue };
            let Ok(id) = Uuid::try_parse(&id) else { continue };
            ids.push(id);
            texts.push((path.to_vec(), text));
        }
        errors.extend(totals::fill(self.store, &of.totals, self.moment, &mut texts).await);
        if of.is_computed {
            for (_, text) in &mut texts {
                computed::fill(text, self.moment, self.grants, self.signer);
            }
        }
        Ok(ids.into_iter().zip(texts.into_iter().map(|(_, text)| text)).collect())
    }
}

fn id_of(value: &Value) -> Option<Uuid> {
    value.as_str().and_then(|id| Uuid::try_parse(id).ok())
}

fn collect(value: &Value, given: &Given, ids: &mut [Vec<Uuid>]) {
    if let Value::Array(items) = value {
        items.iter().for_each(|item| collect(item, given, ids));
        return;
    }
    match given {
        Given::Row(number) => {
            if let (Some(ids), Some(id)) = (ids.get_mut(*number), id_of(value)) {
                ids.push(id);
            }
        }
        Given::Object(fields) => {
            for field in fields {
                if let Some(value) = value.get(&field.name) {
                    collect(value, &field.value, ids);
                }
            }
        }
        Given::Leaf | Given::TypeName(_) => {}
    }
}

fn write_value(text: &mut String, value: &Value, given: &Given, rows: &Rows) {
    match (value, given) {
        (_, Given::TypeName(name)) => text.push_str(&format!("\"{name}\"")),
        (Value::Array(items), given) => {
            let is_there = |item: &&Value| match given {
                Given::Row(number) => row(item, *number, rows).is_some(),
                _ => true,
            };
            text.push('[');
            for (i, item) in items.iter().filter(is_there).enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write_value(text, item, given, rows);
            }
            text.push(']');
        }
        (Value::Object(_), Given::Object(fields)) => {
            text.push('{');
            for (i, field) in fields.iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                text.push_str(&format!("\"{}\":", field.key));
                let value = value.get(&field.name).unwrap_or(&Value::Null);
                write_value(text, value, &field.value, rows);
            }
            text.push('}');
        }
        (value, Given::Row(number)) => {
            text.push_str(row(value, *number, rows).map_or("null", String::as_str));
        }
        (value, Given::Leaf | Given::Object(_)) => text.push_str(&value.to_string()),
    }
}

fn row<'a>(value: &Value, number: usize, rows: &'a Rows) -> Option<&'a String> {
    rows.get(number)?.get(&id_of(value)?)
}
