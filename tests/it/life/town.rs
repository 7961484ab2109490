//! A small town whose people ask its engine themselves, many at once.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{area, category, team};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::schema::{Engine, Limits, WallClock, Writing};
use wardbook::secret::{KeyRing, Keys};
use wardbook::store::Store;

use super::desk::{Desk, input_type};
use crate::support::{Asking, Backend, import, installation, request, writing};

/// Who acts, with the code of the area of their grant and whether they run a desk there.
pub(super) static PEOPLE: &[(&str, &str, bool)] = &[
    ("leader", "35111", false),
    ("community", "3511", true),
    ("mill", "3512", true),
    ("town", "351", true),
    ("second", "351", true),
    ("far", "352", true),
    ("above", "35", true),
    ("analyst", "35", false),
    ("mediator", "351", false),
    ("helper", "351", false),
    ("walker", "3511", false),
    ("administrator", "", false),
];

/// Teams: the code of the area, and a member with the code of the area of that one's grant.
pub(super) static TEAMS: &[(&str, &str, &str, &str)] = &[
    ("Mediators", "351", "helper", "351"),
    ("Bridge patrol", "3511", "walker", "3511"),
    ("Mill patrol", "3512", "mill", "3512"),
    ("Lake team", "3521", "far", "352"),
    // Its members run desks: they are the ones who may not give themselves more time.
    ("Night shift", "351", "second", "351"),
    ("Panel", "35", "above", "35"),
];

const MORE_TEAMS: &str = "name,kind,area_code,unit,leader,members
Mill patrol,PATROL,3512,false,mill,mill
Night shift,PATROL,351,false,second,second;community
Panel,MEDIATION,35,true,above,above
";

pub(super) static CODES: &[&str] = &["35", "351", "352", "3511", "3512", "3521", "35111"];

pub(super) struct Town {
    pub(super) desk: Desk,
    pub(super) asking: Arc<Asking>,
    pub(super) clock: WallClock,
    pub(super) people: HashMap<String, Uuid>,
    pub(super) areas: HashMap<String, Uuid>,
    pub(super) teams: HashMap<String, Uuid>,
    pub(super) category: Uuid,
}

impl Town {
    pub(super) async fn open(backend: Backend) -> Self {
        let desk = Desk::open(backend).await;
        let store = desk.server.store.clone();
        import::teams(&store, MORE_TEAMS).await;
        let database = desk.server.database.connection();
        let areas = area::Entity::find().all(database).await.unwrap();
        let teams = team::Entity::find().all(database).await.unwrap();
        let category = category::Entity::find().one(database).await.unwrap().unwrap().id;
        let people = store.usernames().await.unwrap();
        let (asking, clock) = instance(store, &desk.server.keys);
        Self {
            asking,
            clock,
            people,
            areas: areas.into_iter().map(|area| (area.code, area.id)).collect(),
            teams: teams.into_iter().map(|team| (team.name, team.id)).collect(),
            category,
            desk,
        }
    }

    pub(super) fn code(&self, area: Uuid) -> &str {
        self.areas.iter().find(|(_, id)| **id == area).unwrap().0
    }

    /// A moment so many hours ahead.
    pub(super) fn ahead(&self, hours: i64) -> DateTime<Utc> {
        self.clock.now() + TimeDelta::hours(hours)
    }

    /// What somebody may do with a case now; nothing where they do not see it.
    pub(super) async fn allowed(&self, who: &str, case: Uuid) -> Vec<String> {
        let query = "query($id:ID!){case(by:{id:$id}){allowedActions}}";
        let answer = self.asking.data(self.people[who], query, json!({"id": id("case", case)}));
        let answer = answer.await;
        let actions = answer["case"]["allowedActions"].as_array().cloned().unwrap_or_default();
        actions.iter().map(|action| action.as_str().unwrap().to_owned()).collect()
    }

    /// Sends a mutation; what it answers, or the extensions of the one error.
    pub(super) async fn send(&self, who: &str, mutation: &str, input: &Value) -> Sent {
        send(&self.asking, self.people[who], mutation, input).await
    }

    /// Another instance over the same database.
    pub(super) async fn another(&self) -> Arc<Asking> {
        let store = self.desk.server.database.store().await;
        instance(store, &self.desk.server.keys).0
    }
}

/// All instances of an installation have the same keys.
fn instance(store: Store, keys: &Arc<Keys>) -> (Arc<Asking>, WallClock) {
    let keys = Arc::new(KeyRing::fixed(Arc::clone(keys)));
    let writing = Writing { keys, ..writing(&store) };
    let (authorizer, clock) = (Arc::clone(&writing.authorizer), writing.clock.clone());
    let limits = Limits { cost: u64::MAX, ..Limits::default() };
    let engine = Engine::new(store, installation(), limits, writing);
    (Arc::new(Asking { engine: Arc::new(engine), authorizer }), clock)
}

/// What a mutation came to: what it answers, or the extensions of its error.
pub(super) type Sent = Result<Value, Value>;

pub(super) async fn send(asking: &Asking, user: Uuid, mutation: &str, input: &Value) -> Sent {
    let shown = match mutation {
        "attachFile" => "attachmentId",
        "readReporter" => "reporter{phone}",
        _ => "caseId",
    };
    let ty = input_type(mutation);
    let query = format!("mutation($input:{ty}!){{{mutation}(input:$input){{{shown}}}}}");
    let asked = request(&query, json!({"input": input}));
    let mut answer = asking.ask(user, asked).await;
    match answer["errors"].as_array().map_or(0, Vec::len) {
        0 => Ok(answer["data"][mutation].take()),
        1 => Err(answer["errors"][0]["extensions"].take()),
        _ => panic!("{user} does {mutation} {input}: {answer}"),
    }
}

/// A global id.
pub(super) fn id(prefix: &str, id: Uuid) -> String {
    format!("{prefix}_{}", id.simple())
}
