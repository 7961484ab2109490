//! What was found to be unsafe, until somebody looked again.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hazards")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub check_id: Option<Uuid>,
    pub item_code: Option<String>,
    pub case_id: Option<Uuid>,
    pub area_id: Uuid,
    pub province_id: Option<Uuid>,
    pub city_id: Option<Uuid>,
    pub district_id: Option<Uuid>,
    pub town_id: Option<Uuid>,
    pub community_id: Option<Uuid>,
    pub group_id: Option<Uuid>,
    pub place_id: Uuid,
    pub description: String,
    pub masked_description: Option<String>,
    pub major: bool,
    pub status: String,
    pub responsible_id: Option<Uuid>,
    pub responsible_unit: Option<String>,
    pub masked_responsible_unit: Option<String>,
    pub found_at: DateTimeUtc,
    pub found_by_id: Option<Uuid>,
    pub due_at: DateTimeUtc,
    pub rectified_at: Option<DateTimeUtc>,
    pub rectified_by_id: Option<Uuid>,
    pub verified_at: Option<DateTimeUtc>,
    pub verified_by_id: Option<Uuid>,
    pub overdue_noted_at: Option<DateTimeUtc>,
    pub raised_to_id: Option<Uuid>,
    pub raised_at: Option<DateTimeUtc>,
    /// Since when it has been late where it stands; null where it is not, or can rise no further.
    pub raise_from: Option<DateTimeUtc>,
    pub version: i32,
    pub updated_at: DateTimeUtc,
    pub visit_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
