//! What people read: lines on standard output, errors in one line on standard error.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Prints a line. A reader that is gone is no failure of ours.
pub(super) fn line(text: impl std::fmt::Display) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Tells why a command failed.
pub(super) fn failed(error: &anyhow::Error) -> ExitCode {
    let _ = writeln!(io::stderr().lock(), "wardbook: {error:#}");
    ExitCode::from(1)
}

/// A progress bar on a terminal; elsewhere nothing, since a line says when it is done.
pub(super) fn progress(length: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    if !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) =
        ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}")
    {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
