//! A joint meeting, planned and then held.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "coordinations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub planned_for: DateTimeUtc,
    pub planned_by_id: Uuid,
    pub place: Option<String>,
    pub masked_place: Option<String>,
    pub held_at: Option<DateTimeUtc>,
    pub chair_id: Option<Uuid>,
    pub minutes: Option<String>,
    pub masked_minutes: Option<String>,
    pub decisions: String,
    pub masked_decisions: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
