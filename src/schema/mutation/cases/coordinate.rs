//! planCoordination and recordCoordination.

use chrono::{DateTime, Utc};

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::cases::{CoordinationPlan, CoordinationRecord};

/// The most teams that one meeting is planned with.
const MOST_TEAMS: usize = 50;

/// The most decisions of one meeting.
const MOST_DECISIONS: usize = 50;

input! {
    /// A joint meeting that is planned.
    PlanCoordinationInput {
        /// The case.
        id: String = "id" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// When it is to be held.
        planned_for: DateTime<Utc> = "plannedFor" "DateTime!",
        /// Where.
        place: Option<String> = "place" "String",
        /// Who is asked to come: 1 to 50 teams that could be handed the case.
        team_ids: Vec<String> = "teamIds" "[ID!]!",
    }
}

input! {
    /// What a joint meeting said and decided.
    RecordCoordinationInput {
        /// The meeting.
        coordination_id: String = "coordinationId" "ID!",
        /// The version of the case that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// When it was held.
        held_at: DateTime<Utc> = "heldAt" "DateTime!",
        /// What was said.
        minutes: String = "minutes" "String!",
        /// What was decided: at most 50; may be none.
        decisions: Vec<String> = "decisions" "[String!]!",
    }
}

pub(super) async fn plan_coordination(call: Call<'_>) -> Outcome {
    let (input, mut reading): (PlanCoordinationInput, _) = call.read()?;
    let planned_for = reading.future(input.planned_for, "plannedFor");
    let place = reading.optional_words(input.place.as_ref(), "place", input::ADDRESS);
    let teams = reading.ids(&input.team_ids, "team", "teamIds", MOST_TEAMS);
    let (target, warnings) =
        reading.target("case", &input.id, "id", Some(input.expected_version))?;
    let plan = CoordinationPlan { target, planned_for, place, teams };
    done(call.store.plan_coordination(call.acting, plan).await, warnings)
}

pub(super) async fn record_coordination(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RecordCoordinationInput, _) = call.read()?;
    let held_at = reading.past(input.held_at, "heldAt");
    let minutes = reading.words(&input.minutes, "minutes", input::LONG);
    if input.decisions.len() > MOST_DECISIONS {
        reading.wrong(
            "decisions",
            format!("at most {MOST_DECISIONS} decisions belong here"),
            format!("此处最多 {MOST_DECISIONS} 项决定"),
        );
    }
    let decisions = input.decisions.iter().take(MOST_DECISIONS).enumerate();
    let decisions = decisions
        .map(|(i, text)| reading.words(text, &format!("decisions[{i}]"), input::NOTE))
        .collect();
    let version = input.expected_version;
    let (coordination, target, warnings) =
        reading.part(&input.coordination_id, "coordination", "coordinationId", version)?;
    let record = CoordinationRecord { coordination, target, held_at, minutes, decisions };
    done(call.store.record_coordination(call.acting, record).await, warnings)
}
