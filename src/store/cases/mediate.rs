//! Mediation files, and the steps of an emergency.

use chrono::{DateTime, Utc};
use entity::{emergency_entry, file, mediation, mediation_session, mediation_session_mediator};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use uuid::Uuid;

use super::events::NewEvent;
use super::held::Held;
use crate::desk::action::CaseAction;
use crate::desk::clock::{ClockKind, EmergencyStep};
use crate::desk::leave::is_allowed;
use crate::desk::private::masked;
use crate::desk::reply::MediationMethod;
use crate::desk::status::Status;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{
    Acting, Change, Changing, Numbered, Target, Unmade, Words, must_be_sound,
};

/// A sitting of a mediation.
#[derive(Debug)]
pub struct Sitting {
    /// When it was held.
    pub held_at: DateTime<Utc>,
    /// Who mediated.
    pub mediators: Vec<Uuid>,
    /// What was said.
    pub record: String,
}

/// What is added to a case's mediation file.
#[derive(Debug)]
pub struct MediationRecord {
    /// The case.
    pub target: Target,
    /// By whose law.
    pub method: MediationMethod,
    /// A sitting.
    pub sitting: Option<Sitting>,
    /// Whether an agreement was reached.
    pub agreement_reached: Option<bool>,
    /// The agreement, attached to the case before.
    pub agreement: Option<Uuid>,
}

/// A step of an emergency.
#[derive(Debug)]
pub struct EmergencyRecord {
    /// The case.
    pub target: Target,
    /// Which step.
    pub step: EmergencyStep,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// In words.
    pub note: String,
}

impl Store {
    /// Adds to a case's mediation file, which is begun with the first record.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn record_mediation(&self, acting: Acting<'_>, input: MediationRecord) -> Change {
        let MediationRecord { target, method, sitting, agreement_reached, agreement } = input;
        let changing = Changing::begin(self, acting).await?;
        let held = changing.take(&target, CaseAction::Mediate).await?;
        let mut problems = target.problems;
        if let Some(sitting) = &sitting {
            let field = "input.session.mediatorIds";
            let team = held.row.team_id;
            changing.colleagues(&sitting.mediators, field, team, &mut problems).await?;
        }
        changing.agreement(agreement, &held, &mut problems).await?;
        if sitting.is_none() && !changing.is_mediated(held.row.id).await? {
            problems.add(
                "input.session",
                "a mediation file is begun with a sitting: say when, who mediated, and what was said",
                "调解卷宗须从首次调解开始：请填写时间、调解员和记录",
            );
        } else if sitting.is_none() && agreement_reached.is_none() && agreement.is_none() {
            problems.add(
                "input.session",
                "a sitting, its outcome, or an agreement belongs here",
                "此处应填写一次调解、其结果或协议",
            );
        }
        must_be_sound(problems)?;
        let file = changing.mediation_file(&held, method).await?;
        if let Some(sitting) = sitting {
            changing.add_sitting(file.id, sitting).await?;
        }
        let mut changed = file.clone().into_active_model();
        changed.method = Set(method.as_str().to_owned());
        changed.agreement_reached = Set(agreement_reached.or(file.agreement_reached));
        changed.agreement_id = Set(agreement.or(file.agreement_id));
        mediation::Entity::update(changed).exec(&changing.transaction).await?;
        let event = NewEvent { kind: "MEDIATED", action: "mediate", ..NewEvent::default() };
        changing.done_with(file.id, held, event).await
    }

    /// Records a step of an emergency, which stops the clock that waited for it.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn record_emergency_step(
        &self,
        acting: Acting<'_>,
        input: EmergencyRecord,
    ) -> Change {
        let EmergencyRecord { target, step, at, note } = input;
        let changing = Changing::begin(self, acting).await?;
        let held = changing.take(&target, CaseAction::RecordEmergencyStep).await?;
        // Looking back is done after the end, and nothing else is.
        let is_open = Status::from_name(&held.was.status).is_some_and(Status::is_open);
        if !is_open && step != EmergencyStep::Reviewed {
            return Err(changing.wrong_state(&held.facts));
        }
        let mut problems = target.problems;
        if at < held.row.received_at {
            problems.add(
                "input.at",
                "a step is taken after the case was received",
                "步骤时间不能早于事项受理时间",
            );
        }
        must_be_sound(problems)?;
        let words = Words::from(note.clone());
        let entry = emergency_entry::ActiveModel {
            id: Set(Uuid::now_v7()),
            case_id: Set(held.row.id),
            step: Set(step.as_str().to_owned()),
            at: Set(at),
            by_id: Set(acting.user()),
            note: Set(words.plain),
            masked_note: Set(words.masked),
        };
        emergency_entry::Entity::insert(entry)
            .exec_without_returning(&changing.transaction)
            .await?;
        if let Some(kind) = step.stops() {
            changing.meet(held.row.id, kind, at).await?;
        }
        if step == EmergencyStep::StoodDown {
            let kinds = ClockKind::of_emergency().map(|(kind, _)| kind);
            changing.end(held.row.id, &kinds).await?;
        }
        let event = NewEvent {
            kind: "EMERGENCY_STEP",
            action: "record_step",
            note: Some(note),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }
}

