//! What all tests share: throwaway databases and the product over them.

mod cluster;
mod database;

pub(crate) use database::{Backend, Database};

use wardbook::schema::{Engine, Installation, Limits};
use wardbook::store::Store;

/// An engine whose only limits are those that no test reaches by size alone.
pub(crate) fn engine(store: &Store) -> Engine {
    let installation = Installation {
        name: "Test".to_owned(),
        time_zone: chrono_tz::Asia::Shanghai,
        max_upload_bytes: 20 << 20,
    };
    let limits = Limits { cost: u64::MAX, ..Limits::default() };
    Engine::new(store.clone(), installation, limits)
}
