//! The questions in SQL, written by hand: what wardbook is measured by.
//!
//! A page is one range of an index for each area or team, limited by itself and merged. What the
//! rows imply is not asked again: whoever sees a case of a group sees the group.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::Asker;
use super::predicate::Predicate;
use super::question::{Question, SINCE};
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

/// PostgreSQL merges arms that are limited by themselves; SQLite merges ordered arms as they are,
/// and reads no further than the limit (with 50 arms, 0.2 ms instead of 7.6).
fn merged(kind: Kind, arms: &[String], columns: &str, order: &str, limit: usize) -> String {
    let arms: Vec<String> =
        arms.iter().map(|arm| format!("select {columns} from cases where {arm}")).collect();
    let ordered = format!("order by {order} limit {limit}");
    let joint = "\n    union all ";
    match (kind, arms.as_slice()) {
        (_, [only]) => format!("{only} {ordered}"),
        (Kind::Sqlite, arms) => format!("{} {ordered}", arms.join(joint)),
        (Kind::Postgres, arms) => {
            let limited: Vec<String> =
                arms.iter().map(|arm| format!("({arm} {ordered})")).collect();
            format!("select * from ({}) u {ordered}", limited.join(joint))
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
        Question::Q2 => {
            (include_str!("../sql/q2.postgres.sql"), include_str!("../sql/q2.sqlite.sql"))
        }
        Question::Q3 => {
            (include_str!("../sql/q3.postgres.sql"), include_str!("../sql/q3.sqlite.sql"))
        }
        Question::Q4 => {
            (include_str!("../sql/q4.postgres.sql"), include_str!("../sql/q4.sqlite.sql"))
        }
        Question::Q5 => {
            (include_str!("../sql/q5.postgres.sql"), include_str!("../sql/q5.sqlite.sql"))
        }
    };
    let mut predicate = Predicate::new(kind);
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
            text =
                text.replace("{page}", &merged(kind, &arms, columns, "due_at nulls last, id", 21));
        }
        Question::Q2 => {
            let since = match kind {
                Kind::Postgres => format!("timestamptz '{SINCE}'"),
                Kind::Sqlite => format!("'{}+00:00'", SINCE.trim_end_matches('Z')),
            };
            text = text.replace("{since}", &since);
            text = text.replace("{condition}", &predicate.condition(asker));
        }
        Question::Q3 => {
            let number = predicate.bind(Bind::Text(number.to_owned()));
            text = text.replace("{number}", &number);
            text = text.replace("{condition}", &predicate.condition(asker));
        }
        Question::Q5 => text = text.replace("{condition}", &predicate.condition(asker)),
        Question::Q4 => {
            let arms = predicate.arms(asker);
            let columns = "id, number, title, status, received_at, area_id, team_id";
            text = text
                .replace("{page}", &merged(kind, &arms, columns, "received_at desc, id desc", 100));
            text = text.replace("{team_in_sight}", &predicate.team_in_sight(asker));
        }
    }
    Handwritten { text, binds: predicate.binds }
}
