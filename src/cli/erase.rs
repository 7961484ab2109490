//! `wardbook erase-expired`: who brought a case is forgotten once the retention time is over.

use chrono::{TimeDelta, Utc};
use clap::Args;
use indicatif::ProgressBar;

use super::{log, output, setup};
use crate::config::{Installation, Layer, Log};
use crate::store::{Erased, Expiry, Store, StoreError};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Only counts what would be erased
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    settings: Layer,
}

pub(super) async fn run(
    arguments: Arguments,
    above: impl FnOnce(Layer) -> Layer,
) -> anyhow::Result<()> {
    let layer = above(arguments.settings);
    log::begin(Log::resolve(&layer));
    let installation = Installation::resolve(&layer)?;
    let keys = crate::secret::load(&installation.secret_file)?;
    let store = setup::ready(&installation.database).await?;
    let now = Utc::now();
    let expiry = Expiry {
        closed_before: now - TimeDelta::days(installation.reporter_retention_days.into()),
        now,
        dry_run: arguments.dry_run,
    };
    let done = erase(&store, &installation, expiry).await;
    if done.is_ok() && !arguments.dry_run {
        // Where no server runs nobody else would.
        store.seal_audit(&keys, Utc::now()).await?;
    }
    store.close().await;
    let Erased { cases, reporters, parties, files } = done?;
    output::line(format_args!(
        "{}: {reporters} reporters, {parties} parties and {files} personal files of {cases} cases closed before {}",
        if arguments.dry_run { "to be erased" } else { "erased" },
        expiry.closed_before.format("%Y-%m-%d %H:%M UTC"),
    ));
    Ok(())
}

async fn erase(
    store: &Store,
    installation: &Installation,
    expiry: Expiry,
) -> anyhow::Result<Erased> {
    let files = setup::files(installation)?;
    let remove = async |id| {
        files.forget(id).await.map_err(|error| {
            StoreError::Refused(format!("the bytes of file {id} cannot be removed: {error}"))
        })
    };
    let mut bar = ProgressBar::hidden();
    if !expiry.dry_run {
        let counted = Expiry { dry_run: true, ..expiry };
        let all = store.erase_expired(counted, async |_| Ok(()), |_| {}).await?;
        bar = output::progress(all.cases, "cases");
    }
    let erased = store.erase_expired(expiry, remove, |cases| bar.inc(cases)).await;
    bar.finish_and_clear();
    Ok(erased?)
}
