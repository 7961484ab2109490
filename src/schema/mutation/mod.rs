//! The mutations: each an input, what it does to the store, and what it answers with. They run one
//! after the other, in the document's order, and their answers are read by the compiler.
//!
//! A kind of record has a folder with its [`Chapter`]: its mutations in the order of the schema, each
//! of them a file's function that reads its input and calls the store, and the input objects that
//! only stand within others.

mod account;
mod cases;
mod categories;
mod checks;
mod exports;
mod files;
mod hazards;
mod input;
mod location;
mod needs;
mod outcome;
mod patrols;
mod places;
pub(super) mod policies;
mod record_words;
mod saved;
mod shifts;
mod teams;
mod tokens;
mod users;

use std::sync::LazyLock;

use async_graphql::Name;
use async_graphql_value::{ConstValue, from_value};
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::error::Language;
use crate::read::catalog::Payload;
use crate::read::input::{InputField, InputObject};
use crate::store::Store;
use crate::store::change::{Acting, IdempotencyKey, Made, Unmade};
pub(super) use account::CHANGE_PASSWORD;
pub(super) use cases::PLAIN;
use input::{Input, Reading};
use needs::Needs;
pub(super) use outcome::told;

/// A call of a mutation.
pub(super) struct Call<'a> {
    pub(super) acting: Acting<'a>,
    pub(super) store: &'a Store,
    /// Its argument, as its type has it.
    pub(super) input: ConstValue,
    /// What the fields of its input are called by: `input.`, or nothing where they are arguments.
    pub(super) within: &'static str,
    /// The language of sentences in its answer.
    pub(super) language: Language,
    /// Whether whoever looks at a reporter must say why.
    pub(super) asks_for_reason: bool,
    /// What the installation is called.
    pub(super) installation: &'a str,
    /// How long a phone may have been offline that tells of a visit.
    pub(super) visits_late_by: TimeDelta,
}

/// What a mutation has done.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) made: Made,
    /// The values of the payload's fields that are worked out in Rust.
    pub(super) given: Option<Value>,
    pub(super) warnings: Vec<Warning>,
}

/// A field of the input that holds what would better stand elsewhere: a number of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Warning {
    pub(super) field: String,
}

type Outcome = Result<Done, Unmade>;

/// One mutation.
pub(super) struct Mutation {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) payload: &'static Payload,
    pub(super) input: InputObject,
    /// It stands alone in its operation, which is sent by POST.
    pub(super) is_alone: bool,
    /// The fields of its input are its arguments, and it has none called `input`.
    pub(super) is_spread: bool,
    /// What it needs of the policy; nothing where the tables of transitions say so, or nobody is barred.
    needs: Needs,
    pub(super) run: for<'a> fn(Call<'a>) -> BoxFuture<'a, Outcome>,
}

impl Mutation {
    /// Its arguments: one that is its input, or the fields of that.
    pub(super) fn arguments(&self) -> Vec<InputField> {
        if self.is_spread {
            return self.input.fields.clone();
        }
        let description = "What is to be done.";
        vec![InputField { name: "input", description, ty: format!("{}!", self.input.name) }]
    }

    /// What stands before the names of its input's fields in problems.
    pub(super) fn within(&self) -> &'static str {
        if self.is_spread { "" } else { "input." }
    }

    /// Its input, from the values of its arguments.
    pub(super) fn input(&self, arguments: Vec<(InputField, ConstValue)>) -> ConstValue {
        if self.is_spread {
            let named = |(field, value): (InputField, _)| (Name::new(field.name), value);
            return ConstValue::Object(arguments.into_iter().map(named).collect());
        }
        arguments.into_iter().next().map(|(_, input)| input).unwrap_or_default()
    }
}

/// The mutations of one kind of record.
#[derive(Default)]
struct Chapter {
    /// In the order of the schema.
    mutations: Vec<Mutation>,
    /// The input objects that stand within others alone.
    nested: Vec<InputObject>,
}

