//! One step of a case's timeline.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub kind: String,
    pub at: DateTimeUtc,
    pub actor_id: Option<Uuid>,
    pub from_status: Option<String>,
    pub to_status: Option<String>,
    pub team_id: Option<Uuid>,
    pub desk_id: Option<Uuid>,
    pub due_before: Option<DateTimeUtc>,
    pub due_after: Option<DateTimeUtc>,
    pub note: Option<String>,
    pub handler_id: Option<Uuid>,
    pub handover_id: Option<Uuid>,
    pub supervision_id: Option<Uuid>,
    pub coordination_id: Option<Uuid>,
    pub reply_id: Option<Uuid>,
    pub follow_up_id: Option<Uuid>,
    pub attachment_id: Option<Uuid>,
    pub amended_from: Option<String>,
    pub masked_amended_from: Option<String>,
    pub masked_note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
