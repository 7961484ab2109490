//! A check as it is planned: by somebody, or by the schedule.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{check, check_item, checklist_question, place};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set,
};
use uuid::Uuid;

use crate::desk::check::kind::CheckKind;
use crate::desk::check::status::CheckStatus;
use crate::store::StoreError;

/// A check that is to be made.
pub(in crate::store) struct PlannedCheck<'a> {
    pub(in crate::store) number: String,
    pub(in crate::store) kind: CheckKind,
    pub(in crate::store) place: &'a place::Model,
    pub(in crate::store) checklist: Uuid,
    pub(in crate::store) planned_for: NaiveDate,
    pub(in crate::store) team: Option<Uuid>,
    pub(in crate::store) inspector: Option<Uuid>,
    /// The check that it looks at again.
    pub(in crate::store) rechecks: Option<Uuid>,
    /// The entry of the schedule that plans it.
    pub(in crate::store) plan: Option<String>,
    /// Who plans it; nobody where the schedule does.
    pub(in crate::store) created_by: Option<Uuid>,
}

impl PlannedCheck<'_> {
    /// Its row.
    pub(in crate::store) fn row(self, now: DateTime<Utc>) -> check::Model {
        let place = self.place;
        check::Model {
            id: Uuid::now_v7(),
            number: self.number,
            kind: self.kind.as_str().to_owned(),
            status: CheckStatus::Planned.as_str().to_owned(),
            outcome: None,
            area_id: place.area_id,
            province_id: place.province_id,
            city_id: place.city_id,
            district_id: place.district_id,
            town_id: place.town_id,
            community_id: place.community_id,
            group_id: place.group_id,
            place_id: place.id,
            team_id: self.team,
            inspector_id: self.inspector,
            signed_by_id: None,
            created_by_id: self.created_by,
            planned_for: self.planned_for,
            signed_at: None,
            version: 1,
            updated_at: now,
            checklist_id: Some(self.checklist),
            rechecks_id: self.rechecks,
            plan: self.plan,
            started_at: None,
            cancel_reason: None,
            masked_cancel_reason: None,
        }
    }
}

/// The questions of a checklist, in their order.
#[expect(clippy::disallowed_methods, reason = "all who sign in may read checklists")]
pub(in crate::store) async fn questions(
    transaction: &DatabaseTransaction,
    checklist: Uuid,
) -> Result<Vec<checklist_question::Model>, StoreError> {
    let questions = checklist_question::Entity::find()
        .filter(checklist_question::Column::ChecklistId.eq(checklist))
        .order_by_asc(checklist_question::Column::Position)
        .all(transaction)
        .await?;
    Ok(questions)
}

/// Writes a check with its questions, which nobody has answered.
pub(in crate::store) async fn write_planned(
    transaction: &DatabaseTransaction,
    row: check::Model,
    questions: &[checklist_question::Model],
) -> Result<(), StoreError> {
    let check = row.id;
    let row: check::ActiveModel = row.into();
    check::Entity::insert(row.reset_all()).exec_without_returning(transaction).await?;
    let items = questions.iter().map(|question| check_item::ActiveModel {
        check_id: Set(check),
        position: Set(question.position),
        code: Set(question.code.clone()),
        question: Set(question.text.clone()),
        passed: Set(None),
        note: Set(None),
        masked_note: Set(None),
    });
    check_item::Entity::insert_many(items).exec_without_returning(transaction).await?;
    Ok(())
}
