//! grantRole and revokeGrant.

use chrono::{DateTime, Utc};

use crate::schema::mutation::input::{Reading, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::store::GrantTimes;
use crate::store::change::Made;
use crate::store::users::{GrantToMake, GrantedAt};

input! {
    /// A role that somebody is to hold.
    GrantRoleInput {
        /// Who is to hold it.
        user_id: String = "userId" "ID!",
        /// The role's name, as in the policy's rules, without `role:`.
        role: String = "role" "String!",
        /// The area where it is held, and so in all below it. Either this or `everywhere: true`.
        area_id: Option<String> = "areaId" "ID",
        /// True: it is held everywhere.
        everywhere: Option<bool> = "everywhere" "Boolean",
        /// Held from this moment on, such as the first day of acting duty (代班). Null: from now on.
        valid_from: Option<DateTime<Utc>> = "validFrom" "DateTime",
        /// Held until just before this moment, which is in the future and after `validFrom`. Null: for ever.
        valid_until: Option<DateTime<Utc>> = "validUntil" "DateTime",
        /// Why.
        reason: String = "reason" "String!",
    }
}

input! {
    /// A grant that is taken back.
    RevokeGrantInput {
        /// The grant.
        grant_id: String = "grantId" "ID!",
        /// Why.
        reason: String = "reason" "String!",
    }
}

pub(super) async fn grant_role(call: Call<'_>) -> Outcome {
    let (input, mut reading): (GrantRoleInput, _) = call.read()?;
    let role = input.role.trim().to_owned();
    let at = granted_at(&input, &mut reading);
    let times = GrantTimes { from: input.valid_from, until: input.valid_until };
    if times.from.zip(times.until).is_some_and(|(from, until)| from >= until) {
        reading.wrong(
            "validUntil",
            "a grant ends after it begins: give a later moment than validFrom",
            "授权的终止时间应晚于起始时间 validFrom",
        );
    }
    let reason = reading.reason(&input.reason);
    let (target, warnings) = reading.target("user", &input.user_id, "userId", None)?;
    let (user, problems) = (target.record, target.problems);
    let grant = GrantToMake { user, role, at, times, reason, problems };
    let Made { record, other, .. } = call.store.grant(call.acting, grant).await?;
    // The user is what the answer is about; the grant is beside them, unless it waits.
    let made = Made { record: user, other, into: Some(record), ..Made::default() };
    done(Ok(made), warnings)
}

/// Where the grant is to hold; none where the input says it twice or not at all.
fn granted_at(input: &GrantRoleInput, reading: &mut Reading) -> Option<GrantedAt> {
    match (&input.area_id, input.everywhere.unwrap_or(false)) {
        (Some(area), false) => reading.id(area, "area", "areaId").map(GrantedAt::Area),
        (None, true) => Some(GrantedAt::Everywhere),
        _ => {
            reading.wrong(
                "areaId",
                "either an area belongs here, or `everywhere: true` beside it, and not both",
                "请指定区域，或填写 `everywhere: true`，二者只能选其一",
            );
            None
        }
    }
}

pub(super) async fn revoke_grant(call: Call<'_>) -> Outcome {
    let (input, mut reading): (RevokeGrantInput, _) = call.read()?;
    let reason = reading.reason(&input.reason);
    let (target, warnings) = reading.target("grant", &input.grant_id, "grantId", None)?;
    done(call.store.revoke_grant(call.acting, target, reason).await, warnings)
}
