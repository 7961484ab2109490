//! `wardbook reindex`: the index of words that searches go by.

use clap::Args;

use super::{log, output, setup};
use crate::config::{Database, Layer, Log};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Forgets the whole index first, instead of adding the cases that are not in it: until it is done,
    /// searches find less. If it is interrupted, run it again without this
    #[arg(long)]
    anew: bool,
}

pub(super) async fn run(arguments: &Arguments, layer: Layer) -> anyhow::Result<()> {
    log::begin(Log::resolve(&layer));
    let store = setup::ready(&Database::resolve(&layer)?).await?;
    let bar = output::progress(0, "cases indexed");
    let progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let done = store.index_cases(arguments.anew, &progress).await;
    bar.finish_and_clear();
    store.close().await;
    output::line(format_args!("{} cases indexed", done?));
    Ok(())
}
