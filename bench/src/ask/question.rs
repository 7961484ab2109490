//! The questions, in GraphQL.

use anyhow::Context;
use clap::ValueEnum;
use serde_json::{Value, json};

use super::actor::{Actor, Asker, See};
use super::predicate::Predicate;
use crate::connection::{Connection, Kind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Question {
    /// The 20 open cases nearest their time, with area, parent area, team and last three events
    Q1,
    /// The same of one community, chosen by a filter
    #[value(name = "q1-in-one")]
    Q1InOne,
    /// A town's counts by category and status over 90 days
    Q2,
    /// One case, with its timeline
    Q3,
    /// A town's 100 latest cases, with three nested levels
    Q4,
    /// Four figures of each community of a district, over all of its cases
    Q5,
}

macro_rules! open_cases {
    ($head:literal, $filter:literal) => {
        concat!(
            $head,
            " { cases(first: 20, filter: {open: {eq: true}",
            $filter,
            "}, orderBy: [{field: DUE_AT, direction: ASC}]) { ",
            "nodes { number title status dueAt area { name parent { name } } team { name } ",
            "events(last: 3) { nodes { kind at note } } } pageInfo { hasNextPage } } }"
        )
    };
}

const Q2: &str = "query($since: DateTime!) { caseStats(filter: {receivedAt: {gte: $since}}, \
    groupBy: [CATEGORY, STATUS], first: 1000) { rows { keys { value } count } total { count } } }";

/// Ninety days before the last case came in.
pub(super) const SINCE: &str = "2026-07-28T00:00:00Z";

const Q5: &str = "{ caseStats(groupBy: [COMMUNITY], first: 1000) { rows { keys { value label } \
    count openCount overdueCount closedCount } total { count } } }";

const Q3: &str = "query($number: String!) { case(by: {number: $number}) { id number title description \
    status severity source receivedAt dueAt closedAt area { name parent { name } } team { name } \
    handler { displayName } \
    events(first: 100) { nodes { kind at note fromStatus toStatus actor { displayName } } } } }";

const Q4: &str = "{ cases(first: 100) { nodes { number title status receivedAt \
    area { name parent { name parent { name } } } \
    team { name members(first: 20) { nodes { displayName } } } \
    events(first: 10) { nodes { kind at actor { displayName } } } } } }";

impl Question {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Q1 => "Q1",
            Self::Q1InOne => "Q1 in one",
            Self::Q2 => "Q2",
            Self::Q3 => "Q3",
            Self::Q4 => "Q4",
            Self::Q5 => "Q5",
        }
    }

    /// Whether those who ask it are of towns.
    pub(crate) fn is_of_towns(self) -> bool {
        matches!(self, Self::Q2 | Self::Q4)
    }

    /// Whether it makes sense to ask it as this kind of user: a filter by area is of interest to
    /// those who see several, and statistics are not for members of a team.
    pub(crate) fn is_asked_by(self, actor: Actor) -> bool {
        match self {
            Self::Q1InOne => matches!(actor, Actor::Five | Actor::Fifty),
            Self::Q2 => !matches!(actor, Actor::Team | Actor::District),
            Self::Q1 | Self::Q3 | Self::Q4 => actor != Actor::District,
            Self::Q5 => actor == Actor::District,
        }
    }

    /// How many of so many clients ask it at once: what reads every case is not asked by many.
    pub(crate) fn clients(self, all: usize) -> usize {
        if self == Self::Q5 { all.min(2) } else { all }
    }

    pub(crate) fn document(self) -> &'static str {
        match self {
            Self::Q1 => open_cases!("query", ""),
            Self::Q1InOne => open_cases!("query($area: ID!)", ", area: {within: $area}"),
            Self::Q2 => Q2,
            Self::Q3 => Q3,
            Self::Q4 => Q4,
            Self::Q5 => Q5,
        }
    }

    pub(crate) fn variables(self, asker: &Asker, number: &str) -> Value {
        match self {
            Self::Q1 | Self::Q4 | Self::Q5 => json!({}),
            Self::Q1InOne => {
                let area = asker.areas.first().map(|area| format!("area_{}", area.simple()));
                json!({"area": area})
            }
            Self::Q2 => json!({"since": SINCE}),
            Self::Q3 => json!({"number": number}),
        }
    }

    /// An answer that has less than it should compares well with anything.
    pub(crate) fn is_answered(self, answer: &Value) -> bool {
        let data = &answer["data"];
        match self {
            Self::Q3 => data["case"]["events"]["nodes"].as_array().is_some_and(|e| e.len() == 3),
            Self::Q1 | Self::Q1InOne => {
                data["cases"]["nodes"].as_array().is_some_and(|cases| cases.len() > 3)
            }
            Self::Q2 => data["caseStats"]["rows"].as_array().is_some_and(|rows| rows.len() > 50),
            Self::Q5 => data["caseStats"]["rows"].as_array().is_some_and(|rows| rows.len() >= 10),
            Self::Q4 => data["cases"]["nodes"].as_array().is_some_and(|cases| cases.len() == 100),
        }
    }
}

/// The number of a case that somebody may read: for those who see only ordinary ones, of one that
/// is not, and that they handle.
pub(crate) async fn find_number(
    connection: &mut Connection,
    kind: Kind,
    asker: &Asker,
) -> anyhow::Result<String> {
    let mut predicate = Predicate::written_out(kind);
    let condition = predicate.condition(asker);
    let confidential = if asker.see == See::Ordinary { "confidential = true" } else { "true" };
    let text = format!(
        "select number from cases where {condition} and {confidential} and team_id is not null \
         and handler_id is not null order by number limit 1"
    );
    connection.text(&text).await.context("nobody may read such a case")
}
