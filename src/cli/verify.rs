//! `wardbook verify`: whether the audit trail is what was written.

use anyhow::bail;
use chrono::Utc;
use clap::Args;

use super::{log, output, setup};
use crate::config::{Installation, Layer, Log};
use crate::secret::Keys;
use crate::store::{Head, Store, Walk};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A head that was noted before: shows whether the trail's end was cut off since
    #[arg(long, value_name = "SEQUENCE:HEX")]
    head: Option<Head>,
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
    let keys = crate::secret::load(&installation.secret_file)?;
    let store = setup::ready(&installation.database).await?;
    let done = verify(&store, &keys, arguments.head).await;
    store.close().await;
    done
}

async fn verify(store: &Store, keys: &Keys, noted: Option<Head>) -> anyhow::Result<()> {
    let bar = output::progress(0, "seals");
    let mut tell = |walk: Walk| match walk {
        Walk::Begun(seals) => bar.set_length(seals),
        Walk::Walked(seals) => bar.inc(seals),
        Walk::Found(finding) => bar.suspend(|| output::line(finding)),
    };
    let verified = store.verify_audit(keys, noted, Utc::now(), &mut tell).await?;
    bar.finish_and_clear();
    if let Some(head) = verified.head {
        output::line(format_args!("head: {head}"));
    }
    output::line(format_args!("{} sealed entries, {} problems", verified.seals, verified.problems));
    if verified.problems > 0 {
        bail!("the audit trail is not as it was written");
    }
    Ok(())
}
