//! A supervision notice to whoever is late.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "supervisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub number: String,
    pub issued_at: DateTimeUtc,
    pub issued_by_id: Uuid,
    pub team_id: Option<Uuid>,
    pub reason: String,
    pub masked_reason: Option<String>,
    pub answer_by: DateTimeUtc,
    pub answered_at: Option<DateTimeUtc>,
    pub answered_by_id: Option<Uuid>,
    pub answer: Option<String>,
    pub masked_answer: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
