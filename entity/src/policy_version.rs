//! One change of the rules: when, by whom and why.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub applied_at: DateTimeUtc,
    pub applied_by: Option<Uuid>,
    pub reason: String,
    pub id: Uuid,
    pub forced: bool,
    pub approved_by: Option<Uuid>,
    pub roles_added: String,
    pub roles_removed: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