#[expect(clippy::disallowed_methods, reason = "these are parts of a case that was judged")]
impl Changing<'_> {
    /// Whether the case has a mediation file.
    async fn is_mediated(&self, case: Uuid) -> Result<bool, Unmade> {
        let file = mediation::Entity::find().filter(mediation::Column::CaseId.eq(case));
        Ok(file.one(&self.transaction).await?.is_some())
    }

    async fn mediation_file(
        &self,
        held: &Held,
        method: MediationMethod,
    ) -> Result<mediation::Model, Unmade> {
        let case = held.row.id;
        let found = mediation::Entity::find()
            .filter(mediation::Column::CaseId.eq(case))
            .one(&self.transaction)
            .await?;
        if let Some(file) = found {
            return Ok(file);
        }
        let (code, year) = self.numbered_by(held.row.area_id).await?;
        let file = mediation::Model {
            id: Uuid::now_v7(),
            case_id: case,
            number: self.next_number(Numbered::Mediation, &code, year).await?,
            method: method.as_str().to_owned(),
            agreement_reached: None,
            agreement_id: None,
        };
        let begun = sea_orm::ActiveModelTrait::reset_all(file.clone().into_active_model());
        mediation::Entity::insert(begun).exec_without_returning(&self.transaction).await?;
        Ok(file)
    }

    async fn add_sitting(&self, file: Uuid, sitting: Sitting) -> Result<(), Unmade> {
        let Sitting { held_at, mut mediators, record } = sitting;
        let id = Uuid::now_v7();
        let row = mediation_session::ActiveModel {
            id: Set(id),
            mediation_id: Set(file),
            held_at: Set(held_at),
            masked_record: Set(masked(&record)),
            record: Set(record),
        };
        mediation_session::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        mediators.sort_unstable();
        mediators.dedup();
        let rows = mediators.into_iter().map(|user| mediation_session_mediator::ActiveModel {
            session_id: Set(id),
            user_id: Set(user),
        });
        mediation_session_mediator::Entity::insert_many(rows)
            .exec_without_returning(&self.transaction)
            .await?;
        Ok(())
    }

    async fn agreement(
        &self,
        agreement: Option<Uuid>,
        held: &Held,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let Some(id) = agreement else { return Ok(()) };
        let attached = file::Entity::find_by_id(id)
            .filter(file::Column::CaseId.eq(held.row.id))
            .one(&self.transaction)
            .await?;
        let (grants, read) = (self.acting.grants, Action::Read);
        let may_read = is_allowed(grants, &held.facts, Object::Reporter, read, Asked::AtArea);
        if attached.is_none_or(|file| file.personal && !may_read) {
            problems.add(
                "input.agreementAttachmentId",
                "this is no attachment of the case: attach the agreement first",
                "这不是该事项的附件：请先上传并附上协议书",
            );
        }
        Ok(())
    }
}
