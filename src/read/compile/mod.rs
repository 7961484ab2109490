//! The compiler: what a root field selects and the viewer's grants, as one SQL statement that
//! builds the answer's JSON under the answer's own keys.

mod asked;
mod branches;
mod change;
mod computed;
mod connection;
mod cost;
mod days;
mod given;
mod object;
mod page_info;
mod payload;
mod permissions;
mod root;
mod rows;
mod scope;
mod stats;
mod total;

use chrono::TimeDelta;
use chrono_tz::Tz;

pub use asked::{filter_argument, order_argument};
pub use change::{JUDGED_BY, compile_change};
pub use computed::{Computed, ComputedKind};
pub use cost::{Cost, Dear};
pub use days::day_arguments;
pub use given::{Given, GivenField, GivenPlan, GivenRows, compile_given};
pub use payload::{PayloadPart, PayloadPlan, compile_payload};
pub use root::{
    Columns, KeyValue, RootPlan, RootSource, compile_root, node_argument, nodes_argument,
};
pub use stats::{
    BacklogPlan, Layout, MOST_GROUPS, StatsPlan, backlog_arguments, columns_of, compile_backlog,
    compile_stats, stats_arguments,
};
pub use total::{NestedTotal, TotalToken};

use super::document::Document;
use super::input::InputTypes;
use super::problem::Problems;
use super::row::Row;
use super::sql::{Binds, Dialect, Slot};
use crate::policy::Grants;

/// What all statements of one request have in common.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The operation.
    pub document: &'a Document<'a>,
    /// The input types of the schema.
    pub inputs: &'a InputTypes,
    /// Every object type that is a `Node`.
    pub nodes: &'a [&'static super::catalog::ObjectType],
    /// Every object type whose values are rows, or parts of rows.
    pub objects: &'a [&'static super::catalog::ObjectType],
    /// Every object type that no table has.
    pub plain: &'a [&'static super::catalog::PlainType],
    /// What the viewer may do.
    pub grants: &'a Grants,
    /// The database.
    pub dialect: Dialect,
    /// The installation's time zone.
    pub zone: Tz,
    /// About how many cases there are; none where that is not known.
    pub cases: u64,
    /// Whether no more than one field of the root is answered with records: what it names is asked
    /// for alone.
    pub alone: bool,
}

/// Compiles one root field.
#[derive(Debug)]
struct Compiler<'a> {
    context: Context<'a>,
    binds: Binds,
    problems: &'a mut Problems,
    cost: &'a mut Cost,
    totals: Vec<NestedTotal>,
    /// Read the rows that stand in values which are worked out in Rust.
    rows: Vec<GivenRows>,
    /// What had been counted before.
    cost_before: u64,
    /// Whether texts are looked through, or searched.
    looks_through: bool,
    comparisons: usize,
    aliases: usize,
    /// Whether what is compiled belongs to a record that was asked for alone.
    alone: bool,
    /// Whether values have to be worked out in Rust.
    is_computed: bool,
}

/// How a row was reached, which decides what shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sight {
    /// It satisfies what protects it: all of it shows.
    InScope,
    /// It is the viewer's own, whatever protects others of its kind: all of it shows.
    Own,
    /// Through a reference: what [`Shown::InSight`](super::catalog::Shown) shows only under this
    /// condition.
    ByReference(String),
}

impl<'a> Compiler<'a> {
    fn new(context: Context<'a>, problems: &'a mut Problems, cost: &'a mut Cost) -> Self {
        let cost_before = cost.total;
        Self {
            context,
            binds: Binds::new(context.dialect),
            problems,
            cost,
            totals: Vec::new(),
            rows: Vec::new(),
            cost_before,
            looks_through: false,
            comparisons: 0,
            aliases: 0,
            alone: context.alone,
            is_computed: false,
        }
    }

    fn dialect(&self) -> Dialect {
        self.context.dialect
    }

    fn new_row(&mut self, letter: char) -> Row {
        self.aliases += 1;
        Row::new(format!("{letter}{}", self.aliases))
    }

    /// An expression of a row, in which `{now}` is the moment of the request and `{soon}` the same
    /// time tomorrow.
    fn expression(&mut self, template: &str, row: &Row) -> String {
        let mut template = template.to_owned();
        for (name, ahead) in [("{now}", TimeDelta::zero()), ("{soon}", TimeDelta::days(1))] {
            if template.contains(name) {
                let moment = self.binds.bind_slot(Slot::Now(ahead));
                template = template.replace(name, &moment);
            }
        }
        row.expression(&template)
    }
}
