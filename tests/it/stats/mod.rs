//! Figures in groups are what anybody could count from their own pages.

mod backlog;
mod groups;
mod hazards;
mod naive;
mod refused;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::case;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::demo::Town;
use wardbook::store::StoreError;

use crate::support::{Asking, Backend, Database, request};

/// Who asks, one of each kind that may read statistics.
const VIEWERS: [&str; 4] = ["community1", "town", "district", "analyst"];

/// Every nth case of the demo town is kept.
const STEP: usize = 6;

/// A part of the demo town, and the engine over it.
pub(crate) struct Office {
    pub(crate) asking: Asking,
    database: Database,
    pub(crate) users: HashMap<String, Uuid>,
}

impl Office {
    pub(crate) async fn open(backend: Backend) -> Self {
        Self::in_zone(backend, chrono_tz::Asia::Shanghai).await
    }

    async fn in_zone(backend: Backend, zone: chrono_tz::Tz) -> Self {
        let database = Database::fresh(backend).await;
        let store = database.store().await;
        store.install_default_policy().await.unwrap();
        let town = town(zone);
        let seal =
            |_: &str, _: &[u8]| Err(StoreError::Failed("nothing is to be sealed".to_owned()));
        store.write_town(&town, &HashMap::new(), &seal).await.unwrap();
        store.close().await;
        let users = town.users.into_iter().map(|user| (user.username, user.id)).collect();
        Self { asking: Asking::in_zone(&database, zone).await, database, users }
    }

    pub(crate) async fn data(&self, user: &str, query: &str) -> Value {
        self.asking.data(self.users[user], query, Value::Null).await
    }

    /// The error of a query that is answered with one alone.
    async fn error(&self, user: &str, query: &str) -> Value {
        let answer = self.asking.ask(self.users[user], request(query, Value::Null)).await;
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{query}: {answer}");
        answer["errors"][0].clone()
    }

    /// The records of a list that somebody turns the pages of, to the end.
    pub(crate) async fn ids(&self, user: &str, list: &str, filter: &str) -> Vec<Uuid> {
        let mut ids = Vec::new();
        let mut after = Value::Null;
        let query = format!(
            "query($after: String) {{ {list}(first: 100, after: $after{filter}) \
             {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        loop {
            let variables = json!({"after": after});
            let page = self.asking.data(self.users[user], &query, variables).await;
            let page = &page[list];
            for node in page["nodes"].as_array().unwrap() {
                let (_, id) = node["id"].as_str().unwrap().split_once('_').unwrap();
                ids.push(id.parse().unwrap());
            }
            if page["pageInfo"]["hasNextPage"] == false {
                return ids;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }

    /// The cases on all pages of somebody's list.
    async fn cases(&self, user: &str, filter: &str) -> Vec<case::Model> {
        let ids = self.ids(user, "cases", filter).await;
        let all = case::Entity::find().all(self.database.connection()).await.unwrap();
        let mut all: HashMap<Uuid, case::Model> = all.into_iter().map(|c| (c.id, c)).collect();
        ids.iter().map(|id| all.remove(id).unwrap()).collect()
    }
}

/// The town's people, places and rounds, and some of its cases without their papers.
fn town(zone: chrono_tz::Tz) -> Town {
    let now = "2026-11-20T08:00:00Z".parse::<DateTime<Utc>>().unwrap();
    let town = Town::new(5, now, zone);
    let mut cases: Vec<case::Model> = town.cases.into_iter().step_by(STEP).collect();
    for (n, case) in cases.iter_mut().enumerate() {
        case.merged_into_id = None;
        case.reopen_count = i32::from(n % 9 == 0);
        case.confidential |= n % 17 == 0;
        // Some lie in the community or town itself, and some were never sorted.
        if n % 13 == 0 {
            case.group_id = None;
            case.area_id = case.community_id.or(case.town_id).unwrap();
        }
        if n % 11 == 0 {
            case.category_id = None;
        }
    }
    let mut hazards = town.hazards;
    for hazard in &mut hazards {
        hazard.case_id = None;
    }
    Town {
        areas: town.areas,
        users: town.users,
        grants: town.grants,
        categories: town.categories,
        teams: town.teams,
        team_members: town.team_members,
        places: town.places,
        checklists: town.checklists,
        checklist_questions: town.checklist_questions,
        checks: town.checks,
        check_items: town.check_items,
        cases,
        hazards,
        ..Town::default()
    }
}
