//! `wardbook policy test`: whether the policy is what is expected of it.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::{Opening, reading};
use crate::cli::output;
use crate::policy::expectations::Expectations;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file with rules [the policy of the database]
    file: Option<PathBuf>,
    /// A file with expectations [tests.yaml beside the rules; those of the database]
    #[arg(long, value_name = "FILE")]
    tests: Option<PathBuf>,
}

pub(super) async fn run(arguments: &Arguments, database: &mut Opening) -> anyhow::Result<()> {
    let rules = match &arguments.file {
        // What is asked is asked of paths: whether there are such areas does not matter.
        Some(file) => reading::policy_alone(file, &reading::parsed(file)?.0)?.rules(),
        None => database.store().await?.policy().await?.1.rules(),
    };
    let beside = arguments.file.as_ref().map(|file| file.with_file_name("tests.yaml"));
    let given = arguments.tests.clone().or_else(|| beside.filter(|file| file.exists()));
    let (name, text) = match given {
        Some(file) => {
            let text = reading::text(&file)?;
            (file, text)
        }
        None => (PathBuf::from("tests"), database.store().await?.policy_tests().await?),
    };
    let expected = Expectations::read(&text).map_err(|bad| reading::refused(&name, &bad))?;
    let failures = expected.failures(&rules).await?;
    for failure in &failures {
        output::line(format_args!("{} (line {})", failure.name, failure.line));
        for told in &failure.told {
            output::line(format_args!("    {told}"));
        }
    }
    let all = expected.0.len();
    if !failures.is_empty() {
        bail!("{} of {all} expectations do not hold", failures.len());
    }
    output::line(format_args!("all {all} expectations hold"));
    Ok(())
}
