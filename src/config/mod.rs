//! What an installation may set, and where it comes from.
//!
//! Each setting has one name: `listen` in the file is `--listen` on the command line and
//! `WARDBOOK_LISTEN` in the environment. A flag wins over the environment, the environment over the
//! file. A [`Layer`] is what one of these says; [`Settings::resolve`] makes of the layers what the
//! program runs with, and names everything that is missing or wrong at once.

mod bucket;
mod connections;
mod costs;
mod database;
mod federation;
mod issuers;
mod layer;
mod settings;

pub use bucket::{BucketUrl, BucketUrlError};
pub use connections::{Database, half_of_the_processors};
pub use costs::RoleCosts;
pub use database::{DatabaseUrl, DatabaseUrlError};
pub use federation::{
    Algorithm, ClaimPath, ClientSecret, Federation, JwtIssuer, OpenIdProvider, Provisioning,
    RoleRule, RulePlace, is_protected,
};
pub use issuers::{JwtIssuerLayer, OidcLayer, RoleLayer};
pub use layer::{FileError, Layer, LogFormat, LogLevel, MetricsListen, SecondAdministrator};
pub use settings::{Incomplete, Installation, Log, Queries, Server, Settings, TokenLifetimes};
