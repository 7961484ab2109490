//! What is asked, and by whom: in GraphQL, and in SQL written by hand with the same predicate,
//! columns and JSON.

mod actor;
mod handwritten;
mod predicate;
mod question;

pub(crate) use actor::{Actor, Asker, PASSWORD, See, VARIANTS};
pub(crate) use handwritten::{Bind, Handwritten, handwritten};
pub(crate) use question::{Question, find_number};

use serde_json::Value;

use crate::connection::{Connection, Kind};
use crate::load::Tree;

/// A question of one user, in both languages.
pub(crate) struct Asked {
    pub(crate) asker: Asker,
    pub(crate) query: &'static str,
    pub(crate) variables: Value,
    pub(crate) handwritten: Handwritten,
}

/// A question as several users of one kind ask it.
pub(crate) async fn asked(
    connection: &mut Connection,
    kind: Kind,
    tree: Tree,
    question: Question,
    actor: Actor,
) -> anyhow::Result<Vec<Asked>> {
    let mut all = Vec::new();
    for variant in 0..VARIANTS {
        let asker = Asker::new(tree, actor, question.is_of_towns(), variant);
        let number = match question {
            Question::Q3 => find_number(connection, kind, &asker).await?,
            _ => String::new(),
        };
        all.push(Asked {
            query: question.document(),
            variables: question.variables(&asker, &number),
            handwritten: handwritten(kind, question, &asker, &number),
            asker,
        });
    }
    Ok(all)
}
