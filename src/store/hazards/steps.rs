//! The steps of a hazard, from its finding to its verification, and back.

use chrono::{DateTime, Utc};

use super::events::NewHazardEvent;
use crate::desk::hazard::action::HazardAction;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Target, must_be_sound};

/// More time for a hazard.
#[derive(Debug)]
pub struct HazardExtension {
    /// The hazard.
    pub target: Target,
    /// By when it is to be put right.
    pub due_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Somebody begins to put a hazard right.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn start_rectification(
        &self,
        acting: Acting<'_>,
        target: Target,
        note: String,
    ) -> Change {
        self.step(acting, target, (HazardAction::Start, "STARTED"), note).await
    }

    /// A hazard is reported as put right.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn report_rectified(
        &self,
        acting: Acting<'_>,
        target: Target,
        note: String,
    ) -> Change {
        self.step(acting, target, (HazardAction::ReportRectified, "RECTIFIED"), note).await
    }

    /// Somebody else has looked at a hazard again, and it is right.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn verify_hazard(&self, acting: Acting<'_>, target: Target, note: String) -> Change {
        self.step(acting, target, (HazardAction::Verify, "VERIFIED"), note).await
    }

    /// Somebody has looked at a hazard again, and it is not right.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn reopen_hazard(&self, acting: Acting<'_>, target: Target, note: String) -> Change {
        self.step(acting, target, (HazardAction::Reopen, "REOPENED"), note).await
    }

    /// A hazard gets more time.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn extend_hazard(&self, acting: Acting<'_>, input: HazardExtension) -> Change {
        let HazardExtension { target, due_at, reason } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take_hazard(&target, HazardAction::Extend).await?;
        let mut problems = target.problems;
        if due_at <= held.row.due_at {
            problems.add(
                "input.dueAt",
                format!("more time is later than what it has, {}", held.row.due_at.to_rfc3339()),
                format!("延期须晚于现有整改期限 {}", held.row.due_at.to_rfc3339()),
            );
        }
        must_be_sound(problems)?;
        held.row.due_at = due_at;
        let event = NewHazardEvent {
            kind: "EXTENDED",
            action: "extend",
            note: Some(reason),
            ..NewHazardEvent::default()
        };
        changing.done_with_hazard(held, event).await
    }

    async fn step(
        &self,
        acting: Acting<'_>,
        target: Target,
        (action, kind): (HazardAction, &'static str),
        note: String,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take_hazard(&target, action).await?;
        must_be_sound(target.problems)?;
        held.follow(action);
        let (row, at) = (&mut held.row, acting.now.max(held.was.updated_at));
        let who = Some(acting.user());
        match action {
            HazardAction::ReportRectified => {
                (row.rectified_at, row.rectified_by_id) = (Some(at), who);
            }
            HazardAction::Verify => (row.verified_at, row.verified_by_id) = (Some(at), who),
            HazardAction::Reopen => {
                (row.rectified_at, row.rectified_by_id) = (None, None);
                (row.verified_at, row.verified_by_id) = (None, None);
                // Whoever is to put it right again is late anew, and not since long ago.
                row.overdue_noted_at = None;
            }
            _ => {}
        }
        // The policy's word for the step stands in the audit trail.
        let word = action.transition().needs.first().map_or("", |needed| needed.as_str());
        let event =
            NewHazardEvent { kind, action: word, note: Some(note), ..NewHazardEvent::default() };
        changing.done_with_hazard(held, event).await
    }
}
