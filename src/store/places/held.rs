//! Places that an import holds while it writes what lies in them.

use std::collections::{BTreeSet, HashMap};

use entity::{area, place};
use sea_orm::sea_query::{LockType, SimpleExpr};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::store::StoreError;

/// Places as they stand, and areas that nobody moves before the transaction is over.
pub(in crate::store) struct Held {
    pub(in crate::store) areas: HashMap<Uuid, area::Model>,
    pub(in crate::store) places: Vec<place::Model>,
}

/// Holds places, with their areas and those that places are to move into. Areas are held first, as
/// an import of them does, and all in the order of their ids: two who hold several then wait for
/// each other and no more.
///
/// # Errors
/// The database's.
#[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
pub(in crate::store) async fn held_places(
    transaction: &DatabaseTransaction,
    of: SimpleExpr,
    lock: LockType,
    into: impl IntoIterator<Item = Uuid>,
) -> Result<Held, StoreError> {
    let places = place::Entity::find().filter(of);
    let lie_in: Vec<Uuid> = places
        .clone()
        .select_only()
        .column(place::Column::AreaId)
        .into_tuple()
        .all(transaction)
        .await?;
    let wanted: BTreeSet<Uuid> = lie_in.into_iter().chain(into).collect();
    let areas = area::Entity::find()
        .filter(area::Column::Id.is_in(wanted))
        .order_by_asc(area::Column::Id)
        .lock(LockType::Share)
        .all(transaction)
        .await?;
    let areas = areas.into_iter().map(|area| (area.id, area)).collect();
    let places = places.order_by_asc(place::Column::Id).lock(lock).all(transaction).await?;
    Ok(Held { areas, places })
}
