//! The lists and filters whose plans are looked at.

mod exceptions;
mod pages;
mod table;

use uuid::Uuid;

use super::rows::{Kind, community, global, group, town};
use crate::support::Asking;
pub(super) use exceptions::Exception;

/// A query, and what its plans may hold all the same.
pub(super) struct List {
    pub(super) query: String,
    pub(super) except: &'static [Exception],
    /// By indexes of what names it is to be read, where others would serve it badly.
    pub(super) through: Option<&'static str>,
    /// Whether every viewer asks it, and not only those who ask all.
    pub(super) by_everyone: bool,
}

impl List {
    fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), except: &[], through: None, by_everyone: false }
    }
}

/// What a list shows where it does not matter: enough to need rows of the table, and all that is
/// told of a page.
const SHOWN: &str = "{ nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } }";

/// All of them; the pages begin and end at cursors that `viewer` is given.
pub(super) async fn all(asking: &Asking, viewer: Uuid) -> Vec<List> {
    let mut lists = pages::all(asking, viewer).await;
    for (query, except) in table::QUERIES {
        let query = with_names(query);
        let query = if query.starts_with('{') { query } else { format!("{{ {query} {SHOWN} }}") };
        lists.push(List { except, ..List::new(query) });
    }
    for (query, through) in table::THROUGH {
        let query = format!("{{ {} {SHOWN} }}", with_names(query));
        lists.push(List { through: Some(through), ..List::new(query) });
    }
    lists
}

/// Puts ids and orders where the table names them.
fn with_names(query: &str) -> String {
    let id = |prefix: &str, kind, n| format!("\"{}\"", global(prefix, kind, n));
    let names = [
        ("@town", id("area", Kind::Area, town(1))),
        ("@community", id("area", Kind::Area, community(1))),
        ("@group", id("area", Kind::Area, group(1))),
        ("@team", id("team", Kind::Team, 14)),
        ("@user", id("user", Kind::User, 2)),
        ("@place", id("place", Kind::Place, 3)),
        ("@category", id("category", Kind::Category, 3)),
        ("@case", id("case", Kind::Case, 400)),
        ("@check", id("check", Kind::Check, 400)),
        ("@hazard", id("hazard", Kind::Hazard, 400)),
        ("@route", id("patrol_route", Kind::Route, 40)),
        ("@shift", id("shift", Kind::Shift, 400)),
        ("@by_relevance", "orderBy: [{field: RELEVANCE, direction: DESC}]".to_owned()),
        ("@by_due", "orderBy: [{field: DUE_AT, direction: ASC}]".to_owned()),
        ("@by_closed", "orderBy: [{field: CLOSED_AT, direction: DESC}]".to_owned()),
    ];
    names.iter().fold(query.to_owned(), |query, (name, text)| query.replace(name, text))
}
