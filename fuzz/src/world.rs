//! One small town, made once for a process: its engine, and people who may see parts of it.
//!
//! `WARDBOOK_FUZZ_DATABASE_URL` puts it into an empty PostgreSQL database instead of an SQLite
//! file. The files go where `TMPDIR` says and are left there: whoever starts the target removes it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Runtime;
use uuid::Uuid;
use wardbook::demo::Town;
use wardbook::error::Language;
use wardbook::policy::{Authorizer, Grants, Rules};
use wardbook::schema::{Engine, GraphQlRequest, Installation, Limits, WallClock, Writing};
use wardbook::secret::Keys;
use wardbook::store::{PoolSettings, Store, StoreError};

use crate::schema::Schema;

/// How many cases are kept of the town's year of work.
const CASES: usize = 60;

/// Who asks: someone with several grants, then others with one or none.
const VIEWERS: [&str; 6] = ["community2", "district", "leader1", "member", "analyst", "admin"];

/// A town that is served in this process.
pub struct World {
    runtime: Runtime,
    pub store: Store,
    pub engine: Arc<Engine>,
    pub authorizer: Arc<Authorizer>,
    pub keys: Arc<Keys>,
    pub town: Town,
    pub schema: Schema,
    pub viewers: Vec<Arc<Grants>>,
    /// Global ids of records of every kind.
    pub ids: Vec<String>,
    /// Cursors of lists of every kind.
    pub cursors: Vec<String>,
}

/// The town of this process.
pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(World::new)
}

impl World {
    fn new() -> Self {
        // A failed statement says why beside the input that made it fail.
        let log = tracing_subscriber::fmt().with_writer(std::io::stderr);
        let _ = log.with_max_level(tracing_subscriber::filter::LevelFilter::ERROR).try_init();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let town = small_town();
        let keys = Arc::new(Keys::generate().unwrap());
        let store = runtime.block_on(filled(&town, &keys));
        let authorizer = Arc::new(Authorizer::new(store.policy_source()));
        let viewers = VIEWERS.map(|name| {
            let user = town.users.iter().find(|user| user.username == name).unwrap();
            runtime.block_on(authorizer.grants(user.id)).unwrap().unwrap()
        });
        let installation = Installation {
            name: "青川".to_owned(),
            time_zone: chrono_tz::Asia::Shanghai,
            max_upload_bytes: 20_000_000,
        };
        let writing = Writing {
            authorizer: Arc::clone(&authorizer),
            keys: Arc::new(wardbook::secret::KeyRing::fixed(Arc::clone(&keys))),
            signer: wardbook::files::Signer::new(Arc::clone(&keys)),
            clock: WallClock::default(),
            asks_for_reason: false,
            visits_late_by: wardbook::desk::patrol::OFFLINE,
            second_administrator: Default::default(),
        };
        let engine = Engine::new(store.clone(), installation, Limits::default(), writing);
        let schema = Schema::parse(&wardbook::schema::sdl());
        let ids = ids(&town);
        let cursors = runtime.block_on(cursors(&engine, Arc::clone(&viewers[1])));
        Self {
            runtime,
            store,
            engine: Arc::new(engine),
            authorizer,
            keys,
            town,
            schema,
            viewers: viewers.into(),
            ids,
            cursors,
        }
    }

