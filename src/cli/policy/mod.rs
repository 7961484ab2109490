//! `wardbook policy`: the policy as files, for those who keep it where they keep what else they review.

mod apply;
mod check;
mod diff;
mod explain;
mod export;
mod reading;
mod table;
mod test;
mod told;
mod upgrade;

use clap::{Args, Subcommand};

use super::{log, setup};
use crate::config::{Database, Layer, Log};
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes policy.csv, casbin's model, the tests and their schema to a folder
    Export(export::Arguments),
    /// Tells every bad line of a file, and what would be right
    Check(check::Arguments),
    /// Tells which expectations do not hold
    Test(test::Arguments),
    /// Tells what a file would change, and for whom
    Diff(diff::Arguments),
    /// Makes the policy what a file says
    Apply(apply::Arguments),
    /// Tells why somebody may or may not do something
    Explain(explain::Arguments),
    /// Brings the policy what this release's default rules have new
    Upgrade(upgrade::Arguments),
}

pub(super) async fn run(arguments: Arguments, layer: Layer) -> anyhow::Result<()> {
    log::begin(Log::resolve(&layer));
    let mut database = Opening { layer, store: None };
    let done = match arguments.command {
        Command::Export(export) => export::run(&export, database.store().await?).await,
        Command::Check(check) => check::run(&check, &mut database).await,
        Command::Test(test) => test::run(&test, &mut database).await,
        Command::Diff(diff) => diff::run(&diff, database.store().await?).await,
        Command::Apply(apply) => apply::run(apply, database.store().await?).await,
        Command::Explain(explain) => explain::run(&explain, database.store().await?).await,
        Command::Upgrade(upgrade) => upgrade::run(upgrade, database.store().await?).await,
    };
    if let Some(store) = database.store {
        store.close().await;
    }
    done
}

/// The database, opened once it is needed: files are checked without one.
struct Opening {
    layer: Layer,
    store: Option<Store>,
}

impl Opening {
    async fn store(&mut self) -> anyhow::Result<&Store> {
        let store = match self.store.take() {
            Some(store) => store,
            None => setup::ready(&Database::resolve(&self.layer)?).await?,
        };
        Ok(self.store.insert(store))
    }
}
