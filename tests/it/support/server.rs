//! The real server on a port of its own, over a throwaway database.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use entity::user;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use wardbook::config::{Federation, TokenLifetimes};
use wardbook::files::{Files, Signer};
use wardbook::http::{App, ConnectionLimits, Limits, TrustedDocuments, router};
use wardbook::identity::{Identity, hash_password};
use wardbook::policy::Authorizer;
use wardbook::schema::{self, Engine, WallClock, Writing};
use wardbook::secret::{KeyRing, Keys};
use wardbook::store::{PoolSettings, Store};

use super::{Backend, Database};
use crate::support::import;

/// A served town: a district, two towns, three communities, and users of every level.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) store: Store,
    pub(crate) database: Database,
    pub(crate) client: reqwest::Client,
    /// What its changes are dated by.
    pub(crate) clock: WallClock,
    pub(crate) keys: Arc<Keys>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) files: Files,
    pub(crate) signer: Signer,
    /// Writes exports, when it is told to.
    pub(crate) exports: Arc<wardbook::export::Runner>,
    /// Where the files are.
    pub(crate) folder: TempDir,
    stop: CancellationToken,
}

pub(crate) const PASSWORD: &str = "correct horse battery";

const AREAS: &str = "code,parent_code,level,name
35,,district,Drum
351,35,town,East
352,35,town,West
3511,351,community,Bridge
3512,351,community,Mill
3521,352,community,Lake
35111,3511,group,Bridge 1
";

const USERS: &str = "username,display_name,role,area_code
leader,Lea,group_leader,35111
community,Cora,community,3511
town,Tom,town_center,351
far,Fay,town_center,352
analyst,Ana,analyst,35
administrator,Ada,administrator,*
role:community,Rob,group_leader,3521
*,Star,group_leader,3521
";

const CASES: &str = "number,title,area_code,received_at,severity,reporter_name,reporter_phone
N-1,Street light out,35111,2026-11-01T08:00:00Z,SIMPLE,,
N-2,Noise at night,3511,2026-11-02T08:00:00Z,ORDINARY,Wei Secret,000-5550199
N-3,Wall between neighbours,3512,2026-11-03T08:00:00Z,MAJOR,,
N-4,Pond without fence,3521,2026-11-04T08:00:00Z,ORDINARY,,
N-5,Question to the town,351,2026-11-05T08:00:00Z,ORDINARY,,
";

/// How a server is set up, for stories that need it otherwise.
pub(crate) struct Setup {
    pub(crate) pools: PoolSettings,
    pub(crate) limits: ConnectionLimits,
    pub(crate) queries: Limits,
    pub(crate) documents: schema::Limits,
    pub(crate) asks_for_reason: bool,
    pub(crate) visits_late_by: chrono::TimeDelta,
    pub(crate) second_administrator: wardbook::config::SecondAdministrator,
    /// Where files are kept, if not in a folder of the server's own.
    pub(crate) files: Option<Files>,
    /// The issuers of identities that it trusts.
    pub(crate) federation: Federation,
    /// The documents of the installation's list.
    pub(crate) trusted: TrustedDocuments,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            pools: PoolSettings { readers: 4, ..PoolSettings::default() },
            limits: ConnectionLimits::default(),
            queries: Limits::default(),
            documents: schema::Limits::default(),
            asks_for_reason: false,
            visits_late_by: wardbook::desk::patrol::OFFLINE,
            second_administrator: Default::default(),
            files: None,
            federation: Federation::default(),
            trusted: TrustedDocuments::default(),
        }
    }
}

