//! saveShift.

use chrono::{DateTime, Utc};

use crate::desk::shift::LONGEST;
use crate::desk::shift::kind::{ShiftKind, ShiftRole};
use crate::schema::mutation::input::{Reading, input};
use crate::schema::mutation::saved::saved;
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::shifts::{Planned, ShiftToSave};

/// The most who are on one shift.
const MOST_MEMBERS: usize = 100;

input! {
    /// Somebody who is to be on a shift.
    ShiftMemberInput {
        /// Who: an active colleague who could sign in to it, with a grant at its area or above.
        user_id: String = "userId" "ID!",
        /// What they are on it.
        role: ShiftRole = "role" "ShiftRole!",
    }
}

input! {
    /// A shift as it is to be.
    ShiftInput {
        /// The shift that is changed. Null: a new shift.
        id: Option<String> = "id" "ID",
        /// The version of it that was seen; null with a new shift.
        expected_version: Option<i32> = "expectedVersion" "Int",
        /// What it is for.
        kind: ShiftKind = "kind" "ShiftKind!",
        /// The area that it is for.
        area_id: String = "areaId" "ID!",
        /// The team whose shift it is.
        team_id: Option<String> = "teamId" "ID",
        /// When it begins.
        starts_at: DateTime<Utc> = "startsAt" "DateTime!",
        /// When it ends: yet to come, after it begins, and at most 24 hours after.
        ends_at: DateTime<Utc> = "endsAt" "DateTime!",
        /// Who is on it, 1 to 100, nobody twice. Exactly one LEADER.
        roster: Vec<ShiftMemberInput> = "roster" "[ShiftMemberInput!]!",
    }
}

pub(super) async fn save_shift(call: Call<'_>) -> Outcome {
    let (input, mut reading): (ShiftInput, _) = call.read()?;
    let area = reading.id(&input.area_id, "area", "areaId");
    let team = reading.optional_id(input.team_id.as_ref(), "team", "teamId");
    let starts_at = input.starts_at;
    let ends_at = reading.future(input.ends_at, "endsAt");
    if ends_at <= starts_at || ends_at - starts_at > LONGEST {
        reading.wrong(
            "endsAt",
            "a moment after the shift begins belongs here, at most 24 hours after",
            "此处应为班次开始之后、且不超过 24 小时的时间",
        );
    }
    let roster = roster(&input.roster, &mut reading);
    let target = saved(&mut reading, "shift", input.id.as_ref(), input.expected_version)?;
    let (kind, problems, warnings) = (input.kind, reading.problems, reading.warnings);
    let shift = ShiftToSave { target, kind, area, team, starts_at, ends_at, roster, problems };
    done(call.store.save_shift(call.acting, shift).await, warnings)
}

fn roster(given: &[ShiftMemberInput], reading: &mut Reading) -> Vec<Planned> {
    if given.len() > MOST_MEMBERS {
        reading.wrong(
            "roster",
            format!("at most {MOST_MEMBERS} members belong here"),
            format!("此处最多 {MOST_MEMBERS} 人"),
        );
    }
    if given.iter().filter(|member| member.role == ShiftRole::Leader).count() != 1 {
        reading.wrong(
            "roster",
            "exactly one LEADER belongs here",
            "此处应有且仅有一名带班领导（LEADER）",
        );
    }
    let mut roster: Vec<Planned> = Vec::new();
    for (i, member) in given.iter().take(MOST_MEMBERS).enumerate() {
        let field = format!("roster[{i}].userId");
        let user = reading.id(&member.user_id, "user", &field);
        if user.is_some() && roster.iter().any(|known| known.user == user) {
            reading.wrong(&field, "nobody is on a shift twice", "同一人不能在同一班次中出现两次");
        }
        roster.push(Planned { user, role: member.role });
    }
    roster
}
