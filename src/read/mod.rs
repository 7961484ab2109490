//! Reads are compiled, not resolved: a selection and the viewer's scopes become one SQL statement
//! that builds the answer's JSON under the answer's own keys, and its text goes out untouched.
//!
//! - [`catalog`] is the vocabulary in which `schema` says, as data, what each type shows;
//! - [`subject`] is what the program itself reads of a record, to judge what may be done with it;
//! - [`stats`] is the vocabulary of figures over rows in groups;
//! - [`search`] is how cases are found by the words in them;
//! - [`document`] collects fields and coerces variables as the GraphQL specification has it;
//! - [`compile`] walks both and writes SQL, a scope at every protected table that it touches;
//! - [`Template`] is what comes out, good for as long as the grants are; a request's own [`Moment`]
//!   makes a [`Statement`] of it, and only the store runs one.

mod as_of;
pub mod catalog;
mod civil;
pub mod compile;
pub mod document;
pub mod filter;
pub mod global_id;
pub mod input;
pub mod order;
pub mod page;
pub mod problem;
mod row;
pub mod search;
mod sizes;
pub mod sql;
mod statement;
pub mod stats;
pub mod subject;
pub mod table;
mod weight;

pub use as_of::AsOf;
pub use sizes::Sizes;
pub use statement::{Moment, Purpose, Statement, Template};
pub use weight::{Known, Weight};
