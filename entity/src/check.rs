//! A planned, signed safety inspection of a place.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "checks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub kind: String,
    pub status: String,
    pub outcome: Option<String>,
    pub area_id: Uuid,
    pub province_id: Option<Uuid>,
    pub city_id: Option<Uuid>,
    pub district_id: Option<Uuid>,
    pub town_id: Option<Uuid>,
    pub community_id: Option<Uuid>,
    pub group_id: Option<Uuid>,
    pub place_id: Uuid,
    pub team_id: Option<Uuid>,
    pub inspector_id: Option<Uuid>,
    pub signed_by_id: Option<Uuid>,
    pub created_by_id: Option<Uuid>,
    pub planned_for: Date,
    pub signed_at: Option<DateTimeUtc>,
    pub version: i32,
    pub updated_at: DateTimeUtc,
    pub checklist_id: Option<Uuid>,
    pub rechecks_id: Option<Uuid>,
    pub plan: Option<String>,
    pub started_at: Option<DateTimeUtc>,
    pub cancel_reason: Option<String>,
    pub masked_cancel_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
