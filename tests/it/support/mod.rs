//! What all tests share: throwaway databases and the product over them.

mod asking;
mod cluster;
mod database;
mod dice;
pub(crate) mod import;
mod server;
mod small_disk;
mod wire;

pub(crate) use asking::{Asking, request};
pub(crate) use cluster::OwnCluster;
pub(crate) use database::{Backend, Database, postgres};
pub(crate) use dice::Dice;
pub(crate) use server::{PASSWORD, Server, Setup};
pub(crate) use small_disk::SmallDisk;
pub(crate) use wire::{Wire, statuses};

use wardbook::schema::{Engine, Installation, Limits};
use wardbook::store::Store;

/// A client that speaks HTTP. Of TLS it says nothing here, but is not made without.
pub(crate) fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

fn installation() -> Installation {
    Installation {
        name: "Test".to_owned(),
        time_zone: chrono_tz::Asia::Shanghai,
        max_upload_bytes: 20 << 20,
    }
}

/// An engine that does not mind what a query costs.
pub(crate) fn engine(store: &Store) -> Engine {
    let limits = Limits { cost: u64::MAX, ..Limits::default() };
    Engine::new(store.clone(), installation(), limits)
}

/// An engine with these limits.
pub(crate) fn engine_with_limits(store: &Store, limits: Limits) -> Engine {
    Engine::new(store.clone(), installation(), limits)
}

/// A story that runs on both databases, as two tests of its name.
macro_rules! both {
    ($(#[$doc:meta])* async fn $name:ident($backend:ident: $kind:ty) $story:block) => {
        mod $name {
            use super::*;

            $(#[$doc])*
            async fn story($backend: $kind) $story

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                story(crate::support::Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if crate::support::postgres().is_some() {
                    story(crate::support::Backend::Postgres).await;
                }
            }
        }
    };
}
pub(crate) use both;
