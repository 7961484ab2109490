//! HTTP: routes, media types, status codes and sizes. It knows nothing of what a query means, nor
//! of what a token says.
//!
//! Each answer that is not a document is JSON in GraphQL's own form,
//! `{"errors": [{"message": …, "extensions": {"code": …}}]}`, with a message in the language that
//! `Accept-Language` prefers; `/graphql` follows the GraphQL-over-HTTP specification in which media
//! type and which status code. Nothing of a request but its method, route, id and user is logged.

mod auth;
mod body;
mod connection;
mod credentials;
mod events;
mod explorer;
mod federated;
mod files;
mod graphql;
mod health;
mod host;
mod known_documents;
mod limits;
mod media_type;
mod metrics;
mod observe;
mod paths;
mod reply;
mod request;
mod request_id;
mod schema_file;
mod server;
mod socket;
mod timed_body;
mod turns;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, Method, header};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

use crate::files::{Files, Signer};
use crate::identity::Identity;
use crate::schema::Engine;
use crate::store::Store;
use known_documents::KnownDocuments;
use request_id::REQUEST_ID;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use turns::Turns;

pub use connection::Answers;
pub use known_documents::TrustedDocuments;
pub use limits::Limits;
pub use metrics::{install_recorder, router as metrics_router};
pub use observe::Observed;
pub(crate) use request_id::RequestId;
pub use server::{ConnectionLimits, listen, serve, serve_within};

/// How long a browser may keep the answer to a preflight request.
const PREFLIGHT_GOOD_FOR: Duration = Duration::from_secs(10 * 60);

/// What the routes are made of.
pub struct App {
    /// Runs GraphQL documents.
    pub engine: Arc<Engine>,
    /// Tells who is asking.
    pub identity: Arc<Identity>,
    /// Tells whether the database answers.
    pub store: Store,
    /// Keeps what people send.
    pub files: Files,
    /// Makes addresses of files, and tells its own.
    pub signer: Signer,
    /// The installation's name, as people see it.
    pub installation_name: String,
    /// The documents of the installation's list.
    pub trusted: TrustedDocuments,
    /// What one request may send, and how many are answered at once.
    pub limits: Limits,
    /// Cancelled when the server ends: whoever is told of changes is told so.
    pub ends: CancellationToken,
}

/// What the routes share.
struct Served {
    app: App,
    known: KnownDocuments,
    turns: Turns,
    uploads: Turns,
    /// The places of subscriptions.
    subscriptions: Turns,
    sockets: Arc<Semaphore>,
    unknown_sockets: Arc<Semaphore>,
    sockets_of_users: Turns,
}

impl Deref for Served {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

type Shared = Arc<Served>;

/// All routes but the metrics'. Pages of the given origins may use them from a browser.
pub fn router(app: App, cors_origins: &[HeaderValue]) -> Observed {
    let turns = Turns::new(&app.limits);
    let uploads = Turns::new(&Limits {
        of_one_user: app.limits.uploads_of_one_user,
        of_all_users: app.limits.uploads_at_once,
        ..app.limits
    });
    let subscriptions =
        Turns::new(&Limits { of_one_user: app.limits.subscriptions_of_one_user, ..app.limits });
    let sockets = Arc::new(Semaphore::new(app.limits.sockets));
    let unknown_sockets = Arc::new(Semaphore::new(app.limits.unknown_sockets));
    let sockets_of_users =
        Turns::new(&Limits { of_one_user: app.limits.sockets_of_one_user, ..app.limits });
    let provider = app.identity.provider().map(|provider| provider.name.to_owned());
    let explorer = Arc::new(explorer::Page::new(&app.installation_name, provider.as_deref()));
    let mut router = Router::new()
        .route(paths::GRAPHQL, post(graphql::post).get(graphql::get))
        .route(paths::SOCKET, get(socket::open))
        .route(paths::LOGIN, post(auth::login))
        .route(paths::REFRESH, post(auth::refresh))
        .route(paths::LOGOUT, post(auth::logout))
        .route(paths::PROVIDER_LOGIN, get(federated::login))
        .route(paths::PROVIDER_CALLBACK, get(federated::callback))
        .route(paths::PROVIDER_TOKEN, post(federated::token))
        .route(paths::SCHEMA, get(schema_file::get))
        .route(paths::EXPLORER, get(move || async move { explorer.response() }))
        .route(paths::FILES, post(files::post))
        .route(paths::FILE, get(files::get))
        .route(paths::EXPORT, get(files::export))
        .route(paths::ALIVE, get(health::alive))
        .route(paths::READY, get(health::ready))
        .fallback(reply::no_such_route)
        .method_not_allowed_fallback(reply::no_such_method)
        .with_state(Arc::new(Served {
            known: KnownDocuments::new(app.trusted.clone()),
            app,
            turns,
            uploads,
            subscriptions,
            sockets,
            unknown_sockets,
            sockets_of_users,
        }));
    if !cors_origins.is_empty() {
        // A page must be able to read that its request failed, too.
        router = router.layer(CatchPanicLayer::custom(reply::panicked)).layer(cors(cors_origins));
    }
    Observed::new(router)
}

fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_RANGE,
            header::RANGE,
            REQUEST_ID,
        ])
        .expose_headers([
            header::ACCEPT_RANGES,
            header::CONTENT_DISPOSITION,
            header::CONTENT_RANGE,
            header::ETAG,
            header::RETRY_AFTER,
            REQUEST_ID,
        ])
        .max_age(PREFLIGHT_GOOD_FOR)
}
