//! What one request may ask for at most, and how a client is told that it asked for more.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Code, Error, Message};
use crate::policy::Roles;

/// What one request may ask for at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The document's words and signs, counted before it is parsed.
    pub tokens: u64,
    /// Brackets in each other, of any kind, counted before the document is parsed.
    pub nesting: u64,
    /// Fields in each other. Introspection by the usual query is 13 deep.
    pub depth: u64,
    /// Fields, spreads and inline fragments in all, those of a fragment counted wherever it is
    /// spread.
    pub selections: u64,
    /// Fields under another name than their own, counted wherever they are spread.
    pub aliases: u64,
    /// Directives as written.
    pub directives: u64,
    /// Fragments that the document defines.
    pub fragments: u64,
    /// What the rows that may be read cost; see [`Cost`](crate::read::compile::Cost).
    pub cost: u64,
    /// The same for those who hold a role, by its name.
    pub cost_by_role: Arc<BTreeMap<String, u64>>,
    /// Values in the answer: the rows that may be read, each times what is selected of it.
    pub values: u64,
    /// Fields of an answer that tell of the schema itself.
    pub introspection: u64,
    /// How long the fields of one request may take, together.
    pub time: Duration,
    /// How many fields of the root are read at once; the others wait their turn, so that one
    /// request does not take all connections.
    pub roots_at_once: usize,
    /// Whether nobody waits for the answers, which then stand in nobody's way.
    pub in_background: bool,
    /// What the plans may weigh, in bytes, that are kept for whoever asks the same again.
    pub kept_plans: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens: 10_000,
            nesting: 64,
            depth: 16,
            selections: 2_000,
            aliases: 200,
            directives: 100,
            fragments: 100,
            cost: 50_000,
            cost_by_role: Arc::default(),
            values: 500_000,
            introspection: 50_000,
            time: Duration::from_secs(15),
            roots_at_once: 4,
            in_background: false,
            kept_plans: 64 << 20,
        }
    }
}

impl Limits {
    /// What one request of whoever has these roles may cost: the most that one of them is given. A
    /// role that no cost is set for has that of everybody, or of the best role that it contains.
    #[must_use]
    pub fn cost_of(&self, roles: &Roles) -> u64 {
        let set = |role: &String| self.cost_by_role.get(role).copied();
        let held = roles.held.iter().map(|role| set(role).unwrap_or(self.cost));
        held.chain(roles.contained.iter().filter_map(set)).max().unwrap_or(self.cost)
    }

    /// Those of pages that are written to a file: nobody waits behind them, so that each may cost
    /// what it costs; and no page is asked for twice, so that no plan is kept.
    #[must_use]
    pub fn of_exports() -> Self {
        Self {
            cost: u64::MAX,
            time: Duration::from_secs(60),
            in_background: true,
            kept_plans: 0,
            ..Self::default()
        }
    }
}

/// What is counted, under the name that clients read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Tokens,
    Nesting,
    Depth,
    Selections,
    Aliases,
    Directives,
    Fragments,
    Cost,
    Values,
    Introspection,
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Nesting => "nesting",
            Self::Depth => "depth",
            Self::Selections => "selections",
            Self::Aliases => "aliases",
            Self::Directives => "directives",
            Self::Fragments => "fragments",
            Self::Cost => "cost",
            Self::Values => "values",
            Self::Introspection => "introspection",
        }
    }

    fn unit(self) -> (&'static str, &'static str) {
        match self {
            Self::Tokens => ("tokens", "个词元"),
            Self::Nesting => ("levels of brackets", "层括号"),
            Self::Depth => ("levels of fields", "层字段"),
            Self::Selections => ("selections, fragments spread out,", "个选择（片段展开后）"),
            Self::Aliases => ("aliases", "个别名"),
            Self::Directives => ("directives", "个指令"),
            Self::Fragments => ("fragments", "个片段"),
            Self::Cost => ("rows", "行"),
            Self::Values => ("values", "个值"),
            Self::Introspection => ("fields of the schema itself", "个架构字段"),
        }
    }

    /// Refuses what is more than the limit.
    ///
    /// # Errors
    /// `QUERY_TOO_EXPENSIVE`, whose extensions say what was measured, its `cost` and the `limit`.
    pub(super) fn bounded(self, found: u64, limit: u64) -> Result<(), Error> {
        if found <= limit { Ok(()) } else { Err(self.exceeded(found, limit)) }
    }

    /// What a client is told that asked for more than the limit.
    pub(super) fn exceeded(self, found: u64, limit: u64) -> Error {
        let (en, zh) = self.unit();
        let message = Message::new(
            format!("this asks for {found} {en} and the limit is {limit}"),
            format!("此查询要求 {found} {zh}，上限为 {limit}"),
        );
        let mut error = Error::new(Code::QueryTooExpensive, message);
        error.extensions.insert("measure".into(), self.name().into());
        error.extensions.insert("cost".into(), found.into());
        error.extensions.insert("limit".into(), limit.into());
        error
    }
}
