//! A demo town at a fixed moment, and the values that examples leave to the reader.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use wardbook::demo::Town;
use wardbook::desk::action::CaseAction;
use wardbook::error::Language;
use wardbook::policy::Authorizer;
use wardbook::schema::{Engine, GraphQlRequest, Limits};
use wardbook::store::{PoolSettings, Store, StoreError};

use crate::support::{Backend, Database, installation, writing};

pub(super) struct DemoTown {
    database: Database,
    town: Town,
    engine: Engine,
    authorizer: Arc<Authorizer>,
    now: DateTime<Utc>,
    /// What was made by earlier examples: a slip, a notice, a meeting, and the case of each.
    made: HashMap<&'static str, (Value, Value)>,
}

impl DemoTown {
    pub(super) async fn open(backend: Backend) -> Self {
        let now = "2026-11-20T08:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let town = Town::new(1, now, installation().time_zone);
        let database = Database::fresh(backend).await;
        let store = Store::open(database.url(), &PoolSettings::default()).await.unwrap();
        let writing = writing(&store);
        writing.clock.advance(now - Utc::now());
        let keys = Arc::clone(&writing.keys);
        let seal = |context: &str, plain: &[u8]| {
            keys.seal(context, plain).map_err(|error| StoreError::Failed(error.to_string()))
        };
        store.install_default_policy().await.unwrap();
        store.write_town(&town, &HashMap::new(), &seal).await.unwrap();
        let authorizer = Arc::clone(&writing.authorizer);
        let limits = Limits { cost: u64::MAX, ..Limits::default() };
        let engine = Engine::new(store, installation(), limits, writing);
        Self { database, town, engine, authorizer, now, made: HashMap::new() }
    }

    /// The moment that its year of work ends at.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The number that the next case of the town has this year.
    pub(super) fn next_number(&self) -> String {
        let prefix = "990101001-2026-";
        let of_year = self.town.cases.iter().filter_map(|case| case.number.strip_prefix(prefix));
        let last = of_year.map(|count| count.parse::<u32>().unwrap()).max().unwrap();
        format!("{prefix}{:06}", last + 1)
    }

    pub(super) async fn send(&self, user: &str, document: &str, variables: Value) -> Value {
        let id = self.town.users.iter().find(|known| known.username == user).unwrap().id;
        let grants = self.authorizer.grants_of_now(id).await.unwrap().unwrap();
        let Value::Object(variables) = variables else { panic!("variables are an object") };
        let request = GraphQlRequest {
            query: document.to_owned(),
            operation_name: None,
            variables: variables.into(),
        };
        let answer = self.engine.execute(grants, request, false, Language::English).await;
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// The cases that somebody may do this with, the newest first: id and version of each.
    async fn cases(&self, user: &str, action: CaseAction) -> Vec<(Value, Value)> {
        let mut found = Vec::new();
        let mut cursor = Value::Null;
        // After the end of an emergency only looking back is a step.
        let is_step = action == CaseAction::RecordEmergencyStep;
        let open = if is_step { json!({"open": {"eq": true}}) } else { json!({}) };
        // The demo has a year of them; what is waited for is mostly among the newest.
        for _ in 0..10 {
            let query = "query($after: String, $open: CaseFilter) { cases(first: 100, after: $after, \
                 filter: $open, \
                 orderBy: [{field: UPDATED_AT, direction: DESC}]) \
                 { nodes { id version allowedActions } pageInfo { endCursor hasNextPage } } }";
            let answer = self.send(user, query, json!({"after": cursor, "open": open})).await;
            let page = &answer["data"]["cases"];
            for node in page["nodes"].as_array().unwrap() {
                let allowed = node["allowedActions"].as_array().unwrap();
                if allowed.contains(&json!(action.as_str())) {
                    found.push((node["id"].clone(), node["version"].clone()));
                }
            }
            if found.len() > 1 || page["pageInfo"]["hasNextPage"] != json!(true) {
                break;
            }
            cursor = page["pageInfo"]["endCursor"].clone();
        }
        found
    }

    async fn version(&self, case: &Value) -> Value {
        let query = "query($id: ID!) { case(by: {id: $id}) { version } }";
        self.send("district", query, json!({"id": case})).await["data"]["case"]["version"].clone()
    }

    /// The values of a document's variables.
    pub(super) async fn variables(
        &self,
        user: &str,
        document: &str,
        action: Option<CaseAction>,
    ) -> Value {
        let cases = match action {
            Some(action) => self.cases(user, action).await,
            None => Vec::new(),
        };
        let header = document.split_once(')').unwrap().0;
        let names = header.split('$').skip(1).map(|rest| rest.split(':').next().unwrap());
        let mut variables = json!({});
        for name in names {
            let known = self.made.get(name);
            let days = |days| json!((self.now + TimeDelta::days(days)).to_rfc3339());
            variables[name] = match name {
                "case" => cases.first().unwrap_or_else(|| panic!("{user}: {document}")).0.clone(),
                "into" => cases[1].0.clone(),
                "version" => match variables.get("case") {
                    Some(case) => self.version(case).await,
                    None => {
                        let of = ["handover", "supervision", "coordination"];
                        let of = of.into_iter().find(|of| variables.get(of).is_some()).unwrap();
                        self.version(&self.made[of].1).await
                    }
                },
                "area" => self.area("990101001002"),
                "above" => self.area("990101001"),
                "team" => self.id("team", |town| {
                    let teams = town.teams.iter();
                    let mut teams = teams.filter(|team| team.kind == "MEDIATION");
                    let of_town = town.areas.iter().find(|area| area.code == "990101001").unwrap();
                    teams.find(|team| team.area_id == of_town.id).unwrap().id
                }),
                "category" => self.id("category", |town| {
                    town.categories.iter().find(|known| known.parent_id.is_some()).unwrap().id
                }),
                "me" => self.id("user", |town| {
                    town.users.iter().find(|known| known.username == user).unwrap().id
                }),
                "now" => json!(self.now.to_rfc3339()),
                "soon" => days(3),
                "late" => days(60),
                _ => known.unwrap_or_else(|| panic!("nobody knows ${name}")).0.clone(),
            };
        }
        variables
    }

    fn id(&self, prefix: &str, of: impl Fn(&Town) -> uuid::Uuid) -> Value {
        json!(format!("{prefix}_{}", of(&self.town).simple()))
    }

    pub(super) fn area(&self, code: &str) -> Value {
        self.id("area", |town| town.areas.iter().find(|area| area.code == code).unwrap().id)
    }

    /// Where its database is, for commands.
    pub(super) fn url(&self) -> &str {
        self.database.url()
    }

    /// Keeps what later examples speak of.
    pub(super) fn remember(&mut self, mutation: &str, made: &Value, variables: &Value) {
        let (name, id) = match mutation {
            "proposeHandover" => ("handover", &made["handover"]["id"]),
            "superviseCase" => ("supervision", &made["supervision"]["id"]),
            "planCoordination" => {
                let meetings = made["case"]["coordinations"].as_array().unwrap();
                (
                    "coordination",
                    &meetings.iter().max_by_key(|of| of["plannedFor"].as_str()).unwrap()["id"],
                )
            }
            _ => return,
        };
        self.made.insert(name, (id.clone(), variables["case"].clone()));
    }
}
