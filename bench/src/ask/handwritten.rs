//! The questions in SQL, written by hand: what wardbook is measured by.
//!
//! A page is one range of an index for each area or team, limited by itself and merged. What the
//! rows imply is not asked again: whoever sees a case of a group sees the group.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Asker, See};
use super::question::Question;
use crate::connection::Kind;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Bind {
    Uuid(Uuid),
    Text(String),
}

/// A statement and the values that it binds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Handwritten {
    pub(crate) text: String,
    pub(crate) binds: Vec<Bind>,
}

/// Writes conditions, and collects what they bind.
pub(crate) struct Predicate {
    binds: Vec<Bind>,
    written_out: Option<Kind>,
}

impl Predicate {
    fn new() -> Self {
        Self { binds: Vec::new(), written_out: None }
    }

    /// Values in the text itself, for statements that are run once.
    pub(crate) fn written_out(kind: Kind) -> Self {
        Self { binds: Vec::new(), written_out: Some(kind) }
    }

    fn id(&mut self, id: Uuid) -> String {
        if let Some(kind) = self.written_out {
            return kind.uuid(&format!("'{}'", id.simple()));
        }
        self.bind(Bind::Uuid(id))
    }

    fn bind(&mut self, bind: Bind) -> String {
        let known = self.binds.iter().position(|other| *other == bind);
        let place = known.unwrap_or_else(|| {
            self.binds.push(bind);
            self.binds.len() - 1
        });
        format!("${}", place + 1)
    }

    fn one_of(&mut self, column: &str, ids: &[Uuid]) -> String {
        match ids {
            [id] => format!("{column} = {}", self.id(*id)),
            ids => {
                let ids: Vec<String> = ids.iter().map(|id| self.id(*id)).collect();
                format!("{column} in ({})", ids.join(", "))
            }
        }
    }

    /// What somebody may read, as one condition.
    pub(crate) fn condition(&mut self, asker: &Asker) -> String {
        let inside = self.one_of(asker.level_column(), &asker.areas);
        match asker.see {
            See::Any => inside,
            See::Ordinary => {
                format!("{inside} and (confidential = false or {})", self.handles(asker))
            }
            See::Team(team) => {
                format!("{inside} and (team_id = {} or {})", self.id(team), self.handles(asker))
            }
        }
    }

    fn handles(&mut self, asker: &Asker) -> String {
        let user = self.id(asker.id());
        format!("handler_id = {user} or first_handler_id = {user} or overseer_id = {user}")
    }

    /// What somebody may read, in parts that an index finds in order and that share no row.
    fn arms(&mut self, asker: &Asker) -> Vec<String> {
        let column = asker.level_column();
        match asker.see {
            See::Any => {
                asker.areas.iter().map(|area| format!("{column} = {}", self.id(*area))).collect()
            }
            See::Ordinary => vec![self.condition(asker)],
            See::Team(team) => {
                let inside = self.one_of(column, &asker.areas);
                let (team, user) = (self.id(team), self.id(asker.id()));
                let not_of_team = format!("team_id is distinct from {team}");
                let not_handler = format!("{not_of_team} and handler_id is distinct from {user}");
                let not_first =
                    format!("{not_handler} and first_handler_id is distinct from {user}");
                vec![
                    format!("team_id = {team} and {inside}"),
                    format!("handler_id = {user} and {inside} and {not_of_team}"),
                    format!("first_handler_id = {user} and {inside} and {not_handler}"),
                    format!("overseer_id = {user} and {inside} and {not_first}"),
                ]
            }
        }
    }

    /// Under which condition a team's members show.
    fn team_in_sight(&mut self, asker: &Asker) -> String {
        match asker.see {
            See::Team(team) => format!("t.id = {}", self.id(team)),
            _ if asker.level_column() == "community_id" => {
                self.one_of("t.community_id", &asker.areas)
            }
            // Teams of cases in a town are that town's.
            _ => "true".to_owned(),
        }
    }
}

fn merged(arms: &[String], columns: &str, order: &str, limit: usize) -> String {
    let arm = |condition: &String| {
        format!("select {columns} from cases where {condition} order by {order} limit {limit}")
    };
    match arms {
        [only] => arm(only),
        arms => {
            let arms: Vec<String> = (1..)
                .zip(arms)
                .map(|(n, condition)| format!("select * from ({}) a{n}", arm(condition)))
                .collect();
            format!(
                "select * from ({}) u order by {order} limit {limit}",
                arms.join("\n    union all "),
            )
        }
    }
}

/// A question of one user.
pub(crate) fn handwritten(
    kind: Kind,
    question: Question,
    asker: &Asker,
    number: &str,
) -> Handwritten {
    let (postgres, sqlite) = match question {
        Question::Q1 | Question::Q1InOne => {
            (include_str!("../sql/q1.postgres.sql"), include_str!("../sql/q1.sqlite.sql"))
        }
        Question::Q3 => {
            (include_str!("../sql/q3.postgres.sql"), include_str!("../sql/q3.sqlite.sql"))
        }
        Question::Q4 => {
            (include_str!("../sql/q4.postgres.sql"), include_str!("../sql/q4.sqlite.sql"))
        }
    };
    let mut predicate = Predicate::new();
    let mut text = if kind == Kind::Postgres { postgres } else { sqlite }.trim().to_owned();
    match question {
        Question::Q1 | Question::Q1InOne => {
            let mut arms = if question == Question::Q1 {
                predicate.arms(asker)
            } else {
                let one = predicate.one_of("community_id", &asker.areas[..1]);
                vec![format!("{one} and {}", predicate.condition(asker))]
            };
            arms.iter_mut().for_each(|arm| arm.push_str(" and is_open = true"));
            let columns = "id, number, title, status, due_at, area_id, team_id";
            text = text.replace("{page}", &merged(&arms, columns, "due_at nulls last, id", 21));
        }
        Question::Q3 => {
            let number = predicate.bind(Bind::Text(number.to_owned()));
            text = text.replace("{number}", &number);
            text = text.replace("{condition}", &predicate.condition(asker));
        }
        Question::Q4 => {
            let arms = predicate.arms(asker);
            let columns = "id, number, title, status, received_at, area_id, team_id";
            text =
                text.replace("{page}", &merged(&arms, columns, "received_at desc, id desc", 100));
            text = text.replace("{team_in_sight}", &predicate.team_in_sight(asker));
        }
    }
    Handwritten { text, binds: predicate.binds }
}
