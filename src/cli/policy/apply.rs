//! `wardbook policy apply`: the policy becomes what a file says.

use std::path::PathBuf;

use chrono::{SubsecRound, Utc};
use clap::Args;

use super::diff::tell_change;
use super::{reading, told};
use crate::cli::output;
use crate::policy::expectations::Expectations;
use crate::store::Store;
use crate::store::policies::{Applied, PolicyEdit, PolicyTexts};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file with rules; - reads standard input
    file: PathBuf,
    /// Why, for the audit trail
    #[arg(long)]
    reason: String,
    /// The version that the file was made from; if the policy is at another one by now, nothing is done
    #[arg(long, value_name = "NUMBER")]
    expected_version: Option<i64>,
    /// What is expected of the policy from now on
    #[arg(long, value_name = "FILE")]
    tests: Option<PathBuf>,
    /// Applies it although expectations do not hold
    #[arg(long)]
    force: bool,
    /// Only tells what would be done
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(arguments: Arguments, store: &Store) -> anyhow::Result<()> {
    let Arguments { file, reason, expected_version, tests, force, dry_run } = arguments;
    let (parsed, text) = reading::parsed(&file)?;
    let after = reading::policy(&file, &parsed, store).await?;
    let tests = tests.as_deref().map(|file| {
        let text = reading::text(file)?;
        Expectations::read(&text).map_err(|bad| reading::refused(file, &bad))?;
        anyhow::Ok(text)
    });
    let texts = PolicyTexts { tests: tests.transpose()?, layout: Some(text), defaults: None };
    let (version, before) = store.policy().await?;
    let edit = PolicyEdit {
        expected_version: expected_version.unwrap_or(version),
        change: before.change_to(&after),
        reason,
        forced: force,
        ..PolicyEdit::default()
    };
    tell_change(&edit.change);
    apply(store, edit, &texts, dry_run).await
}

/// Applies a change, or only tells what would come of it.
pub(super) async fn apply(
    store: &Store,
    edit: PolicyEdit,
    texts: &PolicyTexts,
    dry_run: bool,
) -> anyhow::Result<()> {
    let now = Utc::now().trunc_subsecs(6);
    let applied = store.apply_policy_as_operator(now, edit, texts, dry_run).await;
    let Applied { version, warnings, .. } = applied.map_err(told::unmade)?;
    for warning in warnings {
        output::line(format_args!("warning: {}", warning.en));
    }
    if dry_run {
        output::line(format_args!(
            "the policy would be at version {version} (dry run: nothing was changed)"
        ));
    } else {
        output::line(format_args!("the policy is at version {version}"));
    }
    Ok(())
}
