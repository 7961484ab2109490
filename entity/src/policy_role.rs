//! A role of the policy, from the version that added it to the one that removed it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_roles")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    pub id: Uuid,
    pub name: String,
    pub title: String,
    pub title_en: Option<String>,
    pub built_in: bool,
    pub added_in: i64,
    pub removed_in: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
