//! What may be done with a case, as clients are told: asked of cases in the states that the state
//! machine has an action in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::TimeDelta;
use entity::{case, handover, supervision};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::desk::action::TRANSITIONS;
use wardbook::desk::status::Status;
use wardbook::policy::{Action, Grants, Object, Relation};

use super::{ROLES, TOWN};
use crate::worlds::{Product, RowRef, World, global_id};

/// The states of the cases of each user and relation, in their order; each action has one of them.
pub(super) const STATES: [Status; 5] =
    [Status::Triaged, Status::Received, Status::Assigned, Status::Resolved, Status::Replied];

/// Puts the cases of a written world into their states. Each is an emergency with a slip that
/// nobody of the roles proposed and a notice that waits for an answer, so that the state stands in
/// the way of nothing.
pub(super) async fn stand(world: &World, connection: &DatabaseConnection) {
    let (nobody, now) = (world.users[ROLES.len()].id, world.now);
    for (nth, state) in STATES.into_iter().enumerate() {
        let ids = world.cases.iter().skip(nth).step_by(STATES.len()).map(|case| case.id);
        case::Entity::update_many()
            .col_expr(case::Column::Status, Expr::value(state.as_str()))
            .col_expr(case::Column::Emergency, Expr::value(true))
            .filter(case::Column::Id.is_in(ids))
            .exec(connection)
            .await
            .unwrap();
    }
    let slips = world.cases.iter().enumerate().map(|(i, case)| handover::ActiveModel {
        masked_opinion: Set(None),
        id: Set(Uuid::now_v7()),
        case_id: Set(case.id),
        number: Set(format!("H-{i}")),
        team_id: Set(world.teams[ROLES.len()].id),
        opinion: Set(String::new()),
        proposed_by_id: Set(nobody),
        proposed_at: Set(now),
        signed_by_id: Set(None),
        signed_at: Set(None),
        agreed: Set(None),
        answer_by: Set(None),
        lapsed_at: Set(None),
    });
    handover::Entity::insert_many(slips).exec_without_returning(connection).await.unwrap();
    let notices = world.cases.iter().enumerate().map(|(i, case)| supervision::ActiveModel {
        masked_reason: Set(None),
        masked_answer: Set(None),
        id: Set(Uuid::now_v7()),
        case_id: Set(case.id),
        number: Set(format!("S-{i}")),
        issued_at: Set(now),
        issued_by_id: Set(nobody),
        team_id: Set(None),
        reason: Set(String::new()),
        answer_by: Set(now + TimeDelta::days(1)),
        answered_at: Set(None),
        answered_by_id: Set(None),
        answer: Set(None),
    });
    supervision::Entity::insert_many(notices).exec_without_returning(connection).await.unwrap();
}

/// What each role's user was told.
pub(super) struct Cases {
    /// The actions listed, by user and place of the case among the user's own.
    listed: HashMap<(usize, usize), HashSet<String>>,
    /// Whether a case could be registered, by user and whether it was confidential.
    registered: HashMap<(usize, bool), bool>,
}

impl Cases {
    pub(super) async fn ask(product: &Product, world: &World) -> Self {
        let mut cases = Self { listed: HashMap::new(), registered: HashMap::new() };
        let of_each = Relation::ALL.len() * STATES.len();
        for user in 0..ROLES.len() {
            let grants = product.grants(world, user).await;
            let rows = (0..of_each).map(|nth| user * of_each + nth);
            let ids: Vec<String> = rows
                .map(|index| global_id(world, RowRef { object: Object::Case, index }))
                .collect();
            let query =
                "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { allowedActions } } }";
            let answer = product.ask(&grants, query, json!({"ids": ids})).await;
            for (nth, node) in answer["nodes"].as_array().unwrap().iter().enumerate() {
                let listed = node["allowedActions"].as_array().into_iter().flatten();
                let listed = listed.map(|action| action.as_str().unwrap().to_owned()).collect();
                cases.listed.insert((user, nth), listed);
            }
            for confidential in [false, true] {
                let done = registers(product, &grants, world, confidential).await;
                cases.registered.insert((user, confidential), done);
            }
        }
        cases
    }

    /// Whether a role's user may do this; none where there is no request that tells.
    pub(super) fn allow(
        &self,
        user: usize,
        object: Object,
        action: Action,
        relation: Relation,
    ) -> Option<bool> {
        // Whoever registers a case is its first handler, and no team has it yet: it is asked for one
        // that is confidential and for one that is not.
        let is_asked = matches!(relation, Relation::Any | Relation::Ordinary);
        if (object, action) == (Object::Case, Action::Create) && is_asked {
            return Some(self.registered[&(user, relation == Relation::Any)]);
        }
        let of = TRANSITIONS.iter().find(|of| of.object == object && *of.needs == [action])?;
        let state = STATES.iter().position(|state| of.from.contains(state)).unwrap();
        let nth = Relation::ALL.iter().position(|known| *known == relation).unwrap();
        let listed = &self.listed[&(user, nth * STATES.len() + state)];
        Some(listed.contains(of.action.as_str()))
    }
}

async fn registers(
    product: &Product,
    grants: &Arc<Grants>,
    world: &World,
    confidential: bool,
) -> bool {
    let query = "mutation($input: RegisterCaseInput!) { registerCase(input: $input) { caseId } }";
    let area = global_id(world, RowRef { object: Object::Area, index: TOWN });
    let input = json!({
        "title": "A new matter", "description": "", "source": "PHONE", "areaId": area,
        "confidential": confidential,
    });
    let answer = product.answer(grants, query, json!({"input": input})).await;
    let refused = &answer["errors"][0]["extensions"];
    if *refused == Value::Null {
        return answer["data"]["registerCase"]["caseId"].is_string();
    }
    assert_eq!(*refused, json!({"code": "FORBIDDEN", "object": "case", "action": "create"}));
    false
}

#[test]
fn each_action_has_a_state_to_be_asked_in() {
    for of in &TRANSITIONS {
        let has_one = STATES.iter().any(|state| of.from.contains(state));
        assert!(has_one, "{:?} is asked in none of the states", of.action);
    }
    // `assign` and `supervise` are asked by the action that needs them alone.
    let alone = |action| TRANSITIONS.iter().any(|of| *of.needs == [action]);
    assert!(
        Object::Case
            .actions()
            .iter()
            .all(|action| { matches!(action, Action::Read | Action::Create) || alone(*action) })
    );
}
