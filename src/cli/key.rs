//! `wardbook key`: the file with the keys, made and rotated.

use std::path::PathBuf;

use anyhow::bail;
use chrono::Utc;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{log, output, setup};
use crate::config::{Database, Layer, Log};
use crate::secret::{Keys, add_key, forget_keys};
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes a file with new keys, mode 0600; one that is there is never overwritten
    Make {
        /// The file, as `WARDBOOK_SECRET_FILE` will name it
        file: PathBuf,
    },
    /// Adds a new sealing key, and seals under it all that is sealed, while servers run
    Rotate(Box<Rotate>),
}

#[derive(Debug, Args)]
pub(super) struct Rotate {
    /// The file with the keys, which servers read again within a second
    file: PathBuf,
    /// Only tells what each key seals
    #[arg(long)]
    dry_run: bool,
    /// Adds no key: seals what is not under the newest one yet
    #[arg(long)]
    resume: bool,
    /// Adds no key: takes the keys out of the file that seal nothing any more
    #[arg(long)]
    forget_old: bool,
    #[command(flatten)]
    settings: Layer,
}

pub(super) async fn run(
    command: Command,
    above: impl FnOnce(Layer) -> Layer,
) -> anyhow::Result<()> {
    match command {
        Command::Make { file } => {
            crate::secret::make(&file)?;
            output::line(format_args!(
                "{}: new keys. Keep a copy elsewhere: without it nobody's contact data can be read again",
                file.display()
            ));
            Ok(())
        }
        Command::Rotate(rotate) => {
            let layer = above(rotate.settings.clone());
            log::begin(Log::resolve(&layer));
            let store = setup::ready(&Database::resolve(&layer)?).await?;
            let done = rotate.run(&store).await;
            store.close().await;
            done
        }
    }
}

impl Rotate {
    async fn run(&self, store: &Store) -> anyhow::Result<()> {
        let keys = crate::secret::load(&self.file)?;
        if self.dry_run {
            return tell(store, &keys).await;
        }
        let keys = if self.resume || self.forget_old {
            keys
        } else {
            let key = add_key(&self.file)?;
            output::line(format_args!(
                "{}: a new key {key} seals from now on. Keep a copy of the file elsewhere, and give it \
                 to all instances that have a file of their own",
                self.file.display()
            ));
            store.note_of_keys("rotate", json!({"key": key}), Utc::now()).await?;
            crate::secret::load(&self.file)?
        };
        reseal(store, &keys).await?;
        if self.forget_old {
            self.forget(store, &keys).await?;
        }
        // Where no server runs nobody else would.
        store.seal_audit(&keys, Utc::now()).await?;
        Ok(())
    }

    async fn forget(&self, store: &Store, keys: &Keys) -> anyhow::Result<()> {
        let sealed = store.sealed_by_key().await?;
        let old: Vec<String> = keys
            .key_ids()
            .filter(|id| *id != keys.newest_key() && !sealed.contains_key(*id))
            .map(str::to_owned)
            .collect();
        if old.is_empty() {
            output::line("no key is to be forgotten");
            return Ok(());
        }
        forget_keys(&self.file, &old)?;
        store.note_of_keys("forget", json!({"keys": &old}), Utc::now()).await?;
        output::line(format_args!(
            "forgotten: {}. Backups from before need the file as it was",
            old.join(", ")
        ));
        Ok(())
    }
}

async fn tell(store: &Store, keys: &Keys) -> anyhow::Result<()> {
    let mut sealed = store.sealed_by_key().await?;
    for id in keys.key_ids() {
        let number = sealed.remove(id).unwrap_or_default();
        let newest = if id == keys.newest_key() { ", the newest" } else { "" };
        output::line(format_args!("key {id}{newest}: {number} texts"));
    }
    for (id, number) in sealed {
        output::line(format_args!("key {id}, which the file does not hold: {number} texts"));
    }
    Ok(())
}

async fn reseal(store: &Store, keys: &Keys) -> anyhow::Result<()> {
    let sealed = store.sealed_by_key().await?;
    let old = sealed.iter().filter(|(key, _)| *key != keys.newest_key()).map(|(_, number)| number);
    let bar = output::progress(old.sum(), "sealed texts");
    let done = store.reseal(keys, &|number| bar.inc(number)).await?;
    bar.finish_and_clear();
    for unopened in &done.unopened {
        output::line(unopened);
    }
    output::line(format_args!(
        "sealed under {}: {} reporters, {} parties",
        keys.newest_key(),
        done.reporters,
        done.parties
    ));
    if !done.unopened.is_empty() {
        bail!("{} texts do not open, and were left as they are", done.unopened.len());
    }
    Ok(())
}
