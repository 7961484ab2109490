//! The roles of the policy by their names: those that it has now, whether or not a rule mentions them.

use entity::policy_role;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Store, StoreError};

impl Store {
    /// The names of all roles that may be granted, in the order in which they were added.
    ///
    /// # Errors
    /// The database's.
    pub async fn role_names(&self) -> Result<Vec<String>, StoreError> {
        role_names(self.reader()).await
    }
}

/// The same, as a connection has it: whoever is about to grant one asks within the turn of grants.
#[expect(clippy::disallowed_methods, reason = "which roles there are is no record")]
pub(super) async fn role_names(
    connection: &impl ConnectionTrait,
) -> Result<Vec<String>, StoreError> {
    let roles = policy_role::Entity::find()
        .select_only()
        .column(policy_role::Column::Name)
        .filter(policy_role::Column::RemovedIn.is_null())
        .order_by_asc(policy_role::Column::Number);
    Ok(roles.into_tuple().all(connection).await?)
}
