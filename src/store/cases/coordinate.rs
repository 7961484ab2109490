//! Joint meetings: planned with the units that a hard case needs, then held.

use chrono::{DateTime, Utc};
use entity::{coordination, coordination_team};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::events::NewEvent;
use crate::desk::action::CaseAction;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Target, Unmade, must_be_sound};

/// A meeting that is planned.
#[derive(Debug)]
pub struct CoordinationPlan {
    /// The case.
    pub target: Target,
    /// When it is to be held.
    pub planned_for: DateTime<Utc>,
    /// Where.
    pub place: Option<String>,
    /// Who is asked to come.
    pub teams: Vec<Uuid>,
}

/// A meeting that was held.
#[derive(Debug)]
pub struct CoordinationRecord {
    /// The meeting; its case is found by it.
    pub coordination: Uuid,
    /// The version of the case, and what is wrong with the input.
    pub target: Target,
    /// When it was held.
    pub held_at: DateTime<Utc>,
    /// What was said.
    pub minutes: String,
    /// What was decided.
    pub decisions: Vec<String>,
}

impl Store {
    /// Plans a joint meeting.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn plan_coordination(&self, acting: Acting<'_>, input: CoordinationPlan) -> Change {
        let CoordinationPlan { target, planned_for, place, mut teams } = input;
        let changing = Changing::begin(self, acting).await?;
        let held = changing.take(&target, CaseAction::Coordinate).await?;
        let mut problems = target.problems;
        for (i, team) in teams.iter().enumerate() {
            let field = format!("input.teamIds[{i}]");
            changing.team(Some(*team), &field, &held, &mut problems).await?;
        }
        must_be_sound(problems)?;
        teams.sort_unstable();
        teams.dedup();
        let id = Uuid::now_v7();
        let meeting = coordination::ActiveModel {
            id: Set(id),
            case_id: Set(held.row.id),
            planned_for: Set(planned_for),
            planned_by_id: Set(acting.user()),
            masked_place: Set(place.as_deref().and_then(masked)),
            place: Set(place),
            held_at: Set(None),
            chair_id: Set(None),
            minutes: Set(None),
            masked_minutes: Set(None),
            masked_decisions: Set(None),
            decisions: Set("[]".to_owned()),
        };
        coordination::Entity::insert(meeting).exec_without_returning(&changing.transaction).await?;
        let invited = teams.into_iter().map(|team| coordination_team::ActiveModel {
            coordination_id: Set(id),
            team_id: Set(team),
        });
        coordination_team::Entity::insert_many(invited)
            .exec_without_returning(&changing.transaction)
            .await?;
        let event = NewEvent {
            kind: "COORDINATION_PLANNED",
            action: "coordinate",
            coordination: Some(id),
            ..NewEvent::default()
        };
        changing.done_with(id, held, event).await
    }

    /// Records what a joint meeting said and decided; the actor was its chair.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn record_coordination(
        &self,
        acting: Acting<'_>,
        input: CoordinationRecord,
    ) -> Change {
        let CoordinationRecord { coordination: id, mut target, held_at, minutes, decisions } =
            input;
        let changing = Changing::begin(self, acting).await?;
        target.record = changing.meeting(id).await?.case_id;
        let held = changing.take(&target, CaseAction::Coordinate).await?;
        if changing.meeting(id).await?.held_at.is_some() {
            return Err(changing.wrong_state(&held.facts));
        }
        let mut problems = target.problems;
        if held_at < held.row.received_at {
            problems.add(
                "input.heldAt",
                "a meeting about a case is held after the case was received",
                "会议时间不能早于事项受理时间",
            );
        }
        must_be_sound(problems)?;
        let decisions = serde_json::Value::from(decisions).to_string();
        coordination::Entity::update_many()
            .col_expr(coordination::Column::HeldAt, Expr::value(held_at))
            .col_expr(coordination::Column::ChairId, Expr::value(acting.user()))
            .col_expr(coordination::Column::MaskedMinutes, Expr::value(masked(&minutes)))
            .col_expr(coordination::Column::Minutes, Expr::value(minutes))
            .col_expr(coordination::Column::MaskedDecisions, Expr::value(masked(&decisions)))
            .col_expr(coordination::Column::Decisions, Expr::value(decisions))
            .filter(coordination::Column::Id.eq(id))
            .exec(&changing.transaction)
            .await?;
        let event = NewEvent {
            kind: "COORDINATED",
            action: "coordinate",
            coordination: Some(id),
            ..NewEvent::default()
        };
        changing.done_with(id, held, event).await
    }
}

impl Changing<'_> {
    #[expect(clippy::disallowed_methods, reason = "its case is judged before any of it is used")]
    async fn meeting(&self, id: Uuid) -> Result<coordination::Model, Unmade> {
        let found = coordination::Entity::find_by_id(id).one(&self.transaction).await?;
        Ok(found.ok_or(Refusal::NotFound)?)
    }
}
