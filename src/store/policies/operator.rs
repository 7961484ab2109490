//! Changes of the policy by the operator of the machine, from files.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::Applied;
use super::apply::{PolicyEdit, sound};
use super::expected::must_be_as_expected;
use super::judged::Judged;
use super::kept::KeptPolicy;
use super::texts::PolicyTexts;
use super::version::{Version, Written, area_of, counts, write};
use crate::desk::private::masked;
use crate::policy::Object;
use crate::store::Store;
use crate::store::audit::{self, AuditEntry};
use crate::store::change::{Turn, Unmade, problem, take_turn};
use crate::store::connections::finish;

impl Store {
    /// Applies a change of the policy, and texts beside it, as the operator of the machine, who is asked
    /// for no leave. A change of the texts alone makes no new version. A dry run tells the same, and leaves
    /// everything as it is.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn apply_policy_as_operator(
        &self,
        now: DateTime<Utc>,
        edit: PolicyEdit,
        texts: &PolicyTexts,
        dry_run: bool,
    ) -> Result<Applied, Unmade> {
        let transaction = self.begin().await?;
        take_turn(&transaction, Turn::Grants).await?;
        let present = KeptPolicy::present(&transaction).await?;
        present.must_be(edit.expected_version)?;
        let PolicyEdit { change, reason, forced, problems, .. } = edit;
        let reason = masked(&reason).unwrap_or(reason);
        let (mut detail, mut applied) = (json!({}), Applied::default());
        let (mut record, mut area) = (None::<Uuid>, None::<Uuid>);
        if change.is_empty() && problems.is_empty() {
            if texts.are_kept(&transaction).await? {
                return Err(problem("change", "the policy is so already", "策略已是如此"));
            }
            applied.version = present.version;
            if !forced {
                let given = texts.tests.as_deref();
                must_be_as_expected(&transaction, &present.policy, given, "tests").await?;
            }
        } else {
            let judged = Judged::of_operator(&transaction, &present, &change, now).await?;
            let Judged { changed, .. } = sound(judged, problems, str::to_owned)?;
            if !forced {
                let given = texts.tests.as_deref();
                must_be_as_expected(&transaction, &changed.policy, given, "change").await?;
            }
            let of = Version { at: now, by: None, approved_by: None, reason: &reason, forced };
            let Written { id, version } = write(&transaction, &present, &changed, of).await?;
            detail = counts(&changed);
            (record, area) = (Some(id), area_of(&changed));
            applied = Applied { version, warnings: changed.warnings, pending: None };
        }
        texts.keep(&transaction, applied.version, now).await?;
        detail["version"] = applied.version.into();
        detail["reason"] = reason.as_str().into();
        if texts.tests.is_some() {
            detail["tests"] = true.into();
        }
        if forced {
            detail["forced"] = true.into();
        }
        let object = Object::Policy.as_str();
        let detail = Some(detail);
        let entry =
            AuditEntry { at: now, actor: None, action: "apply", object, record, area, detail };
        audit::append(&transaction, entry).await?;
        finish(transaction, dry_run).await?;
        Ok(applied)
    }
}
