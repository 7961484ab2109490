//! `wardbook policy upgrade`: the town's policy with what this release's default rules have new.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::apply::apply;
use super::diff::{tell_change, tell_impact};
use super::reading;
use crate::cli::output;
use crate::policy::DEFAULT_RULES;
use crate::policy::change::{Policy, built_in_roles};
use crate::policy::expectations::Expectations;
use crate::policy::file::PolicyFile;
use crate::policy::upgrade::merge;
use crate::store::Store;
use crate::store::policies::{PolicyEdit, PolicyTexts};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Why, for the audit trail
    #[arg(long, default_value = "the default rules of a new release")]
    reason: String,
    /// What is expected of the policy from now on
    #[arg(long, value_name = "FILE")]
    tests: Option<PathBuf>,
    /// Applies it although expectations do not hold
    #[arg(long)]
    force: bool,
    /// Only tells what would be done, and for whom
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(arguments: Arguments, store: &Store) -> anyhow::Result<()> {
    let Arguments { reason, tests, force, dry_run } = arguments;
    let theirs = default_policy(DEFAULT_RULES)?;
    let began = store.policy_defaults().await?;
    let base = match &began {
        Some(text) => default_policy(text)?,
        None => {
            let first = store.first_policy().await?;
            first.context("the rules that the policy began with are no longer understood")?
        }
    };
    let (version, ours) = store.policy().await?;
    let merged = merge(&base, &theirs, &ours);
    let change = ours.change_to(&merged.policy);
    tell_change(&change);
    for left in &merged.left {
        output::line(format_args!("left as you have it: {left}"));
    }
    if dry_run && !change.is_empty() {
        tell_impact(store, &ours, &merged.policy).await?;
    }
    if change.is_empty() && began.as_deref() == Some(DEFAULT_RULES) && tests.is_none() {
        output::line("the policy has all that this release's default rules have");
        return Ok(());
    }
    let tests = tests.as_deref().map(|file| {
        let text = reading::text(file)?;
        Expectations::read(&text).map_err(|bad| reading::refused(file, &bad))?;
        anyhow::Ok(text)
    });
    let defaults = Some(DEFAULT_RULES.to_owned());
    let texts = PolicyTexts { tests: tests.transpose()?, layout: None, defaults };
    let edit = PolicyEdit {
        expected_version: version,
        change,
        reason,
        forced: force,
        ..PolicyEdit::default()
    };
    apply(store, edit, &texts, dry_run).await
}

/// The policy of a release's default rules, which name no area.
fn default_policy(text: &str) -> anyhow::Result<Policy> {
    let refused = |bad: Vec<_>| reading::refused("policies/policy.csv".as_ref(), &bad);
    let file = PolicyFile::parse(text).map_err(refused)?;
    file.policy(&built_in_roles(), &|_| None).map_err(refused)
}
