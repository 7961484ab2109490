//! Reads beside hand-written SQL: the same question, answered by wardbook as it is served and by a
//! bare axum route that passes one statement's text through, over the same database in one run.
//!
//! `bench compare` asks every question as every kind of user, `bench scale` asks three of them in
//! towns of different sizes; `bench policy` times what becomes of a change of the policy, `bench desk`
//! what the desk notices of analysts, `bench filters` every filter of cases, and `bench exports` measures
//! files of many records. Both servers are processes of their own: this program starts itself again, as
//! `serve` for wardbook's and as `bare` for the other.

mod arguments;
mod ask;
mod bare;
mod children;
mod client;
mod cluster;
mod compare;
mod connection;
mod desk;
mod exports;
mod filters;
mod folder;
mod load;
mod machine;
mod measure;
mod memory;
mod own;
mod place;
mod plot;
mod policy;
mod progress;
mod report;
mod scale;
mod session;
mod statistics;
mod table;

use std::io::Write;
use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;

/// Both sides have the allocator that wardbook is served with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Prints a line. A reader that is gone is no failure of ours.
fn say(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        children::end_with_parent();
        return wardbook::cli::main();
    }
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
        runtime.block_on(async {
            match arguments.command {
                Command::Compare(arguments) => compare::run(&arguments).await,
                Command::Scale(arguments) => scale::run(&arguments).await,
                Command::Policy(arguments) => policy::run(&arguments).await,
                Command::Desk(arguments) => desk::run(&arguments).await,
                Command::Filters(arguments) => filters::run(&arguments).await,
                Command::Exports(arguments) => exports::run(&arguments).await,
                Command::Bare(arguments) => bare::run(&arguments).await,
            }
        })
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr().lock(), "bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}
