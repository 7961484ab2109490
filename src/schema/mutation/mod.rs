//! The mutations: each an input, what it does to the store, and what it answers with. They run one
//! after the other, in the document's order, and their answers are read by the compiler.

mod appraise;
mod close;
mod coordinate;
mod hand_over;
mod input;
mod mediate;
mod note;
mod outcome;
mod payloads;
mod register;
mod reporter;
mod supervise;

use std::sync::LazyLock;

use async_graphql_value::{ConstValue, from_value};
use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::read::catalog::Payload;
use crate::read::input::{InputField, InputObject};
use crate::store::Store;
use crate::store::cases::{Acting, IdempotencyKey, Made, Unmade};
use input::{Input, Reading};
pub(super) use outcome::told;
pub(super) use payloads::PLAIN;

/// A call of a mutation.
pub(super) struct Call<'a> {
    pub(super) acting: Acting<'a>,
    pub(super) store: &'a Store,
    /// Its argument, as its type has it.
    pub(super) input: ConstValue,
    /// Whether whoever looks at a reporter must say why.
    pub(super) asks_for_reason: bool,
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
    pub(super) run: for<'a> fn(Call<'a>) -> BoxFuture<'a, Outcome>,
}

impl Mutation {
    /// Its one argument.
    pub(super) fn argument(&self) -> InputField {
        let description = "What is to be done.";
        InputField { name: "input", description, ty: format!("{}!", self.input.name) }
    }
}

