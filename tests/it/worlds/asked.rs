//! What the product answers: real documents, through the engine, with grants as the server has
//! them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use wardbook::error::Language;
use wardbook::policy::{Action, Authorizer, Grants, Object};
use wardbook::schema::{Engine, GraphQlRequest};
use wardbook::store::Store;
use wardbook::store::access::{AccessAnswer, AccessQuestion, Holders, Target};

use super::judge::RowRef;
use super::world::World;
use crate::support::Dice;

pub(crate) struct Product {
    engine: Engine,
    store: Store,
}

/// The global id of a row.
pub(crate) fn global_id(world: &World, row: RowRef) -> String {
    let id = match row.object {
        Object::Case => world.cases[row.index].id,
        Object::Check => world.checks[row.index].id,
        Object::Team => world.teams[row.index].id,
        Object::Place => world.places[row.index].id,
        Object::Area => world.areas[row.index].id,
        Object::User => world.users[row.index].id,
        Object::Hazard => world.hazards[row.index].id,
        Object::Patrol => world.routes[row.index].id,
        Object::Shift => world.shifts[row.index].id,
        other => unreachable!("worlds have no {other:?}"),
    };
    let prefix = if row.object == Object::Patrol { "patrol_route" } else { row.object.as_str() };
    format!("{prefix}_{}", id.simple())
}

/// The nodes' ids of a connection.
pub(crate) fn ids(connection: &Value) -> Vec<String> {
    let nodes = connection["nodes"].as_array().unwrap_or_else(|| panic!("no nodes: {connection}"));
    nodes.iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

impl Product {
    pub(crate) fn new(store: Store) -> Self {
        let engine = crate::support::engine(&store);
        Self { engine, store }
    }

    pub(crate) async fn grants(&self, world: &World, user: usize) -> Arc<Grants> {
        let authorizer = Authorizer::new(self.store.policy_source());
        authorizer.grants(world.users[user].id).await.unwrap().unwrap()
    }

    /// Why a user may or may not do something, as an operator is told.
    pub(crate) async fn explain(&self, asked: &AccessQuestion, now: DateTime<Utc>) -> AccessAnswer {
        let authorizer = Authorizer::new(self.store.policy_source());
        self.store.explain_access(&authorizer, None, asked, now).await.unwrap()
    }

    /// Who may do something, as an operator is told.
    pub(crate) async fn who_can(
        &self,
        what: (Object, Action),
        target: &Target,
        now: DateTime<Utc>,
    ) -> Holders {
        let authorizer = Authorizer::new(self.store.policy_source());
        self.store.who_can(&authorizer, None, what, target, now).await.unwrap()
    }

    pub(crate) async fn ask(&self, grants: &Arc<Grants>, query: &str, variables: Value) -> Value {
        let mut answer = self.answer(grants, query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].take()
    }

    /// The whole answer, errors and all.
    pub(crate) async fn answer(
        &self,
        grants: &Arc<Grants>,
        query: &str,
        variables: Value,
    ) -> Value {
        let Value::Object(variables) = variables else { panic!("variables are an object") };
        let request = GraphQlRequest {
            query: query.to_owned(),
            operation_name: None,
            variables: variables.into(),
        };
        let answer =
            self.engine.execute(Arc::clone(grants), request, false, Language::English).await;
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Writes the index of words anew.
    pub(crate) async fn index(&self) {
        self.store.index_cases(true, &|_, _| {}).await.unwrap();
    }

    /// Every id of a list of the root, walked page by page in some order, from one of its ends,
    /// and the list's `totalCount`; of `searched` cases as a search for a word that all have.
    pub(crate) async fn walk(
        &self,
        dice: &mut Dice,
        grants: &Arc<Grants>,
        (object, searched): (Object, bool),
    ) -> (Vec<String>, usize) {
        let list = match object {
            Object::Patrol => "patrolRoutes".to_owned(),
            _ => format!("{}s", object.as_str()),
        };
        let (backwards, size) = (dice.percent(40), dice.between(1, 7));
        let order = match object {
            Object::Case if searched && dice.percent(40) => "RELEVANCE",
            Object::Case => {
                *dice.pick(&["RECEIVED_AT", "DUE_AT", "UPDATED_AT", "CLOSED_AT", "NUMBER"])
            }
            Object::Check => *dice.pick(&["PLANNED_FOR", "SIGNED_AT", "NUMBER"]),
            Object::Hazard => *dice.pick(&["FOUND_AT", "DUE_AT", "NUMBER"]),
            _ => "",
        };
        let direction = if order == "RELEVANCE" { "DESC" } else { *dice.pick(&["ASC", "DESC"]) };
        let order = if order.is_empty() || dice.percent(20) {
            String::new()
        } else {
            format!("orderBy: [{{field: {order}, direction: {direction}}}], ")
        };
        let filter = if searched { "filter: {search: \"case\"}, " } else { "" };
        let (size_name, cursor_name) =
            if backwards { ("last", "before") } else { ("first", "after") };
        let query = format!(
            "query($size: Int!, $cursor: String) {{ list: {list}({filter}{order}{size_name}: $size, \
             {cursor_name}: $cursor) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage \
             hasPreviousPage startCursor endCursor }} }} }}"
        );
        let mut found: Vec<String> = Vec::new();
        let mut cursor = Value::Null;
        loop {
            let variables = json!({"size": size, "cursor": cursor});
            let answer = self.ask(grants, &query, variables).await;
            let page = &answer["list"];
            let (more, next) = if backwards {
                (&page["pageInfo"]["hasPreviousPage"], &page["pageInfo"]["startCursor"])
            } else {
                (&page["pageInfo"]["hasNextPage"], &page["pageInfo"]["endCursor"])
            };
            let behind =
                &page["pageInfo"][if backwards { "hasNextPage" } else { "hasPreviousPage" }];
            assert_eq!(*behind, json!(!found.is_empty()), "{query}");
            let ids = ids(page);
            if backwards {
                found.splice(0..0, ids);
            } else {
                found.extend(ids);
            }
            if *more != json!(true) {
                return (found, page["totalCount"].as_u64().unwrap() as usize);
            }
            cursor = next.clone();
        }
    }
}