    /// The rules of the policy.
    pub async fn rules(&self) -> Rules {
        self.store.policy_source().rules().await.unwrap().1
    }

    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

/// A part of the demo town that is the same in every process.
fn small_town() -> Town {
    let now = "2026-01-20T08:00:00Z".parse().unwrap();
    let mut town = Town::new(7, now, chrono_tz::Asia::Shanghai);
    let step = (town.cases.len() / CASES).max(1);
    town.cases = town.cases.iter().step_by(step).cloned().collect();
    let kept: HashSet<Uuid> = town.cases.iter().map(|case| case.id).collect();
    for case in &mut town.cases {
        case.merged_into_id = case.merged_into_id.filter(|into| kept.contains(into));
    }
    town.case_events.retain(|event| kept.contains(&event.case_id));
    town.reporters.retain(|(case, _)| kept.contains(case));
    keep_papers(&mut town, &kept);
    let user = |name: &str| town.users.iter().find(|user| user.username == name).unwrap().id;
    let (own, others) = (user("community2"), ["leader1", "member"].map(user));
    let more: Vec<_> = town.grants.iter().filter(|grant| others.contains(&grant.user_id)).collect();
    let more: Vec<_> = more
        .into_iter()
        .enumerate()
        .map(|(n, grant)| entity::grant::Model {
            id: Uuid::from_u128(n as u128 + 1),
            user_id: own,
            ..grant.clone()
        })
        .collect();
    town.grants.extend(more);
    town
}

/// What is kept beside the cases goes with them.
fn keep_papers(town: &mut Town, kept: &HashSet<Uuid>) {
    town.clocks.retain(|clock| kept.contains(&clock.case_id));
    town.handovers.retain(|slip| kept.contains(&slip.case_id));
    town.supervisions.retain(|notice| kept.contains(&notice.case_id));
    town.emergency_entries.retain(|entry| kept.contains(&entry.case_id));
    town.replies.retain(|reply| kept.contains(&reply.case_id));
    town.follow_ups.retain(|follow_up| kept.contains(&follow_up.case_id));
    town.coordinations.retain(|meeting| kept.contains(&meeting.case_id));
    let meetings: HashSet<Uuid> = town.coordinations.iter().map(|meeting| meeting.id).collect();
    town.coordination_teams.retain(|team| meetings.contains(&team.coordination_id));
    town.mediations.retain(|file| kept.contains(&file.case_id));
    let files: HashSet<Uuid> = town.mediations.iter().map(|file| file.id).collect();
    town.mediation_sessions.retain(|sitting| files.contains(&sitting.mediation_id));
    let sittings: HashSet<Uuid> =
        town.mediation_sessions.iter().map(|sitting| sitting.id).collect();
    town.mediation_session_mediators.retain(|mediator| sittings.contains(&mediator.session_id));
    for hazard in &mut town.hazards {
        hazard.case_id = hazard.case_id.filter(|case| kept.contains(case));
    }
    for entry in &mut town.duty_log_entries {
        entry.case_id = entry.case_id.filter(|case| kept.contains(case));
    }
}

async fn filled(town: &Town, keys: &Keys) -> Store {
    let file = || {
        let folder = tempfile::tempdir().unwrap().keep();
        format!("sqlite://{}", folder.join("town.db").display())
    };
    let url = std::env::var("WARDBOOK_FUZZ_DATABASE_URL").unwrap_or_else(|_| file());
    let settings = PoolSettings {
        readers: 2,
        // Nothing over so small a town may take longer.
        statement: Duration::from_secs(5),
        count: Duration::from_secs(5),
        create: true,
        ..PoolSettings::default()
    };
    let store = Store::open(&url, &settings).await.unwrap();
    store.migrate().await.unwrap();
    store.install_default_policy().await.unwrap();
    let seal = |context: &str, plain: &[u8]| {
        keys.seal(context, plain).map_err(|error| StoreError::Failed(error.to_string()))
    };
    store.write_town(town, &HashMap::new(), &seal).await.unwrap();
    store
}

async fn cursors(engine: &Engine, viewer: Arc<Grants>) -> Vec<String> {
    let lists = ["cases", "areas", "teams", "checks"];
    let lists = lists.map(|list| format!("{list}(first: 4) {{ edges {{ cursor }} }}"));
    let query = format!("{{ {} }}", lists.join(" "));
    let request = GraphQlRequest { query, ..GraphQlRequest::default() };
    let answer = engine.execute(viewer, request, true, Language::English).await;
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    let lists = answer["data"].as_object().expect("data").values();
    let edges = lists.flat_map(|list| list["edges"].as_array().unwrap());
    edges.map(|edge| edge["cursor"].as_str().unwrap().to_owned()).collect()
}

fn ids(town: &Town) -> Vec<String> {
    let mut ids = Vec::new();
    let mut some = |prefix: &str, of: &mut dyn Iterator<Item = Uuid>| {
        ids.extend(of.take(12).map(|id| format!("{prefix}_{}", id.simple())));
    };
    some("area", &mut town.areas.iter().map(|row| row.id));
    some("user", &mut town.users.iter().map(|row| row.id));
    some("grant", &mut town.grants.iter().map(|row| row.id));
    some("team", &mut town.teams.iter().map(|row| row.id));
    some("place", &mut town.places.iter().map(|row| row.id));
    some("category", &mut town.categories.iter().map(|row| row.id));
    some("case", &mut town.cases.iter().map(|row| row.id));
    some("event", &mut town.case_events.iter().map(|row| row.id));
    some("check", &mut town.checks.iter().map(|row| row.id));
    ids.push("case_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b".to_owned());
    ids
}
