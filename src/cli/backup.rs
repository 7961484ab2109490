//! `wardbook backup FILE`: everything but the keys, as one file of one moment.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use indicatif::HumanBytes;
use uuid::Uuid;

use super::{log, output, setup};
use crate::archive::{Attachments, AttachmentsKept, Kept, Manifest, Writer};
use crate::config::{Installation, Layer, Log};
use crate::store::{Store, Taken};

/// How many missing attachments are named.
const MOST_NAMED: usize = 20;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The file, which is written beside and then put in its place, mode 0600
    file: PathBuf,
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
    let store = setup::ready(&installation.database).await?;
    let done = backup(&store, &installation, &arguments.file).await;
    store.close().await;
    let manifest = done?;
    let rows = |table: &str| manifest.snapshot.counts.get(table).copied().unwrap_or_default();
    let bytes: u64 = std::fs::metadata(&arguments.file).map_or(0, |file| file.len());
    output::line(format_args!(
        "{}: {} cases, {} users, {} attachments, {}",
        arguments.file.display(),
        rows("cases"),
        rows("users"),
        rows("files"),
        HumanBytes(bytes)
    ));
    if manifest.attachments == AttachmentsKept::Elsewhere {
        output::line("The attachments are in a store of objects: keep copies of them there.");
    }
    output::line(format_args!(
        "The keys are not in it: keep a copy of {} elsewhere.",
        installation.secret_file.display()
    ));
    Ok(())
}

async fn backup(
    store: &Store,
    installation: &Installation,
    file: &Path,
) -> anyhow::Result<Manifest> {
    // Beside the archive, where there must be room anyway; mode 0700.
    let beside = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let staging = tempfile::Builder::new().prefix(".wardbook-backup-").tempdir_in(beside);
    let staging = staging.with_context(|| beside.display().to_string())?;
    let secret = match crate::secret::load(&installation.secret_file) {
        Ok(keys) => Some(keys.installation()),
        Err(error) => {
            tracing::warn!(%error, "the backup does not say which secret file it needs");
            None
        }
    };
    let taken = store.snapshot(&installation.database.url, staging.path()).await?;
    let (kept, attachments) = match installation.files_url {
        Some(_) => (AttachmentsKept::Elsewhere, Vec::new()),
        None => {
            let kept = attachments(store, &installation.data, &taken.attachments).await?;
            (AttachmentsKept::Here, kept)
        }
    };
    let file = file.to_owned();
    tokio::task::spawn_blocking(move || write(&file, taken, (kept, &attachments), secret)).await?
}

/// The files of all attachments that the snapshot names. They are looked for once it is taken, so
/// that none is too new for it.
async fn attachments(store: &Store, data: &Path, ids: &[Uuid]) -> anyhow::Result<Vec<Kept>> {
    let found = Attachments::look_through(data).with_context(|| data.display().to_string())?;
    let missing: Vec<Uuid> = ids.iter().copied().filter(|id| found.of(*id).is_empty()).collect();
    if !missing.is_empty() {
        // One that was swept or erased since is missing rightly.
        let present: HashSet<Uuid> = store.attachments_among(&missing).await?;
        let missing: Vec<Uuid> = missing.into_iter().filter(|id| present.contains(id)).collect();
        if !missing.is_empty() {
            let names: Vec<String> =
                missing.iter().take(MOST_NAMED).map(ToString::to_string).collect();
            bail!(
                "{} attachments have no bytes in {}: {}{}",
                missing.len(),
                data.display(),
                names.join(", "),
                if missing.len() > MOST_NAMED { " …" } else { "" }
            );
        }
    }
    Ok(ids.iter().flat_map(|id| found.of(*id)).cloned().collect())
}

fn write(
    file: &Path,
    taken: Taken,
    (kept, attachments): (AttachmentsKept, &[Kept]),
    secret: Option<String>,
) -> anyhow::Result<Manifest> {
    let length = |file: &Path| std::fs::metadata(file).map_or(0, |file| file.len());
    let of_attachments: u64 = attachments.iter().map(|kept| length(&kept.path)).sum();
    let all = length(&taken.file) + of_attachments;
    let bar = output::progress(all, "bytes");
    let mut writer = Writer::begin(file)?;
    bar.inc(writer.add_database(&taken.file)?);
    for attachment in attachments {
        bar.inc(writer.add_attachment(attachment)?);
    }
    let manifest = writer.finish(&taken.policy, taken.snapshot, secret, kept)?;
    bar.finish_and_clear();
    Ok(manifest)
}
