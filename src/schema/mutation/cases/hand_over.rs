//! proposeHandover, signHandover, assignCase, acceptCase and returnCase.

use chrono::{DateTime, Utc};

use super::close::CaseWordsInput;
use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::{Acceptance, Assignment, Proposal, Signature};

input! {
    /// A transfer slip that is proposed.
    ProposeHandoverInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The team that is to have it: of the case's area, below it, or above it up to its town.
        team_id: String = "teamId" "ID!",
        /// Why this team, and what it is to do.
        opinion: String = "opinion" "String!",
        /// By when the team is to answer.
        answer_by: Option<DateTime<Utc>> = "answerBy" "DateTime",
    }
}

input! {
    /// A transfer slip that is signed or refused.
    SignHandoverInput {
        /// The slip, which somebody else proposed.
        handover_id: String = "handoverId" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// True: the case is the team's. False: the slip is refused.
        agree: bool = "agree" "Boolean!",
        /// In words.
        note: Option<String> = "note" "String",
    }
}

input! {
    /// Proposes and signs in one, for those who may do both.
    AssignCaseInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// The team that is to have it: of the case's area, below it, or above it up to its town.
        team_id: String = "teamId" "ID!",
        /// Who in the team is to handle it: an active member who may read it.
        handler_id: Option<String> = "handlerId" "ID",
        /// In words.
        note: Option<String> = "note" "String",
    }
}

input! {
    /// A team takes a case up.
    AcceptCaseInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// Who in the team handles it; null leaves it as it is.
        handler_id: Option<String> = "handlerId" "ID",
        /// In words.
        note: Option<String> = "note" "String",
    }
}

pub(super) async fn propose_handover(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ProposeHandoverInput, _) = call.read()?;
    let team = reading.id(&input.team_id, "team", "teamId");
    let opinion = reading.words(&input.opinion, "opinion", input::NOTE);
    let answer_by = input.answer_by.map(|at| reading.future(at, "answerBy"));
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let proposal = Proposal { target, team, opinion, answer_by };
    done(call.store.propose_handover(call.acting, proposal).await, warnings)
}

pub(super) async fn sign_handover(call: Call<'_>) -> Outcome {
    let (input, mut reading): (SignHandoverInput, _) = call.read()?;
    let note = reading.optional_words(input.note.as_ref(), "note", input::NOTE);
    let version = input.expected_version;
    let (handover, target, warnings) =
        reading.part(&input.handover_id, "handover", "handoverId", version)?;
    let signature = Signature { handover, target, agree: input.agree, note };
    done(call.store.sign_handover(call.acting, signature).await, warnings)
}

pub(super) async fn assign_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AssignCaseInput, _) = call.read()?;
    let team = reading.id(&input.team_id, "team", "teamId");
    let handler = reading.optional_id(input.handler_id.as_ref(), "user", "handlerId");
    let note = reading.optional_words(input.note.as_ref(), "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let assignment = Assignment { target, team, handler, note };
    done(call.store.assign_case(call.acting, assignment).await, warnings)
}

pub(super) async fn accept_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (AcceptCaseInput, _) = call.read()?;
    let handler = reading.optional_id(input.handler_id.as_ref(), "user", "handlerId");
    let note = reading.optional_words(input.note.as_ref(), "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let acceptance = Acceptance { target, handler, note };
    done(call.store.accept_case(call.acting, acceptance).await, warnings)
}

pub(super) async fn return_case(call: Call<'_>) -> Outcome {
    let (input, mut reading): (CaseWordsInput, _) = call.read()?;
    let note = reading.words(&input.note, "note", input::NOTE);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    done(call.store.return_case(call.acting, target, note).await, warnings)
}
