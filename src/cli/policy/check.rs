//! `wardbook policy check`: whether files are what they must be.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::told::counted;
use super::{Opening, reading};
use crate::cli::output;
use crate::policy::expectations::Expectations;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files with rules, and with expectations where they end in .yaml; - reads rules from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Takes areas as they are written; otherwise those that rules name are looked up in the database
    #[arg(long)]
    any_area: bool,
}

pub(super) async fn run(arguments: &Arguments, database: &mut Opening) -> anyhow::Result<()> {
    let mut refused = Vec::new();
    for file in &arguments.files {
        match check(file, arguments.any_area, database).await {
            Ok(counted) => output::line(format_args!("{}: {counted}", file.display())),
            Err(error) => refused.push(format!("{error:#}")),
        }
    }
    if !refused.is_empty() {
        bail!("{}", refused.join("\n"));
    }
    Ok(())
}

async fn check(file: &Path, any_area: bool, database: &mut Opening) -> anyhow::Result<String> {
    if file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
        let text = reading::text(file)?;
        let read = Expectations::read(&text).map_err(|bad| reading::refused(file, &bad))?;
        return Ok(format!("{} expectations", read.0.len()));
    }
    let (parsed, _) = reading::parsed(file)?;
    let policy = if any_area || reading::paths(&parsed).is_empty() {
        reading::policy_alone(file, &parsed)?
    } else {
        reading::policy(file, &parsed, database.store().await?).await?
    };
    Ok(counted(&policy))
}
