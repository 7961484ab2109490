//! saveTeam.

use crate::schema::mutation::input::{self, input};
use crate::schema::mutation::saved::saved;
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::teams::TeamToSave;

/// The most members of a team.
const MOST_MEMBERS: usize = 500;

input! {
    /// A team as it is to be, whole: what is left out it has no longer.
    TeamInput {
        /// The team that is changed. Null: a new team.
        id: Option<String> = "id" "ID",
        /// The version of it that was seen; null with a new team.
        expected_version: Option<i32> = "expectedVersion" "Int",
        /// Its name, unique in its area.
        name: String = "name" "String!",
        /// What it is for.
        kind: String = "kind" "TeamKind!",
        /// The area that it works in.
        area_id: String = "areaId" "ID!",
        /// Whether it is a member unit (police station, justice office, school). Null: a working group.
        unit: Option<bool> = "unit" "Boolean",
        /// Who leads it, and so is a member: an active colleague.
        leader_id: Option<String> = "leaderId" "ID",
        /// Who answers for it in the centre (分管领导): an active colleague.
        accountable_leader_id: Option<String> = "accountableLeaderId" "ID",
        /// What it was set up to do.
        mandate: Option<String> = "mandate" "String",
        /// Its members, active colleagues, at most 500.
        member_ids: Vec<String> = "memberIds" "[ID!]!",
    }
}

pub(super) async fn save_team(call: Call<'_>) -> Outcome {
    let (input, mut reading): (TeamInput, _) = call.read()?;
    let name = reading.words(&input.name, "name", input::NAME);
    let area = reading.id(&input.area_id, "area", "areaId");
    let leader = reading.optional_id(input.leader_id.as_ref(), "user", "leaderId");
    let accountable = input.accountable_leader_id.as_ref();
    let accountable_leader = reading.optional_id(accountable, "user", "accountableLeaderId");
    let mandate = reading.optional_words(input.mandate.as_ref(), "mandate", input::NOTE);
    let members = match input.member_ids.is_empty() {
        true => Vec::new(),
        false => reading.ids(&input.member_ids, "user", "memberIds", MOST_MEMBERS),
    };
    let target = saved(&mut reading, "team", input.id.as_ref(), input.expected_version)?;
    let team = TeamToSave {
        target,
        name,
        kind: input.kind,
        area,
        unit: input.unit.unwrap_or(false),
        leader,
        accountable_leader,
        mandate,
        members,
        problems: reading.problems,
    };
    done(call.store.save_team(call.acting, team).await, reading.warnings)
}
