//! `wardbook migrate`: the database becomes one of this program's version.

use anyhow::bail;
use clap::Args;

use super::{log, output, setup};
use crate::config::{Database, Layer, Log};
use crate::store::{MigrationState, Store};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Only tells what is pending
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(arguments: &Arguments, layer: Layer) -> anyhow::Result<()> {
    log::begin(Log::resolve(&layer));
    let database = Database::resolve(&layer)?;
    let store = setup::open(&database, !arguments.dry_run).await?;
    let done = migrate(&store, arguments.dry_run).await;
    store.close().await;
    done
}

async fn migrate(store: &Store, dry_run: bool) -> anyhow::Result<()> {
    match store.migration_state().await? {
        MigrationState::TooNew(_) => setup::must_be_ready(store).await,
        MigrationState::Ready if dry_run => {
            output::line("nothing is pending");
            Ok(())
        }
        MigrationState::Pending(pending) if dry_run => {
            for name in pending {
                output::line(format_args!("pending: {name}"));
            }
            Ok(())
        }
        _ => {
            for name in apply(store).await? {
                output::line(format_args!("applied: {name}"));
            }
            output::line("the database is of this program's version");
            Ok(())
        }
    }
}

/// Applies what is pending, and writes the default policy and checklists where there are none.
pub(super) async fn apply(store: &Store) -> anyhow::Result<Vec<String>> {
    let applied = bring_up(store).await?;
    store.install_default_checklists().await?;
    Ok(applied)
}

/// The same without the checklists, of which a demo town has its own.
pub(super) async fn bring_up(store: &Store) -> anyhow::Result<Vec<String>> {
    let bar = output::progress(0, "cases indexed");
    let progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let applied = store.migrate_telling(&progress).await?;
    bar.finish_and_clear();
    if let MigrationState::TooNew(unknown) = store.migration_state().await? {
        bail!("the database is newer than this program: it has {}", unknown.join(", "));
    }
    store.install_default_policy().await?;
    Ok(applied)
}
