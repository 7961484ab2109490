//! Hazards that come to lie elsewhere, with their place or with the areas around it.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement};
use uuid::Uuid;

use crate::store::import_areas::LINEAGE;

/// Those of these places, or in these areas, stand where they lie once they rose to an area that they
/// do not lie in any longer; if they are late, so they have been since they were noted. `column` says
/// what the ids are of.
pub(in crate::store) async fn stand_anew(
    transaction: &DatabaseTransaction,
    (column, ids): (&'static str, &[Uuid]),
) -> Result<(), DbErr> {
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let text = format!(
        "update hazards set raised_to_id = null, raised_at = null, \
         raise_from = case when rectified_at is null then overdue_noted_at end \
         where {column} in ({}) and (raised_to_id in ({LINEAGE})) is not true",
        places.join(", "),
    );
    let backend = transaction.get_database_backend();
    let ids = ids.iter().map(|id| (*id).into());
    transaction.execute_raw(Statement::from_sql_and_values(backend, text, ids)).await?;
    Ok(())
}
