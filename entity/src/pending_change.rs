//! A change of the policy or a grant that waits, or waited, for a second administrator.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub proposed_by: Uuid,
    pub proposed_at: DateTimeUtc,
    pub reason: String,
    pub forced: bool,
    pub roles_added: String,
    pub roles_removed: String,
    pub new_roles: Option<String>,
    pub user_id: Option<Uuid>,
    pub role: Option<String>,
    pub area_id: Option<Uuid>,
    pub valid_from: Option<DateTimeUtc>,
    pub valid_until: Option<DateTimeUtc>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    pub approved: Option<bool>,
    pub decision_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
