//! A file of records that a user has made for themselves.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub token_hash: Option<String>,
    pub created_at: DateTimeUtc,
    pub object: String,
    pub format: String,
    pub locale: String,
    pub columns: String,
    pub asked: String,
    pub status: String,
    pub rows_done: i64,
    pub rows_total: Option<i64>,
    pub byte_length: Option<i64>,
    pub error: Option<String>,
    pub expires_at: Option<DateTimeUtc>,
    pub run: Option<Uuid>,
    pub leased_until: Option<DateTimeUtc>,
    pub kept: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
