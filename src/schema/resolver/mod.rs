//! The fields of the root that no one statement answers: what the policy says, worked out in Rust.
//! Rows that stand in what they answer are read by the compiler, as far as the viewer may see them.

pub(super) mod access;
pub(super) mod policy;

use async_graphql_value::ConstValue;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::answer::RootAnswer;
use super::given::{self, Reader};
use crate::error::{Error, Language};
use crate::policy::{Authorizer, Grants};
use crate::read::catalog::PlainType;
use crate::read::compile::GivenPlan;
use crate::read::input::{InputField, InputObject};
use crate::store::Store;

/// A field of the root that is worked out in Rust.
#[derive(Debug)]
pub(super) struct Resolver {
    /// Its arguments, in the order of the schema.
    pub(super) arguments: fn() -> Vec<InputField>,
    /// What it costs, beside what is selected of its answer: where that is a list in pages, for each
    /// node; see [`Cost`](crate::read::compile::Cost).
    pub(super) cost: u64,
    /// Works its value out: fields by their names; rows by their ids, as text. An error is told at
    /// the field.
    pub(super) run: for<'a> fn(Resolving<'a>) -> BoxFuture<'a, Result<Value, Error>>,
}

/// A call of a resolver.
pub(super) struct Resolving<'a> {
    pub(super) store: &'a Store,
    /// Tells what others may do.
    pub(super) authorizer: &'a Authorizer,
    /// What the viewer may do.
    pub(super) grants: &'a Grants,
    pub(super) now: DateTime<Utc>,
    /// The language of sentences in its answer.
    pub(super) language: Language,
    /// The response key, which problems of arguments begin with.
    pub(super) key: &'a str,
    /// Those of its arguments that were given, as their types have them.
    pub(super) arguments: &'a [(&'static str, ConstValue)],
}

impl Resolving<'_> {
    /// The value of an argument; none where it was not given, or is null.
    pub(super) fn argument(&self, name: &str) -> Option<&ConstValue> {
        let (_, value) = self.arguments.iter().find(|(known, _)| *known == name)?;
        (*value != ConstValue::Null).then_some(value)
    }

    /// The value of an argument that is text or an id.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.argument(name)? {
            ConstValue::String(text) => Some(text),
            _ => None,
        }
    }
}

/// A resolver that is to be run.
pub(super) struct ResolverPlan {
    pub(super) resolver: &'static Resolver,
    pub(super) arguments: Vec<(&'static str, ConstValue)>,
    pub(super) given: GivenPlan,
}

/// Works out the value of the field of this key, and writes what is selected of it.
pub(super) async fn run(
    reader: Reader<'_>,
    key: &str,
    plan: &ResolverPlan,
    (authorizer, language): (&Authorizer, Language),
) -> RootAnswer {
    let Reader { store, grants, moment, .. } = reader;
    let (now, arguments) = (moment.now, plan.arguments.as_slice());
    let resolving = Resolving { store, authorizer, grants, now, language, key, arguments };
    let value = match (plan.resolver.run)(resolving).await {
        Ok(value) => value,
        Err(error) => return RootAnswer::refused(error, key),
    };
    given::written(reader, key, &value, &plan.given).await
}

/// The types that resolvers answer with, or that stand in such.
pub(super) const PLAIN: &[&[PlainType]] = &[policy::PLAIN, policy::impact::PLAIN, access::PLAIN];

/// The input objects of their arguments that no mutation has.
pub(super) fn input_objects() -> Vec<InputObject> {
    Vec::new()
}
