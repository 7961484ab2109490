//! Applying a change of the policy.

use serde_json::json;

use super::Applied;
use super::expected::must_be_as_expected;
use super::judged::{Judged, Look};
use super::kept::KeptPolicy;
use super::version::{Version, Written, area_of, counts, write};
use crate::desk::refusal::Refusal;
use crate::error::Problem;
use crate::policy::Object;
use crate::policy::change::PolicyChange;
use crate::read::problem::Problems;
use crate::store::change::{Acting, Changing, Unmade, must_be_sound};
use crate::store::{Store, StoreError};

/// A change of the policy, as somebody wants it.
#[derive(Debug, Default)]
pub struct PolicyEdit {
    /// The version that was seen.
    pub expected_version: i64,
    /// What is to be changed.
    pub change: PolicyChange,
    /// Why.
    pub reason: String,
    /// Whether it is to be applied although the policy's own tests fail.
    pub forced: bool,
    /// What is wrong with the rest of the input.
    pub problems: Problems,
}

impl Store {
    /// Applies a change of the policy as the next version, all of it or nothing; or keeps it for a
    /// second administrator, where it is about a role of the actor's own.
    ///
    /// # Errors
    /// Why it was not done. Fields of the change are named below `input`.
    pub async fn apply_policy(
        &self,
        acting: Acting<'_>,
        edit: PolicyEdit,
    ) -> Result<Applied, Unmade> {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?;
        changing.must_apply_somewhere()?;
        let changing = changing.administering(&mut renewed).await?;
        changing.must_apply_somewhere()?;
        let present = KeptPolicy::present(&changing.transaction).await?;
        present.must_be(edit.expected_version)?;
        let judged = changing.judged(&present, Look::at(&edit.change)).await?;
        let judged = sound(judged, edit.problems, |field| format!("input.{field}"))?;
        if !edit.forced {
            let (after, at) = (&judged.changed.policy, "input.change");
            must_be_as_expected(&changing.transaction, after, None, at).await?;
        }
        let applied = changing
            .make(&present, judged, (&edit.reason, edit.forced), ("apply", "input.change"))
            .await?;
        changing.commit().await?;
        Ok(applied)
    }
}

/// What was judged, or all that is wrong, at the fields of the input.
pub(super) fn sound(
    judged: Result<Judged, Vec<Problem>>,
    mut problems: Problems,
    field: impl Fn(&str) -> String,
) -> Result<Judged, Unmade> {
    let judged = match judged {
        Ok(judged) => Some(judged),
        Err(found) => {
            for Problem { field: at, message } in found {
                problems.add(field(&at), message.en, message.zh);
            }
            None
        }
    };
    must_be_sound(problems)?;
    let lost =
        || StoreError::Failed("a change of the policy was refused without a word".to_owned());
    Ok(judged.ok_or_else(lost)?)
}

impl KeptPolicy {
    /// Fails where somebody has changed the policy since it was seen.
    pub(super) fn must_be(&self, expected: i64) -> Result<(), Refusal> {
        if self.version == expected {
            return Ok(());
        }
        let present = i32::try_from(self.version).unwrap_or(i32::MAX);
        Err(Refusal::Conflict { object: Object::Policy, present })
    }
}

impl Changing<'_> {
    /// Makes a change that the actor may make, or keeps it for a second administrator; `field` is the
    /// input's that asked for it.
    pub(super) async fn make(
        &self,
        present: &KeptPolicy,
        judged: Judged,
        (reason, forced): (&str, bool),
        (action, field): (&str, &str),
    ) -> Result<Applied, Unmade> {
        if self.waits(present, &judged).await? {
            let pending = self.propose(&judged.changed, (reason, forced), field).await?;
            let warnings = judged.changed.warnings;
            return Ok(Applied { version: present.version, warnings, pending: Some(pending) });
        }
        let Judged { changed, .. } = judged;
        let by = Some(self.acting.user());
        let of = Version { at: self.acting.now, by, approved_by: None, reason, forced };
        let Written { id, version } = write(&self.transaction, present, &changed, of).await?;
        let mut detail = counts(&changed);
        detail["version"] = version.into();
        detail["reason"] = reason.into();
        if forced {
            detail["forced"] = json!(true);
        }
        let of = (Object::Policy, id, area_of(&changed));
        self.audit(self.acting.now, action, of, Some(detail)).await?;
        Ok(Applied { version, warnings: changed.warnings, pending: None })
    }
}
