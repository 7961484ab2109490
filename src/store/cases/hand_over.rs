//! Handing a case to a team: by a slip that two sign, or in one; taken up, or given back.

use chrono::{DateTime, Utc};
use entity::handover;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::events::NewEvent;
use crate::desk::action::CaseAction;
use crate::desk::clock::ClockKind;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Numbered, Target, Unmade, must_be_sound};

/// A slip that is proposed.
#[derive(Debug)]
pub struct Proposal {
    /// The case.
    pub target: Target,
    /// The team that is to have it.
    pub team: Option<Uuid>,
    /// Why this team, and what it is to do.
    pub opinion: String,
    /// By when the team is to answer.
    pub answer_by: Option<DateTime<Utc>>,
}

/// A slip that is signed or refused.
#[derive(Debug)]
pub struct Signature {
    /// The slip; its case is found by it.
    pub handover: Uuid,
    /// The version of the case, and what is wrong with the input.
    pub target: Target,
    /// Whether it is agreed to.
    pub agree: bool,
    /// In words.
    pub note: Option<String>,
}

/// A case that is handed over in one.
#[derive(Debug)]
pub struct Assignment {
    /// The case.
    pub target: Target,
    /// The team that is to have it.
    pub team: Option<Uuid>,
    /// Who in the team is to handle it.
    pub handler: Option<Uuid>,
    /// In words.
    pub note: Option<String>,
}

/// A team takes a case up.
#[derive(Debug)]
pub struct Acceptance {
    /// The case.
    pub target: Target,
    /// Who in the team handles it.
    pub handler: Option<Uuid>,
    /// In words.
    pub note: Option<String>,
}

