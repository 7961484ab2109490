//! Running a mutation: what it does, and then the answer, which is read like any other.

use std::sync::Arc;

use async_graphql_value::ConstValue;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::answer::{RootAnswer, failure};
use super::computed;
use super::given::{Reader, Worked};
use super::mutation::{Call, Done, Mutation, told};
use super::wall_clock::WallClock;
use crate::config::SecondAdministrator;
use crate::desk::refusal::Refusal;
use crate::error::{Language, Message};
use crate::files::Signer;
use crate::policy::{Authorizer, Grants};
use crate::read::compile::{PayloadPart, PayloadPlan};
use crate::read::{Moment, global_id};
use crate::secret::KeyRing;
use crate::store::change::{Acting, Unmade};
use crate::store::{Store, StoreError};

/// What mutations need beside the store.
#[derive(Clone)]
pub struct Writing {
    /// Tells what others may do, such as those who are to be handed a case.
    pub authorizer: Arc<Authorizer>,
    /// Seal what is kept of reporters and parties.
    pub keys: Arc<KeyRing>,
    /// Makes the addresses of files.
    pub signer: Signer,
    /// Dates what is changed.
    pub clock: WallClock,
    /// Whether whoever looks at a reporter must say why.
    pub asks_for_reason: bool,
    /// How long a phone may have been offline that tells of a visit of a patrol.
    pub visits_late_by: TimeDelta,
    /// Whether what nobody may decide for themselves waits for a second administrator.
    pub second_administrator: SecondAdministrator,
}

/// A mutation that is to be run.
pub(super) struct MutationPlan {
    pub(super) mutation: &'static Mutation,
    pub(super) input: ConstValue,
    pub(super) payload: PayloadPlan,
}

/// What a mutation came to: its answer, and what should be known of its input.
pub(super) struct Ran {
    pub(super) answer: RootAnswer,
    pub(super) warnings: Vec<(String, Message)>,
}

/// How often a mutation is tried again that the database gave up for another one.
const AGAIN: usize = 3;

/// Runs a mutation of the field of this key.
pub(super) async fn run(
    (store, writing, zone): (&Store, &Writing, chrono_tz::Tz),
    (installation, language): (&str, Language),
    grants: &Grants,
    (key, plan): (&str, &MutationPlan),
    moment: &Moment,
) -> Ran {
    let acting = Acting {
        grants,
        now: moment.now,
        zone,
        authorizer: &writing.authorizer,
        keys: &writing.keys,
        second_administrator: writing.second_administrator,
    };
    let Writing { asks_for_reason, visits_late_by, .. } = *writing;
    let call = || {
        let (input, within) = (plan.input.clone(), plan.mutation.within());
        Call {
            acting,
            store,
            input,
            within,
            language,
            asks_for_reason,
            installation,
            visits_late_by,
        }
    };
    let mut outcome = (plan.mutation.run)(call()).await;
    for _ in 0..AGAIN {
        let Err(Unmade::Failed(StoreError::Collided(_))) = outcome else { break };
        outcome = (plan.mutation.run)(call()).await;
    }
    match outcome {
        Ok(done) => {
            let warnings = done.warnings.iter().map(|warning| {
                let message = Message::new(
                    "this holds the number of a person: what is known of a reporter belongs in \
                     its own fields, where it is sealed",
                    "此处含有个人号码：反映人信息应填入专用字段，以便加密保存",
                );
                (warning.field.clone(), message)
            });
            let warnings = warnings.collect();
            Ran {
                answer: answer((store, writing), grants, key, &plan.payload, moment, done).await,
                warnings,
            }
        }
        Err(unmade) => {
            note_refusal(store, grants, plan.mutation, &unmade, moment).await;
            let value = Err(told(unmade).at(vec![key.into()]));
            Ran { answer: RootAnswer { value, errors: Vec::new() }, warnings: Vec::new() }
        }
    }
}