impl Call<'_> {
    /// Its input, and what looks at the values of it.
    fn read<T: Input>(&self) -> Result<(T, Reading), Unmade> {
        // The value is of the type that the schema has for it, and so is the struct.
        let input = from_value(self.input.clone()).map_err(|error| {
            Unmade::Failed(crate::store::StoreError::Failed(format!("an input: {error}")))
        })?;
        Ok((input, Reading::new(self.acting.now, self.within)))
    }

    /// The key of the request with a hash of its input.
    fn key(&self, key: Option<&String>, reading: &mut Reading) -> Option<IdempotencyKey> {
        let key = reading.words(key?, "idempotencyKey", input::KEY);
        let text = one_way(&self.input).to_string();
        // Under the keys: a reporter could be guessed from a plain hash.
        let input = self.acting.keys.keys().fingerprint("idempotency keys", &text);
        Some(IdempotencyKey { key, input })
    }
}

/// An input as all write it who mean the same: without the fields that are null, the others in
/// their alphabet's order, and whole numbers without a point.
fn one_way(input: &ConstValue) -> Value {
    match input {
        ConstValue::Object(fields) => {
            let given = fields.iter().filter(|(_, value)| **value != ConstValue::Null);
            let mut fields: Vec<_> =
                given.map(|(name, value)| (name.to_string(), one_way(value))).collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(fields.into_iter().collect())
        }
        ConstValue::List(items) => items.iter().map(one_way).collect(),
        ConstValue::Number(number) => match number.as_f64() {
            // Each whole number up to here is a floating point number of its own.
            Some(float) if float.fract() == 0.0 && float.abs() < (1_i64 << 53) as f64 => {
                (float as i64).into()
            }
            Some(float) => float.into(),
            None => Value::Number(number.clone()),
        },
        other => other.clone().into_json().unwrap_or_default(),
    }
}

/// What a change comes to, with what should be known of its input.
fn done(made: Result<Made, Unmade>, warnings: Vec<Warning>) -> Outcome {
    Ok(Done { made: made?, given: None, warnings })
}

macro_rules! mutation {
    ($name:literal, $run:path, $input:ty, $payload:path, $description:literal) => {
        $crate::schema::mutation::Mutation {
            name: $name,
            description: $description,
            payload: &$payload,
            input: <$input as $crate::schema::mutation::input::Input>::object(),
            is_alone: false,
            is_spread: false,
            needs: &[],
            run: |call| Box::pin($run(call)),
        }
    };
}

use mutation;

/// The mutations of each kind of record, in the order of the schema.
static CHAPTERS: LazyLock<Vec<Chapter>> = LazyLock::new(|| {
    vec![
        cases::chapter(),
        files::chapter(),
        places::chapter(),
        checks::chapter(),
        hazards::chapter(),
        patrols::chapter(),
        shifts::chapter(),
        tokens::chapter(),
        account::chapter(),
        users::chapter(),
        teams::chapter(),
        categories::chapter(),
        policies::chapter(),
        exports::chapter(),
    ]
});

/// All mutations, in the order of the schema.
pub(super) fn mutations() -> impl Iterator<Item = &'static Mutation> {
    CHAPTERS.iter().flat_map(|chapter| &chapter.mutations)
}

/// The mutation of this name.
pub(super) fn named(name: &str) -> Option<&'static Mutation> {
    mutations().find(|mutation| mutation.name == name)
}

/// Every input object of mutations.
pub(super) fn input_objects() -> Vec<InputObject> {
    let nested = CHAPTERS.iter().flat_map(|chapter| &chapter.nested);
    let shared = [location::LocationInput::object()];
    let inputs = mutations().filter(|mutation| !mutation.is_spread).map(|mutation| &mutation.input);
    let mut objects: Vec<InputObject> = Vec::new();
    for object in shared.iter().chain(nested).chain(inputs) {
        if !objects.iter().any(|known| known.name == object.name) {
            objects.push(object.clone());
        }
    }
    objects
}