impl Store {
    /// Proposes a transfer slip.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn propose_handover(&self, acting: Acting<'_>, input: Proposal) -> Change {
        let Proposal { target, team, opinion, answer_by } = input;
        let changing = Changing::begin(self, acting).await?;
        let held = changing.take(&target, CaseAction::ProposeHandover).await?;
        let mut problems = target.problems;
        let team = changing.team(team, "input.teamId", &held, &mut problems).await?;
        must_be_sound(problems)?;
        let Some(team) = team else { return Err(Refusal::NotFound.into()) };
        let (code, year) = changing.numbered_by(held.row.area_id).await?;
        let id = Uuid::now_v7();
        let slip = handover::ActiveModel {
            id: Set(id),
            case_id: Set(held.row.id),
            number: Set(changing.next_number(Numbered::Handover, &code, year).await?),
            team_id: Set(team),
            masked_opinion: Set(masked(&opinion)),
            opinion: Set(opinion.clone()),
            proposed_by_id: Set(acting.user()),
            proposed_at: Set(acting.now),
            signed_by_id: Set(None),
            signed_at: Set(None),
            agreed: Set(None),
            answer_by: Set(answer_by),
            lapsed_at: Set(None),
        };
        handover::Entity::insert(slip).exec_without_returning(&changing.transaction).await?;
        let event = NewEvent {
            kind: "HANDOVER_PROPOSED",
            action: "propose",
            note: Some(opinion),
            team: Some(team),
            handover: Some(id),
            ..NewEvent::default()
        };
        changing.done_with(id, held, event).await
    }

    /// Signs a transfer slip, which hands the case over, or refuses it.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn sign_handover(&self, acting: Acting<'_>, input: Signature) -> Change {
        let Signature { handover: id, mut target, agree, note } = input;
        let changing = Changing::begin(self, acting).await?;
        target.record = changing.case_of_slip(id).await?;
        let mut held = changing.take(&target, CaseAction::SignHandover).await?;
        let slip = changing.slip(id).await?.ok_or(Refusal::NotFound)?;
        // Another slip may wait for this signature; this one does not.
        let waits = slip.signed_at.is_none() && slip.lapsed_at.is_none();
        if !waits || slip.proposed_by_id == acting.user() {
            return Err(changing.wrong_state(&held.facts));
        }
        let mut problems = target.problems;
        if agree {
            let team = Some(slip.team_id);
            changing.team(team, "input.handoverId", &held, &mut problems).await?;
        }
        must_be_sound(problems)?;
        changing.sign(id, agree).await?;
        let mut event = NewEvent {
            kind: "HANDOVER_REFUSED",
            action: "assign",
            note,
            team: Some(slip.team_id),
            handover: Some(id),
            ..NewEvent::default()
        };
        if agree {
            event.kind = "ASSIGNED";
            held.follow(CaseAction::SignHandover);
            held.row.team_id = Some(slip.team_id);
            held.row.handler_id = None;
        }
        changing.done_with(id, held, event).await
    }

    /// Hands a case to a team, or to another one.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn assign_case(&self, acting: Acting<'_>, input: Assignment) -> Change {
        let Assignment { target, team, handler, note } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Assign).await?;
        let mut problems = target.problems;
        let team = changing.team(team, "input.teamId", &held, &mut problems).await?;
        let after = held.facts.clone();
        let field = "input.handlerId";
        let handler = changing.handler(handler, team, field, &after, &mut problems).await?;
        must_be_sound(problems)?;
        held.follow(CaseAction::Assign);
        held.row.team_id = team;
        held.row.handler_id = handler;
        // Handing it to the same team again is told, too.
        let event = NewEvent {
            kind: "ASSIGNED",
            action: "assign",
            note,
            team,
            handler,
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }

    /// Takes a case up for its team.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn accept_case(&self, acting: Acting<'_>, input: Acceptance) -> Change {
        let Acceptance { target, handler, note } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Accept).await?;
        let mut problems = target.problems;
        let team = held.row.team_id;
        let after = held.facts.clone();
        let field = "input.handlerId";
        let handler = changing.handler(handler, team, field, &after, &mut problems).await?;
        must_be_sound(problems)?;
        held.follow(CaseAction::Accept);
        held.row.handler_id = handler.or(held.row.handler_id);
        changing.meet(held.row.id, ClockKind::FirstResponse, acting.now).await?;
        let event = NewEvent { kind: "ACCEPTED", action: "accept", note, ..NewEvent::default() };
        changing.done(held, event).await
    }

    /// Gives a case back to its desk.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn return_case(&self, acting: Acting<'_>, target: Target, note: String) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Return).await?;
        must_be_sound(target.problems)?;
        held.follow(CaseAction::Return);
        let team = held.row.team_id;
        held.take_from_team();
        let event = NewEvent {
            kind: "RETURNED",
            action: "return",
            note: Some(note),
            team,
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }
}

#[expect(clippy::disallowed_methods, reason = "its case is judged before anything of it is used")]
impl Changing<'_> {
    async fn case_of_slip(&self, id: Uuid) -> Result<Uuid, Unmade> {
        Ok(self.slip(id).await?.ok_or(Refusal::NotFound)?.case_id)
    }

    async fn slip(&self, id: Uuid) -> Result<Option<handover::Model>, Unmade> {
        Ok(handover::Entity::find_by_id(id).one(&self.transaction).await?)
    }

    async fn sign(&self, id: Uuid, agree: bool) -> Result<(), Unmade> {
        handover::Entity::update_many()
            .col_expr(handover::Column::SignedById, Expr::value(self.acting.user()))
            .col_expr(handover::Column::SignedAt, Expr::value(self.acting.now))
            .col_expr(handover::Column::Agreed, Expr::value(agree))
            .filter(handover::Column::Id.eq(id))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Slips that wait for a signature wait no longer once the case is in a team's hands or closed.
    pub(super) async fn let_slips_lapse(&self, case: Uuid) -> Result<(), Unmade> {
        handover::Entity::update_many()
            .col_expr(handover::Column::LapsedAt, Expr::value(self.acting.now))
            .filter(handover::Column::CaseId.eq(case))
            .filter(handover::Column::SignedAt.is_null())
            .filter(handover::Column::LapsedAt.is_null())
            .exec(&self.transaction)
            .await?;
        Ok(())
    }
}
