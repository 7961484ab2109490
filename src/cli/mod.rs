//! The command line: thin, over the same rooms as the server.

mod background;
mod backup;
mod demo;
mod erase;
mod export;
mod import;
mod key;
mod log;
mod migrate;
mod open_files;
mod output;
mod policy;
mod reindex;
mod restore;
mod schedule;
mod schema;
mod serve;
mod setup;
mod sweep;
mod token;
mod trusted;
mod user;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Layer;

/// A GraphQL API over the work of a town's governance centre.
#[derive(Debug, Parser)]
#[command(name = "wardbook", version)]
struct Arguments {
    /// Where the database is: sqlite://FILE or postgres://…
    #[arg(
        long,
        global = true,
        env = "WARDBOOK_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    database_url: Option<String>,
    /// A file with settings; flags and the environment win over it
    #[arg(long, global = true, env = "WARDBOOK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves a whole demo town, made up, from SQLite
    Demo(demo::Arguments),
    /// Serves the API
    Serve(serve::Arguments),
    /// Brings the database to this program's version
    Migrate(migrate::Arguments),
    /// Brings in areas, users, teams, places, cases, checks or checklists from a file
    Import(import::Arguments),
    /// Writes a ledger to a file, confined to what one user may read
    Export(export::Arguments),
    /// Plans the checks of a schedule now, as servers do by themselves
    Schedule(schedule::Arguments),
    /// Makes and lists users, lets them in or not, grants roles and takes them back, resets passwords
    User(user::Arguments),
    /// Makes, lists and revokes the tokens that programs act by
    Token(token::Arguments),
    /// Writes the policy to files, checks and tests them, and applies them
    Policy(policy::Arguments),
    /// Makes the file with the keys, which PostgreSQL's installations need, and rotates them
    #[command(subcommand)]
    Key(key::Command),
    /// Writes the database, the attachments and the policy to one file, while servers run
    Backup(backup::Arguments),
    /// Puts a backup in the place of the database and the attachments
    Restore(restore::Arguments),
    /// Writes the index of words that searches go by, while servers run
    Reindex(reindex::Arguments),
    /// Erases who brought cases, and whom they concern, once the retention time is over
    EraseExpired(erase::Arguments),
    /// Looks for entries of the audit trail that were changed, removed or put in
    Verify(verify::Arguments),
    /// Prints the GraphQL schema, all of it or as somebody is shown it
    Schema(schema::Arguments),
}

/// Runs the command line: 0 done, 1 failed, 2 wrong use.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return output::failed(&error.into()),
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::failed(&error),
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { database_url, config, command } = arguments;
    let file = config.as_deref().map(Layer::read).transpose()?.unwrap_or_default();
    let above =
        |given: Layer| Layer { database_url: database_url.clone(), ..given }.over(file.clone());
    match command {
        Command::Demo(demo) => demo::run(demo).await,
        Command::Serve(serve) => serve::run(serve, above).await,
        Command::Migrate(migrate) => migrate::run(&migrate, above(Layer::default())).await,
        Command::Import(import) => import::run(import, above).await,
        Command::Export(export) => export::run(export, above).await,
        Command::Schedule(schedule) => schedule::run(schedule, above).await,
        Command::User(user) => user::run(user, above(Layer::default())).await,
        Command::Token(token) => token::run(token, above(Layer::default())).await,
        Command::Policy(policy) => policy::run(policy, above(Layer::default())).await,
        Command::Key(command) => key::run(command, above).await,
        Command::Backup(backup) => backup::run(backup, above).await,
        Command::Restore(restore) => restore::run(restore, above).await,
        Command::Reindex(reindex) => reindex::run(&reindex, above(Layer::default())).await,
        Command::EraseExpired(erase) => erase::run(erase, above).await,
        Command::Verify(verify) => verify::run(verify, above).await,
        Command::Schema(schema) => schema::run(schema, above(Layer::default())).await,
    }
}
