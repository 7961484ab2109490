//! wardbook under a mixed load for long: a made-up town is served by the binary itself, several
//! accounts ask for what they need and for what they must not get, some clients break off or read
//! slowly, and the memory is watched. It ends by itself, with a table, a plot and a verdict.
//!
//! `soak [--minutes 30] [--rate 40] [--plot FILE] BINARY`; exit status 1 where the memory grew, an
//! answer was not the one that its request deserves, or the server did not end well.

mod accounts;
mod load;
mod memory;
mod plot;
mod requests;
mod served;
mod tally;
mod wire;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

use self::load::Load;
use self::memory::Memory;
use self::served::Served;

#[derive(Debug, Parser)]
struct Arguments {
    /// The program to serve with
    binary: PathBuf,
    /// How long it is asked, in minutes
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// How many requests are sent in a second
    #[arg(long, default_value_t = 40)]
    rate: u32,
    /// Where the plot of the memory is written
    #[arg(long, default_value = "soak.svg")]
    plot: PathBuf,
}

/// How many values the memory's curve has, at most one a second.
const SAMPLES: u32 = 360;

fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let length = Duration::from_secs_f64(arguments.minutes * 60.0);
    let served = Served::demo(&arguments.binary).await?;
    say(format_args!("serving a made-up town at {}, process {}", served.url, served.pid()));
    let every = (length / SAMPLES).max(Duration::from_secs(1));
    let fresh = Memory::of(served.pid(), every).sample()?;
    let load = Arc::new(Load::prepare(&served).await.context("before the load")?);
    let mut memory = Memory::of(served.pid(), every);
    let filled = memory.sample()?;
    say(format_args!(
        "{} MB when it was fresh, {} MB with as many documents kept as it keeps",
        fresh / 1024,
        filled / 1024
    ));

    let until = Instant::now() + length;
    let running = tokio::spawn(Arc::clone(&load).run(arguments.rate, until));
    let bar = progress(length);
    let mut told = Instant::now();
    while Instant::now() < until {
        tokio::time::sleep(every).await;
        let used = memory.sample().context("the server is gone")?;
        let (answers, wrong) = load.tally().so_far();
        let line = format!("{} MB, {answers} requests, {wrong} of them wrong", used / 1024);
        bar.set_position(
            length.saturating_sub(until.saturating_duration_since(Instant::now())).as_secs(),
        );
        bar.set_message(line.clone());
        if bar.is_hidden() && told.elapsed() >= Duration::from_secs(30) {
            say(line);
            told = Instant::now();
        }
    }
    bar.finish_and_clear();
    running.await?;
    let ended_well = served.stop().await?;

    say(load.tally().table());
    say(memory.table());
    std::fs::write(&arguments.plot, plot::svg(&memory))
        .with_context(|| arguments.plot.display().to_string())?;
    say(format_args!("the plot is in {}", arguments.plot.display()));
    let (_, wrong) = load.tally().so_far();
    let verdicts = [
        (wrong == 0, "every answer was the one that its request deserves"),
        (memory.is_flat(), "the memory stayed flat"),
        (ended_well, "the server ended well when told to"),
    ];
    for (holds, what) in verdicts {
        say(format_args!("{} {what}", if holds { "✔" } else { "✘" }));
    }
    let all = verdicts.iter().all(|(holds, _)| *holds);
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A bar on a terminal; elsewhere it is hidden, and lines are written instead.
fn progress(length: Duration) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {elapsed}/{eta} left  {msg}");
    let bar = ProgressBar::new(length.as_secs());
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}
