//! GraphQL: what each type shows, one file a type, and how a document is checked and run.

mod allowed;
mod answer;
mod argument;
mod asked;
mod attached;
mod by;
mod cheaper;
pub mod columns;
mod computed;
mod documents;
mod engine;
mod facts;
mod given;
mod installation;
mod limits;
mod meta;
mod misfit;
mod mutation;
mod one_time;
mod plan;
mod plans;
mod post;
mod precheck;
mod query;
mod registry;
mod resolver;
mod stats;
mod subscription;
mod totals;
mod trim;
mod typename;
pub mod types;
mod validate;
mod variables;
mod views;
mod vocabulary;
mod wall_clock;
mod writing;

use crate::policy::Grants;

pub use attached::AttachedFile;
pub use engine::{Begun, Engine, Explained, GraphQlRequest, GraphQlResponse, Outcome};
pub use installation::Installation;
pub use limits::Limits;
pub use one_time::password_must_change;
pub use subscription::{Feed, Subscribed, Told};
pub use variables::{NoVariables, VariableValues};
pub use wall_clock::WallClock;
pub use writing::Writing;

/// The whole schema in GraphQL's schema definition language.
#[must_use]
pub fn sdl() -> String {
    validate::Checker::new(&Limits::default()).sdl()
}

/// The schema as whoever holds these grants is shown it: without what none of them could use.
#[must_use]
pub fn sdl_for(grants: &Grants) -> String {
    validate::Checker::trimmed(&Limits::default(), &allowed::Allowed::of(grants)).sdl()
}
