//! `wardbook restore FILE`: a backup, checked whole, in the place of what is there.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use tempfile::TempDir;

use super::{log, output};
use crate::archive::{Attachments, AttachmentsKept, Manifest, Unpacked, unpack};
use crate::config::{DatabaseUrl, Installation, Layer, Log};
use crate::store::{Occupied, Restoring};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The file that `wardbook backup` wrote
    file: PathBuf,
    /// Replaces a database that has records
    #[arg(long)]
    force: bool,
    /// Only checks the backup and the place
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
    let url = &installation.database.url;
    let staging = staging(url, arguments.dry_run)?;
    let (file, folder) = (arguments.file.clone(), staging.path().to_owned());
    let unpacked = tokio::task::spawn_blocking(move || unpack(&file, &folder)).await??;
    Restoring::check(url, &unpacked.manifest.snapshot, &unpacked.database).await?;
    tell(&arguments.file, &unpacked.manifest);
    let occupied = Restoring::occupied(url).await?;
    let what = match occupied {
        Occupied::No => None,
        Occupied::By(records) => Some(format!("the database has {records} areas, users and cases")),
        Occupied::BySomethingElse => Some("something else is in the database's place".to_owned()),
    };
    if arguments.dry_run {
        output::line(what.map_or_else(
            || "it can be restored".to_owned(),
            |what| format!("it can be restored by --force: {what}"),
        ));
        return Ok(());
    }
    if let Some(what) = what.filter(|_| !arguments.force) {
        bail!("{what}: --force replaces it");
    }
    put(&installation, &unpacked).await?;
    output::line(format_args!("restored; {}", about_keys(&installation, &unpacked.manifest)));
    Ok(())
}

/// A folder that only this program has: on the disk of a database that is a file, so that the copy is
/// put in its place by its name alone.
fn staging(url: &DatabaseUrl, dry_run: bool) -> anyhow::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix(".wardbook-restore-");
    let folder = match url {
        DatabaseUrl::Sqlite { path, .. } if !dry_run => {
            let folder = match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            builder.tempdir_in(folder)
        }
        _ => builder.tempdir(),
    };
    folder.context("no folder to unpack the backup in")
}

async fn put(installation: &Installation, unpacked: &Unpacked) -> anyhow::Result<()> {
    let restoring = Restoring::begin(&installation.database.url).await?;
    // First what the present database does not mind: attachments never change, and are named by ids.
    let (data, files) = (installation.data.clone(), unpacked.attachments.clone());
    let put = tokio::task::spawn_blocking(move || Attachments::put(&data, &files)).await?;
    put.with_context(|| installation.data.display().to_string())?;
    restoring.finish(&unpacked.manifest.snapshot, &unpacked.database).await?;
    Ok(())
}

fn tell(file: &Path, manifest: &Manifest) {
    let rows = |table: &str| manifest.snapshot.counts.get(table).copied().unwrap_or_default();
    output::line(format_args!(
        "{}: whole, of {} by wardbook {}; {} cases, {} users, {} audit entries, {}",
        file.display(),
        manifest.created_at.format("%Y-%m-%d %H:%M:%S UTC"),
        manifest.program,
        rows("cases"),
        rows("users"),
        rows("audit_entries"),
        match manifest.attachments {
            AttachmentsKept::Here => format!("{} attachments", rows("files")),
            AttachmentsKept::Elsewhere =>
                format!("{} attachments, which are in a store of objects", rows("files")),
        }
    ));
}

/// Whether the secret file in place is the backup's.
fn about_keys(installation: &Installation, manifest: &Manifest) -> String {
    let file = installation.secret_file.display();
    let Ok(keys) = crate::secret::load(&installation.secret_file) else {
        return format!(
            "now put the installation's secret file in its place, {file}: without it nobody's contact data can be read"
        );
    };
    let missing: Vec<&str> = manifest
        .snapshot
        .key_ids
        .iter()
        .map(String::as_str)
        .filter(|needed| !keys.key_ids().any(|id| id == *needed))
        .collect();
    let is_another = manifest.secret.as_ref().is_some_and(|id| *id != keys.installation());
    if is_another {
        return format!(
            "but {file} is another installation's secret file: put the backup's in its place"
        );
    }
    if !missing.is_empty() {
        return format!(
            "but {file} lacks the sealing keys {}: put the secret file of the backup's time in its place",
            missing.join(", ")
        );
    }
    format!("{file} has its keys")
}
