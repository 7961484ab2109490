//! What may be done with a check or a hazard, as clients are told: asked of each in every state that
//! it can be in, since each action has its own.

use std::collections::{HashMap, HashSet};

use entity::{check, hazard};
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::json;
use wardbook::desk::check::status::CheckStatus;
use wardbook::desk::hazard::status::HazardStatus;
use wardbook::desk::{check::action as of_checks, hazard::action as of_hazards};
use wardbook::policy::{Action, Object, Relation};

use super::ROLES;
use crate::worlds::{Product, RowRef, World, global_id};

/// The actions that were listed in some state, by kind, user and place of the record among the
/// user's own.
pub(super) struct Rounds(HashMap<(Object, usize, usize), HashSet<String>>);

impl Rounds {
    pub(super) async fn ask(
        product: &Product,
        world: &World,
        connection: &DatabaseConnection,
    ) -> Self {
        let mut rounds = Self(HashMap::new());
        for status in CheckStatus::ALL {
            let status = Expr::value(status.as_str());
            let stand = check::Entity::update_many().col_expr(check::Column::Status, status);
            stand.exec(connection).await.unwrap();
            rounds.listed(product, world, Object::Check).await;
        }
        for status in HazardStatus::ALL {
            let status = Expr::value(status.as_str());
            let stand = hazard::Entity::update_many().col_expr(hazard::Column::Status, status);
            stand.exec(connection).await.unwrap();
            rounds.listed(product, world, Object::Hazard).await;
        }
        rounds
    }

    async fn listed(&mut self, product: &Product, world: &World, object: Object) {
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Check { allowedActions } \
                     ... on Hazard { may: allowedActions } } }";
        let of_each = Relation::ALL.len();
        for user in 0..ROLES.len() {
            let grants = product.grants(world, user).await;
            let rows = (0..of_each).map(|nth| RowRef { object, index: user * of_each + nth });
            let ids: Vec<String> = rows.map(|row| global_id(world, row)).collect();
            let answer = product.ask(&grants, query, json!({"ids": ids})).await;
            for (nth, node) in answer["nodes"].as_array().unwrap().iter().enumerate() {
                let listed = [&node["allowedActions"], &node["may"]];
                let listed = listed.into_iter().filter_map(|list| list.as_array()).flatten();
                let listed = listed.map(|action| action.as_str().unwrap().to_owned());
                self.0.entry((object, user, nth)).or_default().extend(listed);
            }
        }
    }

    /// Whether a role's user may do this; none where there is no request that tells.
    pub(super) fn allow(
        &self,
        user: usize,
        object: Object,
        action: Action,
        relation: Relation,
    ) -> Option<bool> {
        let name = match object {
            Object::Check => {
                of_checks::TRANSITIONS.iter().find(|of| of.needs == [action])?.action.as_str()
            }
            Object::Hazard => {
                of_hazards::TRANSITIONS.iter().find(|of| of.needs == [action])?.action.as_str()
            }
            _ => return None,
        };
        let nth = Relation::ALL.iter().position(|known| *known == relation).unwrap();
        Some(self.0[&(object, user, nth)].contains(name))
    }
}