impl Server {
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::over(Database::fresh(backend).await, Setup::default()).await
    }

    pub(crate) async fn over(database: Database, setup: Setup) -> Self {
        let store = Store::open(database.url(), &setup.pools).await.unwrap();
        store.install_default_policy().await.unwrap();
        store.install_default_checklists().await.unwrap();
        import::areas(&store, AREAS).await;
        import::users(&store, USERS, &passwords()).await;
        Self::passwords_were_changed(&database).await;
        let keys = Arc::new(Keys::generate().unwrap());
        import::cases(&store, CASES, &keys).await;
        Self::serve(database, store, keys, setup).await
    }

    /// All who were imported have made their one-time passwords their own.
    pub(crate) async fn passwords_were_changed(database: &Database) {
        let own = Expr::value(false);
        let users = user::Entity::update_many().col_expr(user::Column::PasswordMustChange, own);
        users.exec(database.connection()).await.unwrap();
    }

    /// Serves what is in a database, where everybody now signs in with the tests' password.
    pub(crate) async fn of(database: Database) -> Self {
        let hash = Expr::value(password_hash());
        let users = user::Entity::update_many().col_expr(user::Column::PasswordHash, hash);
        users.exec(database.connection()).await.unwrap();
        let setup = Setup::default();
        let store = Store::open(database.url(), &setup.pools).await.unwrap();
        Self::serve(database, store, Arc::new(Keys::generate().unwrap()), setup).await
    }

    async fn serve(database: Database, store: Store, keys: Arc<Keys>, setup: Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = setup.files.unwrap_or_else(|| Files::in_folder(folder.path()).unwrap());
        let signer = Signer::new(Arc::clone(&keys));
        let authorizer = Arc::new(Authorizer::new(store.policy_source()));
        let lifetimes = TokenLifetimes {
            access: Duration::from_secs(900),
            refresh: Duration::from_secs(86_400),
        };
        let writing = Writing {
            authorizer: Arc::clone(&authorizer),
            keys: Arc::new(KeyRing::fixed(Arc::clone(&keys))),
            clock: WallClock::default(),
            asks_for_reason: setup.asks_for_reason,
            visits_late_by: setup.visits_late_by,
            second_administrator: setup.second_administrator,
            signer: signer.clone(),
        };
        let clock = writing.clock.clone();
        let exports = wardbook::export::Runner {
            store: store.clone(),
            engine: Engine::new(
                store.clone(),
                super::installation(),
                schema::Limits::of_exports(),
                writing.clone(),
            ),
            authorizer: Arc::clone(&authorizer),
            files: files.clone(),
            clock: writing.clock.clone(),
            zone: super::installation().time_zone,
        };
        let exports = Arc::new(exports);
        let own_keys = Arc::clone(&keys);
        let ring = Arc::new(KeyRing::fixed(Arc::clone(&keys)));
        let identity = Identity::new(store.clone(), Arc::clone(&authorizer), keys, lifetimes)
            .and_then(|identity| identity.trusting(&setup.federation, ring));
        let identity = Arc::new(identity.unwrap());
        let engine = Engine::new(store.clone(), super::installation(), setup.documents, writing);
        let stop = CancellationToken::new();
        let app = App {
            engine: Arc::new(engine),
            identity: Arc::clone(&identity),
            store: store.clone(),
            files: files.clone(),
            signer: signer.clone(),
            installation_name: "Test".to_owned(),
            trusted: setup.trusted.clone(),
            limits: setup.queries,
            ends: stop.clone(),
        };
        let engine = Arc::clone(&app.engine);
        let listener = wardbook::http::listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = router(app, &[]);
        let serving = wardbook::http::serve_within(
            setup.limits,
            listener,
            routes,
            stop.clone(),
            Duration::ZERO,
        );
        tokio::spawn(serving);
        let watching = stop.clone();
        tokio::spawn(async move { watching.run_until_cancelled(authorizer.watch()).await });
        let noting = stop.clone();
        tokio::spawn(async move { noting.run_until_cancelled(identity.note_uses()).await });
        let client = super::client();
        let keys = own_keys;
        let (telling, feeding) = (stop.clone(), Arc::clone(&engine));
        tokio::spawn(async move { telling.run_until_cancelled(feeding.feed().run()).await });
        Self {
            url,
            store,
            database,
            client,
            clock,
            keys,
            engine,
            files,
            signer,
            exports,
            folder,
            stop,
        }
    }

    /// Another instance over the same database and with the same keys.
    pub(crate) async fn beside(other: &Self) -> Self {
        Self::beside_as(other, Setup::default()).await
    }

    /// The same, set up otherwise.
    pub(crate) async fn beside_as(other: &Self, setup: Setup) -> Self {
        let database = other.database.again().await;
        let store = Store::open(database.url(), &setup.pools).await.unwrap();
        Self::serve(database, store, Arc::clone(&other.keys), setup).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = self.client.post(format!("{}{path}", self.url)).json(&body);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub(crate) async fn login(&self, username: &str) -> (String, String) {
        let body = json!({"username": username, "password": PASSWORD});
        let (status, answer) = self.post("/auth/login", body).await;
        assert_eq!(status, 200, "{username}: {answer}");
        let token = |name: &str| answer[name].as_str().unwrap().to_owned();
        (token("access_token"), token("refresh_token"))
    }

    pub(crate) async fn ask_with(&self, token: &str, body: Value) -> (u16, Value) {
        let request = self
            .client
            .post(format!("{}/graphql", self.url))
            .bearer_auth(token)
            .header("accept", "application/graphql-response+json")
            .json(&body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The status code of a GET.
    pub(crate) async fn status(&self, path: &str) -> u16 {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap().status().as_u16()
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    pub(crate) async fn ask(&self, token: &str, query: &str) -> Value {
        let (status, answer) = self.ask_with(token, json!({"query": query})).await;
        assert_eq!((status, answer.get("errors")), (200, None), "{query}: {answer}");
        answer["data"].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn password_hash() -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| hash_password(PASSWORD).unwrap())
}

fn passwords() -> HashMap<String, String> {
    password_hashes(USERS)
}

/// The tests' password for each user of a file.
pub(crate) fn password_hashes(users: &str) -> HashMap<String, String> {
    let names = users.lines().skip(1).filter_map(|line| line.split(',').next());
    names.map(|name| (name.to_owned(), password_hash().to_owned())).collect()
}
