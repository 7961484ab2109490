//! Who holds what now.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{grant, user};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::kept::domains;
use crate::policy::{Domain, Holding};
use crate::store::{Store, StoreError};

/// A user, the role, the area where, and the end.
type Row = (Uuid, String, Option<Uuid>, Option<DateTime<Utc>>);

/// Whose grants are asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Whose {
    /// Those of all.
    Everybodys,
    /// Those of whoever holds something everywhere.
    OfThoseEverywhere,
}

/// The grants of active users that are valid now.
#[expect(clippy::disallowed_methods, reason = "who is left to administer is not told")]
pub(in crate::store) async fn holdings(
    connection: &impl ConnectionTrait,
    now: DateTime<Utc>,
    whose: Whose,
) -> Result<Vec<Holding>, StoreError> {
    use grant::Column;
    let active = user::Entity::find().filter(user::Column::Active.eq(true));
    let active = active.select_only().column(user::Column::Id).into_query();
    let mut valid = grant::Entity::find()
        .select_only()
        .columns([Column::UserId, Column::Role, Column::AreaId, Column::ValidUntil])
        .filter(Column::UserId.in_subquery(active))
        .filter(Condition::any().add(Column::ValidFrom.is_null()).add(Column::ValidFrom.lte(now)))
        .filter(Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gt(now)));
    if let Whose::OfThoseEverywhere = whose {
        let everywhere = grant::Entity::find().filter(Column::AreaId.is_null());
        let everywhere = everywhere.select_only().column(Column::UserId).into_query();
        valid = valid.filter(Column::UserId.in_subquery(everywhere));
    }
    let rows: Vec<Row> = valid.into_tuple().all(connection).await?;
    let areas = domains(connection, rows.iter().filter_map(|(_, _, area, _)| *area)).await?;
    let holding = |(user, role, area, until): Row| {
        let domain = match area {
            None => Domain::Everywhere,
            Some(area) => areas.get(&area)?.clone(),
        };
        Some(Holding { user, role, domain, lasts: until.is_none() })
    };
    Ok(rows.into_iter().filter_map(holding).collect())
}

impl Store {
    /// How many active users hold each role now, by a grant of their own.
    ///
    /// # Errors
    /// The database's.
    pub async fn holders_by_role(
        &self,
        now: DateTime<Utc>,
    ) -> Result<HashMap<String, usize>, StoreError> {
        let mut holders: HashMap<String, HashSet<Uuid>> = HashMap::new();
        let held = holdings(self.writer(), now, Whose::Everybodys).await?;
        for Holding { user, role, .. } in held {
            holders.entry(role).or_default().insert(user);
        }
        Ok(holders.into_iter().map(|(role, users)| (role, users.len())).collect())
    }
}
