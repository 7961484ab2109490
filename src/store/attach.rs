//! Files that are tied to records. None raises its record's version, so that it gets in nobody's way.

use uuid::Uuid;

use super::Store;
use super::change::{
    Acting, Change, Changing, IdempotencyKey, Made, SeenVisit, Target, Unmade, must_be_sound,
};
use super::files::{Tie, tie_file};
use super::hazards::NewHazardEvent;
use crate::desk::check::action::CheckAction;
use crate::desk::hazard::action::HazardAction;
use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};

/// A file that is tied to a record.
#[derive(Debug)]
pub struct Attaching {
    /// The record.
    pub target: Target,
    /// What kind of record it is.
    pub holder: Holder,
    /// The file, which the actor sent before.
    pub file: Option<Uuid>,
    /// The key of the request.
    pub key: Option<IdempotencyKey>,
}

/// A kind of record that files are tied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A case.
    Case {
        /// Whether the file names the reporter or a party.
        personal: bool,
    },
    /// A safety check.
    Check,
    /// A hazard.
    Hazard {
        /// Whether it shows the hazard put right.
        after: bool,
    },
    /// A visit of a patrol.
    Visit,
}

impl Store {
    /// Ties a file to a record.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn attach_file(&self, acting: Acting<'_>, input: Attaching) -> Change {
        let Attaching { target, holder, file, key } = input;
        let changing = Changing::begin(self, acting).await?;
        if let Some(made) = changing.made_before(key.as_ref(), "attachFile").await? {
            return Ok(made);
        }
        let made = match holder {
            Holder::Case { personal } => changing.attach_to_case(target, file, personal).await?,
            Holder::Check => changing.attach_to_check(target, file).await?,
            Holder::Hazard { after } => changing.attach_to_hazard(target, file, after).await?,
            Holder::Visit => changing.attach_to_visit(target, file).await?,
        };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

impl Changing<'_> {
    /// Ties a file that the actor sent; nothing is tied where anything is wrong with the input.
    pub(in crate::store) async fn tie(
        &self,
        target: Target,
        file: Option<Uuid>,
        to: Tie,
    ) -> Result<Uuid, Unmade> {
        let mut problems = target.problems;
        let sent = self.sent(file, "input.fileId", &mut problems).await?;
        must_be_sound(problems)?;
        let Some(file) = sent else { return Err(Refusal::NotFound.into()) };
        tie_file(&self.transaction, file, to, self.acting.now).await?;
        Ok(file)
    }

    async fn attach_to_check(&self, target: Target, file: Option<Uuid>) -> Result<Made, Unmade> {
        let held = self.take_check(&target, CheckAction::Attach).await?;
        let record = held.row.id;
        let file = self.tie(target, file, Tie::Check(record)).await?;
        let of = (Object::Check, record, Some(held.row.area_id));
        let detail = serde_json::json!({"kind": "ATTACH", "file": file});
        self.audit(self.acting.now, Action::Attach.as_str(), of, Some(detail)).await?;
        Ok(Made { record, other: Some(file), ..Made::default() })
    }

    async fn attach_to_hazard(
        &self,
        target: Target,
        file: Option<Uuid>,
        after: bool,
    ) -> Result<Made, Unmade> {
        let mut held = self.take_hazard(&target, HazardAction::Attach).await?;
        let record = held.row.id;
        let to = if after { Tie::HazardAfter(record) } else { Tie::HazardBefore(record) };
        let file = self.tie(target, file, to).await?;
        let event = NewHazardEvent {
            kind: "ATTACHED",
            action: Action::Attach.as_str(),
            attachment: Some(file),
            is_aside: true,
            ..NewHazardEvent::default()
        };
        let event = Some(self.write_hazard(&mut held, event).await?);
        Ok(Made { record, event, other: Some(file), ..Made::default() })
    }

    /// Only whoever made a visit adds to it, as long as the policy lets them visit there.
    async fn attach_to_visit(&self, target: Target, file: Option<Uuid>) -> Result<Made, Unmade> {
        let seen = self.visit_in_sight(target.record).await?;
        let SeenVisit { visit, area, may_visit } = seen.ok_or(Refusal::NotFound)?;
        if visit.by_id != self.acting.user() || !may_visit {
            return Err(Refusal::Forbidden(Object::Patrol, Action::Visit).into());
        }
        let record = visit.id;
        let file = self.tie(target, file, Tie::Visit(record)).await?;
        let of = (Object::Patrol, visit.route_id, Some(area.id));
        let detail = serde_json::json!({"visit": record, "file": file});
        self.audit(self.acting.now, Action::Attach.as_str(), of, Some(detail)).await?;
        Ok(Made { record, other: Some(file), ..Made::default() })
    }
}
