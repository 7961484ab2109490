//! What all tests share: throwaway databases and the product over them.

mod asking;
mod cluster;
mod command;
mod database;
mod dice;
pub(crate) mod import;
mod own_role;
mod server;
mod small_disk;
mod wire;

pub(crate) use asking::{Asking, request};
pub(crate) use cluster::OwnCluster;
pub(crate) use command::{Installed, name};
pub(crate) use database::{Backend, Database, postgres};
pub(crate) use dice::Dice;
pub(crate) use own_role::{FIRE_INSPECTOR, add_grant, add_role};
pub(crate) use server::{PASSWORD, Server, Setup, password_hashes};
pub(crate) use small_disk::SmallDisk;
pub(crate) use wire::{Wire, statuses};

use std::sync::Arc;

use wardbook::files::Signer;
use wardbook::policy::Authorizer;
use wardbook::schema::{Engine, Installation, Limits, WallClock, Writing};
use wardbook::secret::{KeyRing, Keys};
use wardbook::store::Store;

/// A client that speaks HTTP. Of TLS it says nothing here, but is not made without.
pub(crate) fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

pub(crate) fn installation() -> Installation {
    Installation {
        name: "Test".to_owned(),
        time_zone: chrono_tz::Asia::Shanghai,
        max_upload_bytes: 20 << 20,
    }
}

/// An engine that does not mind what a query costs.
pub(crate) fn engine(store: &Store) -> Engine {
    let limits = Limits { cost: u64::MAX, ..Limits::default() };
    Engine::new(store.clone(), installation(), limits, writing(store))
}

/// What engines of tests write with: keys of their own, and the system's time.
pub(crate) fn writing(store: &Store) -> Writing {
    let keys = Arc::new(Keys::generate().unwrap());
    Writing {
        authorizer: Arc::new(Authorizer::new(store.policy_source())),
        signer: Signer::new(Arc::clone(&keys)),
        keys: Arc::new(KeyRing::fixed(keys)),
        clock: WallClock::default(),
        asks_for_reason: false,
        visits_late_by: wardbook::desk::patrol::OFFLINE,
        second_administrator: Default::default(),
    }
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
