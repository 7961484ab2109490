//! wardbook's own parts that are used in this process: to make a database, to show the statements
//! that a request becomes, and to time who is asking. It is served by a process of its own.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::Value;
use uuid::Uuid;
use wardbook::config::TokenLifetimes;
use wardbook::error::Language;
use wardbook::files::Signer;
use wardbook::identity::Identity;
use wardbook::policy::{Action, Authorizer, Object};
use wardbook::schema::{
    Engine, GraphQlRequest, GraphQlResponse, Installation, Limits, WallClock, Writing,
};
use wardbook::secret::{KeyRing, Keys};
use wardbook::store::{PoolSettings, Store};

use crate::ask::{Asked, Asker, PASSWORD};
use crate::children::thread_micros;

/// Brings an empty database to this program's version.
pub(crate) async fn prepare(url: &str) -> anyhow::Result<()> {
    let store = Store::open(url, &PoolSettings::default()).await?;
    store.migrate().await?;
    store.install_default_policy().await?;
    store.close().await;
    Ok(())
}

/// Makes the file with the keys where it is not there yet.
pub(crate) fn make_keys(file: &Path) -> anyhow::Result<()> {
    wardbook::secret::load_or_create(file)?;
    Ok(())
}

/// wardbook's engine over a database, in this process.
pub(crate) struct Local {
    store: Store,
    authorizer: Arc<Authorizer>,
    engine: Engine,
}

impl Local {
    pub(crate) async fn open(url: &str) -> anyhow::Result<Self> {
        let store = Store::open(url, &PoolSettings::default()).await?;
        store.look_up_sizes().await?;
        let authorizer = Arc::new(Authorizer::new(store.policy_source()));
        let installation = Installation {
            name: "bench".to_owned(),
            time_zone: chrono_tz::Asia::Shanghai,
            max_upload_bytes: 0,
        };
        let keys = Arc::new(Keys::generate()?);
        let writing = Writing {
            authorizer: Arc::clone(&authorizer),
            signer: Signer::new(Arc::clone(&keys)),
            keys: Arc::new(KeyRing::fixed(keys)),
            clock: WallClock::default(),
            asks_for_reason: false,
            visits_late_by: wardbook::desk::patrol::OFFLINE,
            second_administrator: Default::default(),
        };
        let engine = Engine::new(store.clone(), installation, Limits::default(), writing);
        Ok(Self { store, authorizer, engine })
    }

    /// What a user is answered.
    pub(crate) async fn ask(&self, user: Uuid, query: &str) -> anyhow::Result<GraphQlResponse> {
        let grants = self.authorizer.grants(user).await?.context("nobody asks")?;
        let request = request(query, &Value::Null);
        Ok(self.engine.execute(grants, request, true, Language::English).await)
    }

    pub(crate) async fn close(self) {
        self.store.close().await;
    }
}

fn request(query: &str, variables: &Value) -> GraphQlRequest {
    GraphQlRequest {
        query: query.to_owned(),
        variables: variables.as_object().cloned().unwrap_or_default().into(),
        operation_name: None,
    }
}

/// The statements that wardbook makes of a question.
pub(crate) async fn statements(url: &str, asked: &Asked) -> anyhow::Result<Vec<String>> {
    let local = Local::open(url).await?;
    let grants = local.authorizer.grants(asked.asker.id()).await?.context("nobody asks")?;
    let explained = local.engine.explain(&grants, request(asked.query, &asked.variables)).await;
    let explained = explained.map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let texts = explained.statements.iter().map(|statement| statement.text().to_string()).collect();
    local.close().await;
    Ok(texts)
}

/// What authorization takes of one request, in microseconds: of the first as the clock has it, of
/// others in processor time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Authorization {
    /// The first time: the standing and the rules are read, and casbin is asked.
    pub(crate) first: f64,
    /// Each time after: the token is verified, and the grants are found.
    pub(crate) identity: f64,
    /// The scopes are made of the grants, for the three objects that the questions touch.
    pub(crate) scopes: f64,
}

/// How long each part is repeated to be timed.
const REPEATED: Duration = Duration::from_millis(300);

/// Times who is asking: the first time, and then again and again.
pub(crate) async fn authorization(url: &str, asker: &Asker) -> anyhow::Result<Authorization> {
    let store = Store::open(url, &PoolSettings::default()).await?;
    let authorizer = Arc::new(Authorizer::new(store.policy_source()));
    let lifetimes =
        TokenLifetimes { access: Duration::from_secs(900), refresh: Duration::from_secs(3600) };
    let keys = Arc::new(Keys::generate()?);
    let identity = Identity::new(store.clone(), Arc::clone(&authorizer), keys, lifetimes)?;
    let watching = {
        let authorizer = Arc::clone(&authorizer);
        tokio::spawn(async move { authorizer.watch().await })
    };
    let token = identity.sign_in(&asker.username, PASSWORD.to_owned().into()).await?.access_token;
    let begun = Instant::now();
    let grants = identity.authenticate(&token).await?;
    let first = begun.elapsed().as_secs_f64() * 1e6;
    let (begun, used, mut times) = (Instant::now(), thread_micros(), 0.0);
    while begun.elapsed() < REPEATED {
        for _ in 0..100 {
            black_box(identity.authenticate(black_box(&token)).await?);
        }
        times += 100.0;
    }
    let identified = (thread_micros() - used) / times;
    let (begun, used, mut times) = (Instant::now(), thread_micros(), 0.0);
    while begun.elapsed() < REPEATED {
        for object in [Object::Case, Object::Area, Object::Team] {
            let scope = grants.scope(object, Action::Read);
            black_box((scope.arms(), scope.condition()));
        }
        times += 1.0;
    }
    let scopes = (thread_micros() - used) / times;
    watching.abort();
    store.close().await;
    Ok(Authorization { first, identity: identified, scopes })
}
