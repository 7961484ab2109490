//! `wardbook serve`: the API over a database, until it is told to stop.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{migrate, setup};
use crate::config::{Layer, MetricsListen, Settings};
use crate::http::{App, install_recorder, metrics_router, router};
use crate::identity::Identity;
use crate::policy::Authorizer;
use crate::schema::{Engine, Installation, Limits};
use crate::secret::Keys;
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Brings the database to this program's version first
    #[arg(long)]
    migrate: bool,
    #[command(flatten)]
    settings: Layer,
}

pub(super) async fn run(
    arguments: Arguments,
    above: impl FnOnce(Layer) -> Layer,
) -> anyhow::Result<()> {
    let settings = Settings::resolve(&above(arguments.settings))?;
    setup::log(settings.log);
    let store = setup::open(&settings.installation.database, arguments.migrate).await?;
    let keys = setup::keys(&settings.installation)?;
    if arguments.migrate {
        migrate::apply(&store).await?;
    }
    setup::must_be_ready(&store).await?;
    let listener = listen(settings.server.listen).await?;
    serve(&settings, store, keys, listener, |address| {
        tracing::info!(%address, "serving");
    })
    .await
}

pub(super) async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))
}

/// Serves until SIGTERM or SIGINT, then finishes what is under way. `begun` is told the address.
pub(super) async fn serve(
    settings: &Settings,
    store: Store,
    keys: Arc<Keys>,
    listener: TcpListener,
    begun: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let own = Installation {
        name: settings.installation.name.clone(),
        time_zone: settings.installation.time_zone,
        max_upload_bytes: settings.server.max_upload_bytes,
    };
    let authorizer = Arc::new(Authorizer::new(store.policy_source()));
    let identity =
        Identity::new(store.clone(), Arc::clone(&authorizer), keys, settings.server.tokens)?;
    let identity = Arc::new(identity);
    let queries = settings.server.queries;
    let limits = Limits { cost: queries.cost.into(), time: queries.timeout, ..Limits::default() };
    let app = App {
        engine: Arc::new(Engine::new(store.clone(), own, limits)),
        identity: Arc::clone(&identity),
        store: store.clone(),
        installation_name: settings.installation.name.clone(),
        limits: crate::http::Limits {
            of_one_user: queries.of_one_user as usize,
            of_all_users: queries.at_once as usize,
            ..Default::default()
        },
    };
    let stop = CancellationToken::new();
    let metrics = serve_metrics(settings.server.metrics_listen, &stop).await?;
    let background = tokio::spawn(async move {
        tokio::join!(authorizer.watch(), identity.keep_house());
    });
    let stopping = stop.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping: what is under way is finished first");
        stopping.cancel();
    });
    begun(listener.local_addr()?);
    let routes = router(app, &settings.server.cors_origins);
    crate::http::serve(listener, routes, stop, settings.server.shutdown_grace).await;
    background.abort();
    metrics.await;
    store.close().await;
    Ok(())
}

async fn serve_metrics(
    listen_on: MetricsListen,
    stop: &CancellationToken,
) -> anyhow::Result<impl Future<Output = ()> + use<>> {
    let mut serving = None;
    if let MetricsListen::At(address) = listen_on {
        let listener = listen(address).await.context("metrics")?;
        install_recorder()?;
        let (stop, grace) = (stop.clone(), std::time::Duration::from_secs(1));
        serving = Some(tokio::spawn(crate::http::serve(listener, metrics_router(), stop, grace)));
    }
    Ok(async move {
        if let Some(serving) = serving {
            let _ = serving.await;
        }
    })
}

async fn asked_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => pending().await,
        }
    };
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    tokio::select! {
        () = terminated => {}
        () = interrupted => {}
    }
}
