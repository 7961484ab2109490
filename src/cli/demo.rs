//! `wardbook demo`: a town to look at, with nothing to set up.

use std::collections::HashMap;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use rand::TryRng;
use serde::Serialize;

use super::{log, migrate, output, serve, setup};
use crate::config::{DatabaseUrl, Layer, LogFormat, LogLevel, MetricsListen, Settings};
use crate::demo::{Account, Town};
use crate::identity::hash_password;
use crate::store::{Store, StoreError};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to serve, on this machine only; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Keeps the town in this directory; a second start serves what is there
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Prints one line of JSON once it serves
    #[arg(long)]
    json: bool,
    /// Makes the same town, passwords included, whenever it is given again with the same --now
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// The moment that the year of work ends at [now]
    #[arg(long, value_name = "TIME")]
    now: Option<DateTime<Utc>>,
}

/// The line that `--json` prints.
#[derive(Serialize)]
struct Served<'a> {
    url: String,
    accounts: &'a [Account],
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    if !arguments.listen.ip().is_loopback() {
        bail!(
            "the demo's passwords are no secret: it listens on this machine only, such as 127.0.0.1:8080"
        );
    }
    let temporary = match &arguments.data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("wardbook-demo-").tempdir()?),
    };
    let folder = match (&arguments.data, &temporary) {
        (Some(data), _) => data.clone(),
        (None, Some(temporary)) => temporary.path().to_owned(),
        (None, None) => bail!("no directory for the demo"),
    };
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let settings = settings(&arguments, &folder)?;
    log::begin(settings.log);
    let keys = setup::keys(&settings.installation)?;
    let store = setup::open(&settings.installation.database, true).await?;
    migrate::bring_up(&store).await?;
    let accounts_file = folder.join("accounts.json");
    let accounts = if store.is_empty().await? {
        let seal = |context: &str, plain: &[u8]| {
            keys.seal(context, plain).map_err(|error| StoreError::Failed(error.to_string()))
        };
        let zone = settings.installation.time_zone;
        let seed = arguments.seed.map_or_else(|| rand::rngs::SysRng.try_next_u64(), Ok)?;
        let town = Town::new(seed, arguments.now.unwrap_or_else(Utc::now), zone);
        seed_town(&store, &town, &seal, &accounts_file).await?;
        town.accounts
    } else {
        let text = std::fs::read(&accounts_file).with_context(|| {
            format!("{}: without it, delete the directory for a new town", accounts_file.display())
        })?;
        serde_json::from_slice(&text).with_context(|| accounts_file.display().to_string())?
    };
    // A town of an earlier version has none.
    store.install_default_checklists().await?;
    let listener = serve::listen(arguments.listen)?;
    serve::serve(&settings, store, keys, listener, |address| {
        tell(arguments.json, &format!("http://{address}"), &accounts);
    })
    .await
}

fn settings(arguments: &Arguments, folder: &Path) -> anyhow::Result<Settings> {
    let layer = Layer {
        database_url: Some(
            DatabaseUrl::of_sqlite_file(&folder.join("wardbook.db")).as_str().to_owned(),
        ),
        listen: Some(arguments.listen),
        metrics_listen: Some(MetricsListen::Off),
        installation_name: Some("青石区综治中心 (demo)".to_owned()),
        log_format: Some(LogFormat::Text),
        log_level: Some(LogLevel::Warn),
        ..Layer::default()
    };
    Ok(Settings::resolve(&layer)?)
}

async fn seed_town(
    store: &Store,
    town: &Town,
    seal: crate::store::Seal<'_>,
    accounts_file: &Path,
) -> anyhow::Result<()> {
    let bar = output::progress(town.accounts.len() as u64 + 1, "a town");
    let mut hashes = HashMap::new();
    for account in &town.accounts {
        let password = account.password.clone();
        let hash = tokio::task::spawn_blocking(move || hash_password(&password)).await?;
        hashes.insert(account.username.clone(), hash.context("a password could not be hashed")?);
        bar.inc(1);
    }
    // Before the town: one without its passwords would be of no use to anybody.
    let mut options = std::fs::OpenOptions::new();
    let mut file =
        options.write(true).create(true).truncate(true).mode(0o600).open(accounts_file)?;
    file.write_all(&serde_json::to_vec_pretty(&town.accounts)?)?;
    file.sync_all()?;
    store.write_town(town, &hashes, seal).await?;
    bar.finish_and_clear();
    Ok(())
}

fn tell(json: bool, url: &str, accounts: &[Account]) {
    if json {
        let served = Served { url: url.to_owned(), accounts };
        if let Ok(text) = serde_json::to_string(&served) {
            output::line(text);
        }
        return;
    }
    output::line(format_args!(
        "wardbook demo · 演示镇\n\n  {url}/explorer   write a query 编写查询\n  {url}/graphql    the API 接口\n"
    ));
    output::line("  sign in as 登录账号:");
    for account in accounts {
        let grants: Vec<String> = account
            .grants
            .iter()
            .map(|grant| format!("{}@{}", grant.role, grant.area.as_deref().unwrap_or("*")))
            .collect();
        output::line(format_args!(
            "    {:<12} {}   {}",
            account.username,
            account.password,
            grants.join(", ")
        ));
    }
    output::line("\nCtrl-C stops it. 按 Ctrl-C 停止。");
}
