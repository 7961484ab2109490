//! `wardbook policy export`: the policy as it is, as files.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use crate::cli::output;
use crate::policy::MODEL;
use crate::policy::expectations::TESTS_SCHEMA;
use crate::policy::file::PolicyFile;
use crate::store::Store;

use super::told::counted;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder, made where it is missing; files of the same names are replaced [policy.csv is printed]
    folder: Option<PathBuf>,
}

pub(super) async fn run(arguments: &Arguments, store: &Store) -> anyhow::Result<()> {
    let (version, policy) = store.policy().await?;
    // A layout that is no longer read lays nothing out.
    let layout = PolicyFile::parse(&store.policy_layout().await?).unwrap_or_default();
    let file = PolicyFile::of(&policy, &layout).to_string();
    let Some(folder) = &arguments.folder else {
        output::line(file.trim_end());
        return Ok(());
    };
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let tests = store.policy_tests().await?;
    let files = [
        ("policy.csv", file.as_str()),
        ("model.conf", MODEL),
        ("tests.yaml", &tests),
        ("tests.schema.json", TESTS_SCHEMA),
    ];
    for (name, text) in files {
        write(&folder.join(name), text)?;
    }
    let names = files.map(|(name, _)| name).join(", ");
    output::line(format_args!(
        "{}: {names} of version {version}: {}",
        folder.display(),
        counted(&policy)
    ));
    Ok(())
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(file, text).with_context(|| file.display().to_string())
}
