//! `wardbook schedule checks`: the checks of a schedule are planned, each once.

use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use clap::{Args, Subcommand};

use super::{log, output, setup};
use crate::config::{Installation, Layer, Log};
use crate::import::{Problems, schedule};
use crate::store::Store;
use crate::store::checks::Round;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Only checks the file, and tells how many checks would be planned
    #[arg(long, global = true)]
    dry_run: bool,
    #[command(flatten)]
    settings: Layer,
}

#[derive(Debug, Subcommand)]
enum What {
    /// [[holidays]] with date and name, [[plans]] with name, checklist, area and days
    Checks {
        /// A TOML file
        file: PathBuf,
    },
}

pub(super) async fn run(
    arguments: Arguments,
    above: impl FnOnce(Layer) -> Layer,
) -> anyhow::Result<()> {
    let Arguments { what: What::Checks { file }, dry_run, settings } = arguments;
    let layer = above(settings);
    log::begin(Log::resolve(&layer));
    let installation = Installation::resolve(&layer)?;
    let store = setup::ready(&installation.database).await?;
    let done = checks(&store, &file, installation.time_zone, dry_run).await;
    store.close().await;
    done
}

async fn checks(store: &Store, file: &Path, zone: Tz, dry_run: bool) -> anyhow::Result<()> {
    let now = Utc::now();
    if dry_run {
        let count = store.unplanned(&rounds(store, file, zone, now).await?).await?;
        output::line(format_args!("checks: {count} to be planned (dry run: nothing was written)"));
    } else {
        let planned = plan(store, file, zone, now).await?;
        output::line(format_args!("checks: {planned} planned"));
    }
    Ok(())
}

/// Plans what a schedule has ahead and nobody has planned yet; gives how many checks.
pub(super) async fn plan(
    store: &Store,
    file: &Path,
    zone: Tz,
    now: DateTime<Utc>,
) -> anyhow::Result<u64> {
    let rounds = rounds(store, file, zone, now).await?;
    let today = now.with_timezone(&zone).date_naive();
    Ok(store.plan_rounds(&rounds, today, now.trunc_subsecs(6)).await?)
}

/// What a schedule has ahead.
///
/// # Errors
/// All that is wrong with the file, each with its line; or the database's.
pub(super) async fn rounds(
    store: &Store,
    file: &Path,
    zone: Tz,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<Round>> {
    let today = now.with_timezone(&zone).date_naive();
    let mut problems = Problems::default();
    let mut rounds = Vec::new();
    if let Some(schedule) = schedule::read(file, &mut problems)? {
        rounds = store.rounds(&schedule, today, &mut problems).await?;
    }
    if !problems.is_empty() {
        let told = problems.to_string();
        bail!("{}: {} problems\n{}", file.display(), problems.len(), told.trim_end());
    }
    Ok(rounds)
}
