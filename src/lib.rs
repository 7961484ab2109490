//! wardbook: a GraphQL API over the work of a town's governance centre.
//!
//! The rooms, in the order in which a request walks through them:
//!
//! - [`http`] knows axum: routes, media types, status codes, limits of size;
//! - [`identity`] turns a bearer token into a user, and a password into tokens;
//! - [`policy`] turns a user into grants and scopes; casbin lives here, and no database;
//! - [`schema`] is GraphQL: what each type shows, one file a type, and how a document is run;
//! - [`read`] compiles a selection and a scope into one SQL statement;
//! - [`desk`] holds the rules of the work as pure functions over plain values;
//! - [`store`] alone holds the database connection;
//! - [`files`] keeps what people send: what it is, its bytes, addresses that are good for a while.
//!
//! [`import`] reads and checks files that bring data in, and [`ledger`] writes those that take it
//! out, which [`export`] fills page by page; [`demo`] makes a town up.
//!
//! [`cli`] is the command line over all of it, [`config`] what an installation may set,
//! [`secret`] the keys, and [`error`] what a client is told when something is refused.

pub mod archive;
pub mod cli;
pub mod config;
pub mod demo;
pub mod desk;
pub mod error;
pub mod export;
pub mod files;
pub mod http;
pub mod identity;
pub mod import;
pub mod ledger;
pub mod policy;
mod priority;
pub mod read;
pub mod schema;
pub mod secret;
pub mod store;
