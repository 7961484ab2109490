//! Asking the engine as somebody, as `http` does it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tracing::Level;
use uuid::Uuid;
use wardbook::error::Language;
use wardbook::policy::{Authorizer, Grants};
use wardbook::schema::{Engine, GraphQlRequest, Installation, Limits};
use wardbook::store::{PoolSettings, Store};

use super::Database;

/// The engine over a database, and who may do what there.
pub(crate) struct Asking {
    pub(crate) engine: Arc<Engine>,
    pub(crate) authorizer: Arc<Authorizer>,
}

impl Asking {
    /// An installation in Shanghai's time.
    pub(crate) async fn of(database: &Database) -> Self {
        Self::in_zone(database, chrono_tz::Asia::Shanghai).await
    }

    pub(crate) async fn in_zone(database: &Database, time_zone: chrono_tz::Tz) -> Self {
        Self::with(database.store().await, time_zone, Limits::default())
    }

    /// One that minds neither what a query costs nor how long it takes.
    pub(crate) async fn at_any_cost(database: &Database) -> Self {
        let long = Duration::from_secs(120);
        let settings = PoolSettings {
            readers: 8,
            acquire: long,
            statement: long,
            count: long,
            ..PoolSettings::default()
        };
        let store = Store::open(database.url(), &settings).await.unwrap();
        let limits = Limits { cost: u64::MAX, ..Limits::default() };
        Self::with(store, chrono_tz::Asia::Shanghai, limits)
    }

    /// The engine over a store of the test's own.
    pub(crate) fn over(store: Store) -> Self {
        Self::with(store, chrono_tz::Asia::Shanghai, Limits::default())
    }

    fn with(store: Store, time_zone: chrono_tz::Tz, limits: Limits) -> Self {
        // A failed statement says why where its test failed.
        let log = tracing_subscriber::fmt().with_test_writer().with_max_level(Level::ERROR);
        let _ = log.try_init();
        let writing = super::writing(&store);
        let authorizer = Arc::clone(&writing.authorizer);
        let installation =
            Installation { name: "青川".to_owned(), time_zone, max_upload_bytes: 20_000_000 };
        let engine = Arc::new(Engine::new(store, installation, limits, writing));
        Self { engine, authorizer }
    }

    pub(crate) async fn grants(&self, viewer: Uuid) -> Arc<Grants> {
        self.authorizer.grants(viewer).await.unwrap().expect("a known user")
    }

    /// The whole response.
    pub(crate) async fn ask(&self, viewer: Uuid, request: GraphQlRequest) -> Value {
        self.ask_in(viewer, request, Language::English).await
    }

    pub(crate) async fn ask_in(
        &self,
        viewer: Uuid,
        request: GraphQlRequest,
        language: Language,
    ) -> Value {
        let grants = self.grants(viewer).await;
        let response = self.engine.execute(grants, request, false, language).await;
        serde_json::from_slice(&response.body).expect("a response is JSON")
    }

    /// The data of a query that has no errors.
    pub(crate) async fn data(&self, viewer: Uuid, query: &str, variables: Value) -> Value {
        let mut response = self.ask(viewer, request(query, variables)).await;
        assert_eq!(response.get("errors"), None, "{query}");
        response["data"].take()
    }
}

/// A request with an object of variables, or null for none.
pub(crate) fn request(query: &str, variables: Value) -> GraphQlRequest {
    let variables = match variables {
        Value::Object(variables) => variables,
        Value::Null => Map::new(),
        other => panic!("variables are an object, not {other}"),
    };
    GraphQlRequest { query: query.to_owned(), operation_name: None, variables: variables.into() }
}