impl Call<'_> {
    /// Its input, and what looks at the values of it.
    fn read<T: Input>(&self) -> Result<(T, Reading), Unmade> {
        // The value is of the type that the schema has for it, and so is the struct.
        let input = from_value(self.input.clone()).map_err(|error| {
            Unmade::Failed(crate::store::StoreError::Failed(format!("an input: {error}")))
        })?;
        Ok((input, Reading::new(self.acting.now)))
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

/// What a change of a case comes to, with what should be known of its input.
fn done(made: Result<Made, Unmade>, warnings: Vec<Warning>) -> Outcome {
    Ok(Done { made: made?, given: None, warnings })
}

macro_rules! mutation {
    ($name:literal, $run:path, $input:ty, $payload:ident, $description:literal) => {
        Mutation {
            name: $name,
            description: $description,
            payload: &payloads::$payload,
            input: <$input as Input>::object(),
            is_alone: false,
            run: |call| Box::pin($run(call)),
        }
    };
}

/// The mutations, in the order of the schema.
pub(super) static MUTATIONS: LazyLock<Vec<Mutation>> = LazyLock::new(|| {
    vec![
        mutation!(
            "registerCase",
            register::register_case,
            register::RegisterCaseInput,
            CASE_PAYLOAD,
            "Registers a matter: numbers it, starts its clock, and makes its area's desk responsible."
        ),
        mutation!(
            "settleCase",
            register::settle_case,
            register::SettleCaseInput,
            CASE_PAYLOAD,
            "Registers a SIMPLE matter that was resolved and replied to on the spot."
        ),
        mutation!(
            "amendCase",
            appraise::amend_case,
            appraise::AmendCaseInput,
            CASE_PAYLOAD,
            "Corrects the words or the place of an open case; the old ones stay in the event."
        ),
        mutation!(
            "triageCase",
            appraise::triage_case,
            appraise::TriageCaseInput,
            CASE_PAYLOAD,
            "Judges a case: its severity, its category, who oversees it; its clock is set anew from its receipt."
        ),
        mutation!(
            "proposeHandover",
            hand_over::propose_handover,
            hand_over::ProposeHandoverInput,
            HANDOVER_PAYLOAD,
            "Proposes a transfer slip, which somebody else signs."
        ),
        mutation!(
            "signHandover",
            hand_over::sign_handover,
            hand_over::SignHandoverInput,
            HANDOVER_PAYLOAD,
            "Signs a transfer slip that somebody else proposed, which hands the case over; or refuses it."
        ),
        mutation!(
            "assignCase",
            hand_over::assign_case,
            hand_over::AssignCaseInput,
            CASE_PAYLOAD,
            "Hands a case to a team in one, for those who may both propose and sign; again hands it to another."
        ),
        mutation!(
            "acceptCase",
            hand_over::accept_case,
            hand_over::AcceptCaseInput,
            CASE_PAYLOAD,
            "Takes a case up for its team."
        ),
        mutation!(
            "returnCase",
            hand_over::return_case,
            close::CaseWordsInput,
            CASE_PAYLOAD,
            "Gives a case back to its desk; the note says why."
        ),
        mutation!(
            "planCoordination",
            coordinate::plan_coordination,
            coordinate::PlanCoordinationInput,
            CASE_PAYLOAD,
            "Plans a joint meeting of the units that a hard case needs."
        ),
        mutation!(
            "recordCoordination",
            coordinate::record_coordination,
            coordinate::RecordCoordinationInput,
            CASE_PAYLOAD,
            "Records what a joint meeting said and decided; whoever records it was its chair."
        ),
        mutation!(
            "escalateCase",
            appraise::escalate_case,
            appraise::EscalateCaseInput,
            CASE_PAYLOAD,
            "Makes the desk of an area above responsible; those below go on reading the case."
        ),
        mutation!(
            "superviseCase",
            supervise::supervise_case,
            supervise::SuperviseCaseInput,
            SUPERVISION_PAYLOAD,
            "Serves a numbered supervision notice on whoever has the case."
        ),
        mutation!(
            "answerSupervision",
            supervise::answer_supervision,
            supervise::AnswerSupervisionInput,
            SUPERVISION_PAYLOAD,
            "Answers a supervision notice."
        ),
        mutation!(
            "extendCase",
            supervise::extend_case,
            supervise::ExtendCaseInput,
            CASE_PAYLOAD,
            "Gives an open case more time, with a reason; not by the team that has it."
        ),
        mutation!(
            "recordMediation",
            mediate::record_mediation,
            mediate::RecordMediationInput,
            CASE_PAYLOAD,
            "Adds a sitting or the outcome to a case's mediation file, which is begun with the first record."
        ),
        mutation!(
            "recordEmergencyStep",
            mediate::record_emergency_step,
            mediate::RecordEmergencyStepInput,
            CASE_PAYLOAD,
            "Records a step of an emergency, which stops the clock that waits for it."
        ),
        mutation!(
            "resolveCase",
            close::resolve_case,
            close::CaseWordsInput,
            CASE_PAYLOAD,
            "Resolves a case; the note is what was done. Its clock stops."
        ),
        mutation!(
            "rejectResolution",
            close::reject_resolution,
            close::CaseWordsInput,
            CASE_PAYLOAD,
            "Does not accept what was done: the case is in progress again, and its old clock runs on."
        ),
        mutation!(
            "declineCase",
            close::decline_case,
            close::ReplyToReporterInput,
            CASE_PAYLOAD,
            "Tells the reporter that this desk is not competent, and who is."
        ),
        mutation!(
            "replyToReporter",
            close::reply_to_reporter,
            close::ReplyToReporterInput,
            CASE_PAYLOAD,
            "Tells the reporter what was done; a MAJOR case is answered in writing. The follow-up is due 7 days later."
        ),
        mutation!(
            "recordFollowUp",
            close::record_follow_up,
            close::RecordFollowUpInput,
            CASE_PAYLOAD,
            "Records how satisfied the reporter is."
        ),
        mutation!(
            "archiveCase",
            close::archive_case,
            close::CaseWordsInput,
            CASE_PAYLOAD,
            "Closes a case for good: after the follow-up, or earlier where nobody can be reached or asked."
        ),
        mutation!(
            "reopenCase",
            close::reopen_case,
            close::CaseWordsInput,
            CASE_PAYLOAD,
            "Takes a closed case up again, with a new clock; the old one stays, with what was missed."
        ),
        mutation!(
            "mergeCase",
            close::merge_case,
            close::MergeCaseInput,
            MERGE_PAYLOAD,
            "Merges a case into another open one of the same matter, which its reporter is answered with."
        ),
        mutation!(
            "withdrawCase",
            close::withdraw_case,
            close::CaseWordsInput,
            CASE_PAYLOAD,
            "Closes a case at its reporter's wish, and at nobody else's; the note says so."
        ),
        mutation!(
            "addCaseNote",
            note::add_case_note,
            note::AddCaseNoteInput,
            CASE_PAYLOAD,
            "Adds a note. It raises no version, and so gets in nobody's way."
        ),
        mutation!(
            "attachFile",
            note::attach_file,
            note::AttachFileInput,
            ATTACHMENT_PAYLOAD,
            "Ties a file that was sent to POST /files to a record. It raises no version."
        ),
        Mutation {
            is_alone: true,
            ..mutation!(
                "readReporter",
                reporter::read_reporter,
                reporter::ReadReporterInput,
                REPORTER_PAYLOAD,
                "Reads who brought a case and whom it concerns: one case to an operation, by POST. Each look is in the audit trail before it is answered."
            )
        },
        mutation!(
            "amendReporter",
            reporter::amend_reporter,
            reporter::AmendReporterInput,
            REPORTER_CHANGE_PAYLOAD,
            "Corrects who brought a case; what is given takes the place of all that was known."
        ),
        mutation!(
            "addParty",
            reporter::add_party,
            reporter::PartyInput,
            REPORTER_CHANGE_PAYLOAD,
            "Adds somebody whom a case concerns."
        ),
    ]
});

/// The mutation of this name.
pub(super) fn mutation(name: &str) -> Option<&'static Mutation> {
    MUTATIONS.iter().find(|mutation| mutation.name == name)
}

/// Every input object of mutations.
pub(super) fn input_objects() -> Vec<InputObject> {
    let nested = [
        register::LocationInput::object(),
        register::ReporterInput::object(),
        mediate::MediationSessionInput::object(),
    ];
    let mut objects: Vec<InputObject> = nested.into();
    for mutation in MUTATIONS.iter() {
        if !objects.iter().any(|known| known.name == mutation.input.name) {
            objects.push(mutation.input.clone());
        }
    }
    objects
}
