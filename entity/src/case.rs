//! A matter that someone brought or found.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub title: String,
    pub description: String,
    pub category_id: Option<Uuid>,
    pub source: String,
    pub severity: String,
    pub emergency: bool,
    pub confidential: bool,
    pub status: String,
    pub is_open: bool,
    pub area_id: Uuid,
    pub province_id: Option<Uuid>,
    pub city_id: Option<Uuid>,
    pub district_id: Option<Uuid>,
    pub town_id: Option<Uuid>,
    pub community_id: Option<Uuid>,
    pub group_id: Option<Uuid>,
    pub desk_id: Uuid,
    pub address: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub received_at: DateTimeUtc,
    pub due_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
    pub received_by_id: Option<Uuid>,
    pub first_handler_id: Option<Uuid>,
    pub handler_id: Option<Uuid>,
    pub overseer_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub satisfaction: Option<i32>,
    pub reopen_count: i32,
    pub version: i32,
    pub resolution: Option<String>,
    pub masked_title: Option<String>,
    pub masked_description: Option<String>,
    pub masked_resolution: Option<String>,
    pub masked_address: Option<String>,
    pub overdue_noted_at: Option<DateTimeUtc>,
    pub merged_into_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
