//! Seeing to it that a case is done in time: notices to who is late, and more time where it is due.

use chrono::{DateTime, Utc};
use entity::supervision;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::events::NewEvent;
use crate::desk::action::CaseAction;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Numbered, Target, Unmade, must_be_sound};

/// A notice that is served on whoever has the case.
#[derive(Debug)]
pub struct SupervisionNotice {
    /// The case.
    pub target: Target,
    /// Why it is served.
    pub reason: String,
    /// By when it is to be answered.
    pub answer_by: DateTime<Utc>,
}

/// An answer to a notice.
#[derive(Debug)]
pub struct SupervisionAnswer {
    /// The notice; its case is found by it.
    pub supervision: Uuid,
    /// The version of the case, and what is wrong with the input.
    pub target: Target,
    /// In words.
    pub answer: String,
}

/// More time for a case.
#[derive(Debug)]
pub struct Extension {
    /// The case.
    pub target: Target,
    /// When it is due from now on.
    pub due_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Serves a supervision notice.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn supervise_case(&self, acting: Acting<'_>, input: SupervisionNotice) -> Change {
        let SupervisionNotice { target, reason, answer_by } = input;
        let changing = Changing::begin(self, acting).await?;
        let held = changing.take(&target, CaseAction::Supervise).await?;
        must_be_sound(target.problems)?;
        let (code, year) = changing.numbered_by(held.row.area_id).await?;
        let id = Uuid::now_v7();
        let notice = supervision::ActiveModel {
            id: Set(id),
            case_id: Set(held.row.id),
            number: Set(changing.next_number(Numbered::Supervision, &code, year).await?),
            issued_at: Set(acting.now),
            issued_by_id: Set(acting.user()),
            team_id: Set(held.row.team_id),
            masked_reason: Set(masked(&reason)),
            masked_answer: Set(None),
            reason: Set(reason.clone()),
            answer_by: Set(answer_by),
            answered_at: Set(None),
            answered_by_id: Set(None),
            answer: Set(None),
        };
        supervision::Entity::insert(notice).exec_without_returning(&changing.transaction).await?;
        let event = NewEvent {
            kind: "SUPERVISED",
            action: "supervise",
            note: Some(reason),
            team: held.row.team_id,
            supervision: Some(id),
            ..NewEvent::default()
        };
        changing.done_with(id, held, event).await
    }

    /// Answers a supervision notice.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn answer_supervision(&self, acting: Acting<'_>, input: SupervisionAnswer) -> Change {
        let SupervisionAnswer { supervision: id, mut target, answer } = input;
        let changing = Changing::begin(self, acting).await?;
        target.record = changing.notice(id).await?.case_id;
        let held = changing.take(&target, CaseAction::AnswerSupervision).await?;
        if changing.notice(id).await?.answered_at.is_some() {
            return Err(changing.wrong_state(&held.facts));
        }
        must_be_sound(target.problems)?;
        supervision::Entity::update_many()
            .col_expr(supervision::Column::AnsweredAt, Expr::value(acting.now))
            .col_expr(supervision::Column::AnsweredById, Expr::value(acting.user()))
            .col_expr(supervision::Column::Answer, Expr::value(answer.as_str()))
            .col_expr(supervision::Column::MaskedAnswer, Expr::value(masked(&answer)))
            .filter(supervision::Column::Id.eq(id))
            .exec(&changing.transaction)
            .await?;
        let event = NewEvent {
            kind: "SUPERVISION_ANSWERED",
            action: "answer",
            note: Some(answer),
            supervision: Some(id),
            ..NewEvent::default()
        };
        changing.done_with(id, held, event).await
    }

    /// Gives a case more time.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn extend_case(&self, acting: Acting<'_>, input: Extension) -> Change {
        let Extension { target, due_at, reason } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Extend).await?;
        let mut problems = target.problems;
        if held.row.due_at.is_some_and(|due| due_at <= due) {
            problems.add(
                "input.dueAt",
                "an extension ends after the time that the case has already",
                "延期后的期限须晚于原期限",
            );
        }
        must_be_sound(problems)?;
        changing.put_off(&mut held, due_at).await?;
        let event = NewEvent {
            kind: "EXTENDED",
            action: "extend",
            note: Some(reason),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }
}

impl Changing<'_> {
    #[expect(clippy::disallowed_methods, reason = "its case is judged before any of it is used")]
    async fn notice(&self, id: Uuid) -> Result<supervision::Model, Unmade> {
        let found = supervision::Entity::find_by_id(id).one(&self.transaction).await?;
        Ok(found.ok_or(Refusal::NotFound)?)
    }
}
