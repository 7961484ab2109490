//! `wardbook key make`: the file with the keys, where nobody else makes it.

use std::path::PathBuf;

use clap::Subcommand;

use super::output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes a file with new keys, mode 0600; one that is there is never overwritten
    Make {
        /// The file, as `WARDBOOK_SECRET_FILE` will name it
        file: PathBuf,
    },
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    let Command::Make { file } = command;
    crate::secret::make(file)?;
    output::line(format_args!(
        "{}: new keys. Keep a copy elsewhere: without it nobody's contact data can be read again",
        file.display()
    ));
    Ok(())
}
