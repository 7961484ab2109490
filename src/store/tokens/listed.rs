//! Tokens as the operator's commands list them.

use std::collections::HashMap;

use entity::{api_token, api_token_area, area};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::store::{Store, StoreError};

/// A token, without what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptToken {
    /// Its row.
    pub row: api_token::Model,
    /// The codes of the areas that it is confined to.
    pub areas: Vec<String>,
}

impl Store {
    /// All tokens, the oldest first.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
    pub async fn tokens(&self) -> Result<Vec<KeptToken>, StoreError> {
        let rows = api_token::Entity::find()
            .order_by_asc(api_token::Column::CreatedAt)
            .order_by_asc(api_token::Column::Id)
            .all(self.reader())
            .await?;
        let confined = api_token_area::Entity::find().all(self.reader()).await?;
        let codes: HashMap<Uuid, String> = match confined.is_empty() {
            true => HashMap::new(),
            false => {
                let areas = area::Entity::find().all(self.reader()).await?;
                areas.into_iter().map(|area| (area.id, area.code)).collect()
            }
        };
        let kept = rows.into_iter().map(|row| {
            let own = confined.iter().filter(|area| area.token_id == row.id);
            let areas = own.filter_map(|area| codes.get(&area.area_id).cloned()).collect();
            KeptToken { row, areas }
        });
        Ok(kept.collect())
    }
}
