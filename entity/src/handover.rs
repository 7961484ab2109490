//! A transfer slip: proposed by one, signed by another.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub number: String,
    pub team_id: Uuid,
    pub opinion: String,
    pub masked_opinion: Option<String>,
    pub proposed_by_id: Uuid,
    pub proposed_at: DateTimeUtc,
    pub signed_by_id: Option<Uuid>,
    pub signed_at: Option<DateTimeUtc>,
    pub agreed: Option<bool>,
    pub answer_by: Option<DateTimeUtc>,
    pub lapsed_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