/// Notes on the audit trail what was refused of what protects persons and the policy itself. That it
/// is refused does not depend on it.
async fn note_refusal(
    store: &Store,
    grants: &Grants,
    mutation: &Mutation,
    unmade: &Unmade,
    moment: &Moment,
) {
    let Unmade::Refused(Refusal::Forbidden(object, action)) = unmade else { return };
    if !object.is_watched() {
        return;
    }
    let (user, what) = (grants.user_id(), (*object, *action));
    if let Err(error) = store.note_refusal(user, what, mutation.name, moment.now).await {
        tracing::error!(%error, "a refusal could not be noted on the audit trail");
    }
}

/// Reads what a mutation answers with.
async fn answer(
    (store, writing): (&Store, &Writing),
    grants: &Grants,
    key: &str,
    plan: &PayloadPlan,
    moment: &Moment,
    done: Done,
) -> RootAnswer {
    let made = done.made;
    let or_none = |id: Option<uuid::Uuid>| id.unwrap_or_default();
    let made = [made.record, or_none(made.event), or_none(made.other), or_none(made.into)];
    let moment = Moment { made, ..moment.clone() };
    let columns = match &plan.read {
        Some(template) => store.read_row(&template.at(&moment)).await,
        None => Ok(Vec::new()),
    };
    let mut columns = match columns {
        Ok(columns) => columns.into_iter(),
        Err(error) => {
            return done_but(&error, key);
        }
    };
    let null = || "null".to_owned();
    let mut texts = Vec::with_capacity(plan.parts.len());
    let mut worked = Vec::new();
    for (name, part) in &plan.parts {
        let text = match part {
            PayloadPart::Column => columns.next().flatten().unwrap_or_else(null),
            PayloadPart::Id(which, prefix) => id_text(moment.made(*which), prefix),
            PayloadPart::Given(field, given) => {
                let value = done.given.as_ref().and_then(|all| all.get(*field));
                if let Some(value) = value {
                    let path = vec![key.into(), name.as_str().into()];
                    worked.push((texts.len(), Worked { value, given, path }));
                }
                null()
            }
            PayloadPart::TypeName(name) => json!(name).to_string(),
        };
        texts.push((vec![key.into(), name.as_str().into()], text));
    }
    let mut errors = super::totals::fill(store, &plan.totals, &moment, &mut texts).await;
    if plan.is_computed {
        texts
            .iter_mut()
            .for_each(|(_, text)| computed::fill(text, &moment, grants, &writing.signer));
    }
    let reader = Reader { store, signer: &writing.signer, grants, moment: &moment };
    let (places, worked): (Vec<usize>, Vec<Worked<'_>>) = worked.into_iter().unzip();
    match reader.write(&worked, &plan.rows).await {
        Ok((written, failed)) => {
            for (place, written) in places.into_iter().zip(written) {
                if let Some((_, text)) = texts.get_mut(place) {
                    *text = written;
                }
            }
            errors.extend(failed);
        }
        Err(error) => return done_but(&error, key),
    }
    let entries = plan.parts.iter().zip(&texts).map(|((name, _), (_, text))| (name.as_str(), text));
    let mut text = String::new();
    super::answer::write_object(&mut text, entries);
    RootAnswer { value: Ok(text), errors }
}

/// It is done, and only what it came to cannot be shown.
fn done_but(error: &StoreError, key: &str) -> RootAnswer {
    let mut error = failure(error);
    error.extensions.insert("done".into(), true.into());
    RootAnswer::refused(error, key)
}

fn id_text(id: uuid::Uuid, prefix: &str) -> String {
    if id.is_nil() { "null".to_owned() } else { format!("\"{}\"", global_id::join(prefix, id)) }
}

/// What should be known of an input, as the response's extensions have it.
pub(super) fn warning(key: &str, field: &str, message: &Message, language: Language) -> Value {
    json!({
        "path": [key],
        "field": field,
        "code": "PERSONAL_NUMBER",
        "message": message.in_language(language),
    })
}
