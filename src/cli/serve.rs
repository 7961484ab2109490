//! `wardbook serve`: the API over a database, until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::sweep::Sweeper;
use super::{background, log, migrate, open_files, schedule, setup, trusted};
use crate::config::{Layer, MetricsListen, Settings};
use crate::export::Runner;
use crate::files::{self, Signer};
use crate::http::{App, ConnectionLimits, install_recorder, metrics_router, router, serve_within};
use crate::identity::Identity;
use crate::policy::Authorizer;
use crate::schema::{Engine, Installation, Limits, WallClock, Writing};
use crate::secret::KeyRing;
use crate::store::Store;

/// How long the database's connections may take to close at the end.
const LONGEST_CLOSING: Duration = Duration::from_secs(5);

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
    log::begin(settings.log);
    let store = setup::open(&settings.installation.database, arguments.migrate).await?;
    let keys = setup::keys(&settings.installation)?;
    if arguments.migrate {
        migrate::apply(&store).await?;
    }
    setup::must_be_ready(&store).await?;
    let listener = listen(settings.server.listen)?;
    serve(&settings, store, keys, listener, |address| {
        tracing::info!(%address, "serving");
    })
    .await
}

pub(super) fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    crate::http::listen(address).with_context(|| format!("{address} cannot be listened on"))
}

/// Serves until SIGTERM or SIGINT, then finishes what is under way. `begun` is told the address.
pub(super) async fn serve(
    settings: &Settings,
    store: Store,
    keys: Arc<KeyRing>,
    listener: TcpListener,
    begun: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let own = Installation {
        name: settings.installation.name.clone(),
        time_zone: settings.installation.time_zone,
        max_upload_bytes: settings.server.max_upload_bytes,
    };
    let files = setup::files(&settings.installation)?;
    let signer = Signer::new(keys.keys());
    let authorizer = Arc::new(Authorizer::new(store.policy_source()));
    let writing = Writing {
        authorizer: Arc::clone(&authorizer),
        keys: Arc::clone(&keys),
        clock: WallClock::default(),
        signer: signer.clone(),
        asks_for_reason: settings.server.ask_reporter_reason,
        visits_late_by: TimeDelta::from_std(settings.server.visits_late_by)?,
        second_administrator: settings.server.second_administrator,
    };
    let zone = settings.installation.time_zone;
    let schedule = settings.server.check_schedule.clone();
    if let Some(file) = &schedule {
        schedule::rounds(&store, file, zone, writing.clock.now()).await?;
    }
    let sweeper = Sweeper {
        store: store.clone(),
        clock: writing.clock.clone(),
        zone,
        raise_after: TimeDelta::days(settings.installation.hazard_raise_days.into()),
        schedule,
    };
    let sealing = background::seal_audit(store.clone(), Arc::clone(&keys));
    let identity =
        Identity::new(store.clone(), Arc::clone(&authorizer), keys.keys(), settings.server.tokens)?;
    let identity = identity.trusting(&settings.server.federation, Arc::clone(&keys))?;
    let identity = Arc::new(identity);
    let queries = &settings.server.queries;
    let by_role = queries.cost_by_role.iter().map(|(role, cost)| (role.clone(), (*cost).into()));
    if !queries.cost_by_role.is_empty() {
        let known = store.role_names().await?;
        for role in queries.cost_by_role.keys().filter(|role| !known.contains(*role)) {
            tracing::warn!(%role, "the policy has no such role, for which there is a cost of queries");
        }
    }
    let limits = Limits {
        cost: queries.cost.into(),
        cost_by_role: Arc::new(by_role.collect()),
        time: queries.timeout,
        ..Limits::default()
    };
    let stop = CancellationToken::new();
    let exports = Runner {
        store: store.clone(),
        engine: Engine::new(store.clone(), own.clone(), Limits::of_exports(), writing.clone()),
        authorizer: Arc::clone(&authorizer),
        files: files.clone(),
        clock: writing.clock.clone(),
        zone,
    };
    let engine = Arc::new(Engine::new(store.clone(), own, limits, writing));
    let app = App {
        trusted: trusted::read(&settings.server, &engine).await?,
        engine,
        identity: Arc::clone(&identity),
        store: store.clone(),
        files: files.clone(),
        signer: signer.clone(),
        installation_name: settings.installation.name.clone(),
        limits: crate::http::Limits {
            upload: usize::try_from(settings.server.max_upload_bytes).unwrap_or(usize::MAX),
            of_one_user: queries.of_one_user as usize,
            subscriptions_of_one_user: queries.subscriptions_of_one_user as usize,
            sockets_of_one_user: queries.subscriptions_of_one_user as usize,
            of_all_users: queries.at_once as usize,
            ..Default::default()
        },
        ends: stop.clone(),
    };
    let engine = Arc::clone(&app.engine);
    let metrics = serve_metrics(settings.server.metrics_listen, &stop).await?;
    let rows = store.clone();
    let background = tokio::spawn(async move {
        let filing = files::keep_house(&files, &rows);
        let identifying = identity.keep_house();
        let noting = identity.note_uses();
        let keys = keys.keep_up();
        let telling = engine.feed().run();
        let sizes = background::look_up_sizes(rows.clone());
        tokio::join!(
            authorizer.watch(),
            identifying,
            noting,
            sweeper.run(),
            filing,
            sealing,
            keys,
            telling,
            sizes,
            exports.run()
        );
    });
    let database = &settings.installation.database;
    let limits = ConnectionLimits {
        connections: open_files::connections(
            settings.server.max_connections,
            open_files::take_all(),
            database.connections + database.heavy_connections,
        ),
        ..ConnectionLimits::default()
    };
    // Heard from before anybody is told that it serves.
    let signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(stop_when_asked(signals, stop.clone()));
    begun(listener.local_addr()?);
    let routes = router(app, &settings.server.cors_origins);
    serve_within(limits, listener, routes, stop, settings.server.shutdown_grace).await;
    background.abort();
    metrics.await;
    if tokio::time::timeout(LONGEST_CLOSING, store.close()).await.is_err() {
        tracing::warn!("the database's connections do not close; they are left to it");
    }
    Ok(())
}

async fn serve_metrics(
    listen_on: MetricsListen,
    stop: &CancellationToken,
) -> anyhow::Result<impl Future<Output = ()> + use<>> {
    let mut serving = None;
    if let MetricsListen::At(address) = listen_on {
        let listener = listen(address).context("metrics")?;
        install_recorder()?;
        let (stop, grace) = (stop.clone(), Duration::from_secs(1));
        serving = Some(tokio::spawn(crate::http::serve(listener, metrics_router(), stop, grace)));
    }
    Ok(async move {
        if let Some(serving) = serving {
            let _ = serving.await;
        }
    })
}

async fn stop_when_asked(
    (mut terminated, mut interrupted): (Signal, Signal),
    stop: CancellationToken,
) {
    tokio::select! {
        _ = terminated.recv() => {}
        _ = interrupted.recv() => {}
    }
    tracing::info!("stopping: what is under way is finished first");
    stop.cancel();
}
