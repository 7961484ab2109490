//! A file that was sent, and the record that it is tied to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub file_name: String,
    pub masked_name: Option<String>,
    pub media_type: String,
    pub byte_length: i64,
    pub sha256: String,
    pub has_thumbnail: bool,
    pub uploaded_by_id: Uuid,
    pub uploaded_at: DateTimeUtc,
    pub case_id: Option<Uuid>,
    pub personal: bool,
    pub attached_at: Option<DateTimeUtc>,
    pub check_id: Option<Uuid>,
    pub before_hazard_id: Option<Uuid>,
    pub after_hazard_id: Option<Uuid>,
    pub visit_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
