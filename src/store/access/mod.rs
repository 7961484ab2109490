//! Why somebody may or may not do something, and who may: what the policy is asked by, read from the
//! database. Whoever asks learns nothing of a user, record or area out of their sight, not even that
//! there is one.

mod explained;
mod holders;
mod people;
mod target;

pub use explained::{AccessAnswer, AccessQuestion};
pub use holders::{Holder, Holders};
pub use target::{Target, Which};

use std::collections::HashMap;

use serde::Deserialize;
use uuid::Uuid;

use super::aim::Aim;
use super::fetch::Wanted;
use super::{Store, StoreError};
use crate::error::Message;
use crate::policy::{AreaRef, Domain, Level, SourceError};
use crate::read::sql::{Binds, Dialect};

/// How often all is read again because a change of the policy came in between.
const MOST_TRIES: usize = 8;

/// An area as these statements tell it.
#[derive(Debug, Clone, Deserialize)]
struct NamedArea {
    id: Uuid,
    level: String,
    path: String,
    name: String,
    name_en: Option<String>,
}

impl NamedArea {
    fn domain(&self) -> Option<Domain> {
        let level = Level::from_name(&self.level)?;
        Some(Domain::Area(AreaRef { id: self.id, level, path: self.path.as_str().into() }))
    }
}

/// The object of an area whose id an expression gives, or null.
fn area_of(dialect: Dialect, id: &str) -> String {
    let entries = [
        ("id".to_owned(), dialect.hex_of_uuid("a.id")),
        ("level".to_owned(), "a.level".to_owned()),
        ("path".to_owned(), "a.path".to_owned()),
        ("name".to_owned(), "a.name".to_owned()),
        ("name_en".to_owned(), "a.name_en".to_owned()),
    ];
    format!("(select {} from areas a where a.id = {id})", dialect.object(&entries))
}

/// What areas are called, by their ids.
#[derive(Debug, Default)]
struct Names(HashMap<Uuid, Message>);

impl Names {
    fn add<'a>(&mut self, areas: impl IntoIterator<Item = &'a NamedArea>) {
        self.0.extend(areas.into_iter().map(|area| {
            let en = area.name_en.as_ref().unwrap_or(&area.name);
            (area.id, Message::new(en.clone(), area.name.clone()))
        }));
    }

    /// Its name, or else its path.
    fn of(&self, domain: &Domain) -> Message {
        let name = match domain {
            Domain::Area(area) => self.0.get(&area.id),
            Domain::Everywhere => None,
        };
        let path = || domain.as_casbin().to_owned();
        name.cloned().unwrap_or_else(|| Message::new(path(), path()))
    }
}

impl Store {
    /// The rows of a statement of one column of JSON each.
    async fn json_rows<T: serde::de::DeserializeOwned>(
        &self,
        text: String,
        binds: Binds,
    ) -> Result<Vec<T>, StoreError> {
        let bound = binds.into_values();
        let limit = self.pools.statement;
        let rows = self.query(Aim::Identity, &text.into(), &bound, limit, Wanted::All).await?;
        let texts = rows.into_iter().filter_map(|row| row.into_iter().next().flatten());
        texts.map(|text| serde_json::from_str(&text).map_err(unreadable)).collect()
    }
}

fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Failed(format!("the standing of a user or record: {error}"))
}

fn of_source(error: SourceError) -> StoreError {
    StoreError::Unavailable(error.to_string())
}

fn too_fast() -> StoreError {
    StoreError::Unavailable("the policy changes faster than it can be read".to_owned())
}
