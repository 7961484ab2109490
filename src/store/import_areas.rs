//! The tree of areas: read whole, and changed in one transaction with all that lies in it.

use chrono::Utc;
use entity::area;
use sea_orm::{
    ActiveValue::Unchanged, ConnectionTrait, DatabaseTransaction, EntityTrait, Set, Statement,
};
use uuid::Uuid;

use super::case_documents::write_all_documents;
use super::hazards::stand_anew;
use super::{Store, StoreError};
use crate::import::areas::{Area, AreaPlan, Lineage};
use crate::policy::Level;

/// Rows of one INSERT: 14 columns of each stay below SQLite's 32,766 values.
const BATCH: usize = 1_000;

/// The tables whose rows carry the ids of the areas above them.
const PLACED: [&str; 8] =
    ["users", "teams", "places", "cases", "checks", "hazards", "patrol_routes", "shifts"];

/// The columns of a lineage, the widest level first.
pub(super) const LINEAGE: &str =
    "province_id, city_id, district_id, town_id, community_id, group_id";

impl Store {
    /// All areas, in the order of their paths.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn areas(&self) -> Result<Vec<Area>, StoreError> {
        use sea_orm::QueryOrder;
        let rows = area::Entity::find().order_by_asc(area::Column::Path).all(self.reader()).await?;
        Ok(rows.into_iter().filter_map(kept).collect())
    }

    /// The areas with these codes.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
    pub async fn areas_with_codes(&self, codes: &[&str]) -> Result<Vec<Area>, StoreError> {
        use sea_orm::{ColumnTrait, QueryFilter};
        let of_codes = area::Column::Code.is_in(codes.iter().copied());
        let rows = area::Entity::find().filter(of_codes).all(self.reader()).await?;
        Ok(rows.into_iter().filter_map(kept).collect())
    }

    /// Does what an import of areas planned: all of it or nothing.
    ///
    /// # Errors
    /// The database's; nothing is changed then.
    pub async fn apply_areas(
        &self,
        plan: &AreaPlan,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        for batch in plan.added.chunks(BATCH) {
            let rows = batch.iter().map(|area| row(area, true));
            area::Entity::insert_many(rows).exec_without_returning(&transaction).await?;
            progress(batch.len() as u64);
        }
        // In the order in which others hold several areas.
        let mut changed: Vec<_> = plan.changed.iter().collect();
        changed.sort_by_key(|area| area.id);
        for area in changed {
            area::Entity::update(row(area, false)).exec_without_returning(&transaction).await?;
            progress(1);
        }
        for moved in plan.moved.chunks(BATCH) {
            for table in PLACED {
                move_rows(&transaction, table, moved).await?;
            }
            stand_anew(&transaction, ("area_id", moved)).await?;
            write_all_documents(&transaction, Some(moved), &|_, _| {}).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Takes the rows that lie in moved areas along.
async fn move_rows(
    transaction: &DatabaseTransaction,
    table: &str,
    moved: &[Uuid],
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let places: Vec<String> = (1..=moved.len()).map(|n| format!("${n}")).collect();
    let text = format!(
        "update {table} set ({LINEAGE}) = (select {} from areas a where a.id = {table}.area_id) \
         where area_id in ({})",
        LINEAGE.split(", ").map(|c| format!("a.{c}")).collect::<Vec<_>>().join(", "),
        places.join(", "),
    );
    let values: Vec<sea_orm::Value> = moved.iter().map(|id| (*id).into()).collect();
    transaction.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
    Ok(())
}

fn kept(row: area::Model) -> Option<Area> {
    Some(Area {
        id: row.id,
        code: row.code,
        parent_id: row.parent_id,
        level: Level::from_name(&row.level)?,
        name: row.name,
        name_en: row.name_en,
        path: row.path,
        lineage: [
            row.province_id,
            row.city_id,
            row.district_id,
            row.town_id,
            row.community_id,
            row.group_id,
        ],
    })
}

fn row(area: &Area, new: bool) -> area::ActiveModel {
    let Area { id, code, parent_id, level, name, name_en, path, lineage } = area;
    let [province_id, city_id, district_id, town_id, community_id, group_id]: Lineage = *lineage;
    let now = Utc::now();
    area::ActiveModel {
        id: if new { Set(*id) } else { Unchanged(*id) },
        code: Set(code.clone()),
        path: Set(path.clone()),
        level: Set(level.as_str().to_owned()),
        name: Set(name.clone()),
        name_en: Set(name_en.clone()),
        parent_id: Set(*parent_id),
        province_id: Set(province_id),
        city_id: Set(city_id),
        district_id: Set(district_id),
        town_id: Set(town_id),
        community_id: Set(community_id),
        group_id: Set(group_id),
        created_at: if new { Set(now) } else { sea_orm::NotSet },
        updated_at: Set(now),
        ..Default::default()
    }
}
