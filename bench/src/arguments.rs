//! What may be asked of the program.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::ask::{Actor, Question};
use crate::connection::Kind;

/// Measures wardbook's reads beside hand-written SQL
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Asks each question as each kind of user, and prints how wardbook compares
    Compare(Compare),
    /// Asks five questions in towns of several sizes
    Scale(Scale),
    /// Times what a change of the policy would do, and compiling and spreading it
    Policy(Policy),
    /// Times the desk's short reads, quiet and while analysts ask for what is heavy
    Desk(Desk),
    /// Times each filter and each order of cases, for users who see much and little
    Filters(Filters),
    /// Has files made of many cases, and measures the time and the memory that they take
    Exports(Exports),
    /// Passes statements through: the other side, which this program starts by itself
    #[command(hide = true)]
    Bare(Bare),
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// How many cases are loaded, with three events each
    #[arg(default_value_t = 1_000_000)]
    pub(crate) cases: u64,
    /// Which questions
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["q1", "q1-in-one", "q2", "q3", "q4", "q5"])]
    pub(crate) questions: Vec<Question>,
    /// Which kinds of users
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["one", "five", "fifty", "team", "ordinary", "district"])]
    pub(crate) actors: Vec<Actor>,
    /// Keeps the loaded databases in this directory; a second run with as many cases uses them
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Writes the statements of both sides to this directory instead of printing them
    #[arg(long, value_name = "DIR")]
    pub(crate) sql: Option<PathBuf>,
    /// Prints no statements
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Fails if a ratio is under this
    #[arg(long, value_name = "RATIO")]
    pub(crate) least: Option<f64>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Scale {
    /// How many cases
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    pub(crate) cases: Vec<u64>,
    /// How many cases there are while users, rules and areas change; 0 leaves that part out
    #[arg(long, default_value_t = 100_000)]
    pub(crate) fixed: u64,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Policy {
    /// How many cases there are
    #[arg(default_value_t = 1_000_000)]
    pub(crate) cases: u64,
    /// How many users, each with a grant
    #[arg(long, default_value_t = 10_000)]
    pub(crate) users: u64,
    /// With how many users compiling is timed
    #[arg(long, value_delimiter = ',', default_values_t = [100, 10_000, 100_000])]
    pub(crate) compile_users: Vec<u64>,
    /// With how many rules
    #[arg(long, value_delimiter = ',', default_values_t = [100, 1_000, 10_000])]
    pub(crate) compile_rules: Vec<u64>,
    /// Of how many changes the effect on a second instance is timed
    #[arg(long, default_value_t = 50)]
    pub(crate) changes: usize,
    /// Which databases
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["postgres", "sqlite"])]
    pub(crate) databases: Vec<Kind>,
    /// Keeps the loaded databases in this directory; a second run with as many cases uses them
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Desk {
    /// How many cases there are
    #[arg(default_value_t = 1_000_000)]
    pub(crate) cases: u64,
    /// How many clients the desk has
    #[arg(long, default_value_t = 4)]
    pub(crate) clients: usize,
    /// How long each of them waits after an answer, in milliseconds
    #[arg(long, default_value_t = 10)]
    pub(crate) pause: u64,
    /// How many clients ask for what is heavy
    #[arg(long, default_value_t = 8)]
    pub(crate) heavy_clients: usize,
    /// How often the desk is timed, quiet and busy in turn
    #[arg(long, default_value_t = 3)]
    pub(crate) turns: usize,
    /// How long each time
    #[arg(long, default_value_t = 10.0)]
    pub(crate) seconds: f64,
    /// How many connections to the database there are
    #[arg(long, default_value_t = 10)]
    pub(crate) connections: u32,
    /// Which databases
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["postgres", "sqlite"])]
    pub(crate) databases: Vec<Kind>,
    /// Keeps the loaded databases in this directory; a second run with as many cases uses them
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Fails if the desk's p99 is twice its quiet value or more
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Filters {
    /// How many cases there are
    #[arg(default_value_t = 1_000_000)]
    pub(crate) cases: u64,
    /// Fails if a page takes longer than so many seconds
    #[arg(long, default_value_t = 1.0, value_name = "SECONDS")]
    pub(crate) most: f64,
    /// Those filters alone that hold this text
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
    /// Which databases
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["postgres", "sqlite"])]
    pub(crate) databases: Vec<Kind>,
    /// Keeps the loaded databases in this directory; a second run with as many cases uses them
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Exports {
    /// How many cases there are
    #[arg(default_value_t = 1_000_000)]
    pub(crate) cases: u64,
    /// Fails if the server needs more than so many MB above what it has at rest
    #[arg(long, value_name = "MB")]
    pub(crate) most: Option<f64>,
    /// Which databases
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["postgres", "sqlite"])]
    pub(crate) databases: Vec<Kind>,
    /// Keeps the loaded databases in this directory; a second run with as many cases uses them
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Which databases
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["postgres", "sqlite"])]
    pub(crate) databases: Vec<Kind>,
    /// An empty database of another server, instead of a throwaway cluster
    #[arg(long, value_name = "URL")]
    pub(crate) postgres: Option<String>,
    /// How many turns each side has
    #[arg(long, default_value_t = 5)]
    pub(crate) turns: usize,
    /// How long a turn is
    #[arg(long, default_value_t = 2.0)]
    pub(crate) seconds: f64,
    /// How many connections to the database each side has
    #[arg(long, default_value_t = 10)]
    pub(crate) connections: u32,
    /// How many clients ask at once; of q5 two
    #[arg(long, default_value_t = 16)]
    pub(crate) clients: usize,
    /// Writes the table and the plot to this directory, such as docs
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Bare {
    /// Where to listen
    pub(crate) listen: std::net::SocketAddr,
    /// The file with the database's address and the statements
    pub(crate) work: PathBuf,
}
