//! Somebody who is on duty in a shift.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub shift_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub position: i32,
    pub role: String,
    pub stand_in_for_id: Option<Uuid>,
    pub reason: Option<String>,
    pub masked_reason: Option<String>,
    pub since: Option<DateTimeUtc>,
    pub signed_in_at: Option<DateTimeUtc>,
    pub signed_out_at: Option<DateTimeUtc>,
    pub replaced_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
