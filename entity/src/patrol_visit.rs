//! A visit to a checkpoint, signed for by whoever made it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "patrol_visits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub route_id: Uuid,
    pub checkpoint_id: Uuid,
    pub by_id: Uuid,
    pub at: DateTimeUtc,
    pub day: Date,
    pub received_at: DateTimeUtc,
    pub note: Option<String>,
    pub masked_note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
