//! A search as both databases have it.

use std::fmt::Write as _;

use uuid::Uuid;

use super::Search;
use super::query::{Tier, query};
use crate::read::order::RELEVANCE;
use crate::read::row::Row;
use crate::read::sql::{Bind, Binds, Dialect};

/// More rows than these are not looked at one by one to be put in order.
const MANY: usize = 20_000;

/// The condition that a case holds all words of a search. `areas` are such that it lies in one of
/// them, where that is known. What is beside a case shows nothing by itself: the row that is compared
/// is one in the viewer's scope.
pub fn found(search: &Search, areas: &[Uuid], row: &Row, binds: &mut Binds) -> String {
    let id = row.column("id");
    if binds.dialect() == Dialect::Postgres {
        // A set of what common words find is more than it keeps in memory, and would be looked
        // through for each row.
        let query = query(search, areas, None, binds);
        let mut conditions = vec![format!(
            "exists (select 1 from case_documents document where document.case_id = {id} \
             and document.document @@ {query})"
        )];
        conditions.extend(side_by_side(search, row.alias(), binds));
        return format!("({})", conditions.join(" and "));
    }
    if search.runs().next().is_some() {
        return format!("{id} in (select c.id from {})", cases(search, areas, None, binds));
    }
    // Nothing of the case itself is looked at.
    let documents = documents(search, areas, None, "", binds);
    format!("{id} in (select document.case_id from {documents})")
}

/// The cases that hold all words of a search, in place of their table; where `is_ranked`, with the
/// [`rank`](Tier::rank) of their tier as [`RELEVANCE`].
pub fn source(search: &Search, areas: &[Uuid], is_ranked: bool, binds: &mut Binds) -> String {
    let rank = match is_ranked {
        true => format!(", {} as {RELEVANCE}", rank(search, areas, binds)),
        false => String::new(),
    };
    format!("(select c.*{rank} from {})", cases(search, areas, None, binds))
}

/// The same, of those of one tier, where [`probe`] says that they are few.
pub fn source_of(search: &Search, areas: &[Uuid], tier: Option<Tier>, binds: &mut Binds) -> String {
    if binds.dialect() == Dialect::Postgres {
        // There are no more than these: the limit only tells PostgreSQL to find them first.
        let hits = documents(search, areas, tier, "", binds);
        return format!(
            "(select c.*{} from (select document.case_id from {hits} limit {MANY}) hit \
             join cases c on c.id = hit.case_id{})",
            ranked(tier),
            and_side_by_side(search, binds),
        );
    }
    format!("(select c.*{} from {})", ranked(tier), cases(search, areas, tier, binds))
}

/// All cases as rows like those of [`source_of`], for a list that is read in the order of its
/// indexes, and the conditions that such a row is one of them.
pub fn passed(
    search: &Search,
    areas: &[Uuid],
    tier: Option<Tier>,
    row: &Row,
    binds: &mut Binds,
) -> (String, Vec<String>) {
    let alias = row.alias();
    let source = match tier {
        Some(_) => format!("(select {alias}.*{} from cases {alias})", ranked(tier)),
        None => "cases".to_owned(),
    };
    let (id, query) = (row.column("id"), query(search, areas, tier, binds));
    let mut conditions = vec![match binds.dialect() {
        // The set of what holds the words is made once.
        Dialect::Sqlite => format!(
            "(select document.id from case_documents document where document.case_id = {id}) \
             in (select hit.rowid from case_words hit where hit.case_words match {query})"
        ),
        // A join could be begun with the documents.
        Dialect::Postgres => format!(
            "(select document.document @@ {query} from case_documents document \
             where document.case_id = {id})"
        ),
    }];
    conditions.extend(side_by_side(search, alias, binds));
    (source, conditions)
}

/// What tells in one row, as `many`, whether so many cases hold all words that it is better to
/// read a list in its order, and to pass over what does not hold them, than to put those in order that
/// do. What comes out is the same, whichever way.
pub fn probe(search: &Search, areas: &[Uuid], binds: &mut Binds) -> String {
    are_many(&match binds.dialect() {
        // What is beside the words is not looked at.
        Dialect::Sqlite => {
            let query = query(search, areas, None, binds);
            format!("case_words hit where hit.case_words match {query}")
        }
        Dialect::Postgres => documents(search, areas, None, "", binds),
    })
}

/// The same of any rows.
#[must_use]
pub fn are_many(rows: &str) -> String {
    format!("select count(*) > {MANY} as many from (select 1 from {rows} limit {MANY} + 1) found")
}

/// Whether PostgreSQL knows how many cases there are such as these: of one token it counts them, of
/// several it knows not how often they stand together.
pub fn is_known(search: &Search, areas: &[Uuid]) -> bool {
    areas.is_empty() && search.tokens().len() == 1
}

fn ranked(tier: Option<Tier>) -> String {
    tier.map_or_else(String::new, |tier| format!(", {} as {RELEVANCE}", tier.rank()))
}

/// The cases that hold all words, as `c`, with their documents.
fn cases(search: &Search, areas: &[Uuid], tier: Option<Tier>, binds: &mut Binds) -> String {
    let join = match binds.dialect() {
        Dialect::Sqlite => " cross join cases c on c.id = document.case_id",
        Dialect::Postgres => " join cases c on c.id = document.case_id",
    };
    let documents = documents(search, areas, tier, join, binds);
    format!("{documents}{}", and_side_by_side(search, binds))
}

/// The documents that hold all words, joined with what is to be looked at beside them.
fn documents(
    search: &Search,
    areas: &[Uuid],
    tier: Option<Tier>,
    join: &str,
    binds: &mut Binds,
) -> String {
    let query = query(search, areas, tier, binds);
    match binds.dialect() {
        // SQLite does not know how many documents hold a word, and so is told what to begin with.
        Dialect::Sqlite => format!(
            "case_words hit cross join case_documents document on document.id = hit.rowid{join} \
             where hit.case_words match {query}"
        ),
        Dialect::Postgres => {
            format!("case_documents document{join} where document.document @@ {query}")
        }
    }
}

/// What follows other conditions on a case `c`: those that the signs of each run stand side by side.
fn and_side_by_side(search: &Search, binds: &mut Binds) -> String {
    let conditions = side_by_side(search, "c", binds);
    conditions.iter().map(|condition| format!(" and {condition}")).collect()
}

/// The conditions that the signs of each run stand side by side in a case: that it has all tokens of
/// the run does not say so.
fn side_by_side(search: &Search, case: &str, binds: &mut Binds) -> Vec<String> {
    let mut conditions = Vec::new();
    for run in search.runs() {
        let run = binds.bind(Bind::Text(run.to_owned()));
        let holds = match binds.dialect() {
            Dialect::Sqlite => "instr",
            Dialect::Postgres => "strpos",
        };
        let held = |text: &str| format!("{holds}({text}, {run}) > 0");
        let (title, description, note) = (
            held(&format!("coalesce({case}.masked_title, {case}.title)")),
            held(&format!("coalesce({case}.masked_description, {case}.description)")),
            held("coalesce(noted.masked_note, noted.note)"),
        );
        conditions.push(format!(
            "({title} or {description} or exists (select 1 from case_events noted \
             where noted.case_id = {case}.id and {note}))"
        ));
    }
    conditions
}

/// The rank of a case's tier.
fn rank(search: &Search, areas: &[Uuid], binds: &mut Binds) -> String {
    let mut whens = String::new();
    for tier in [Tier::Title, Tier::Description] {
        let query = query(search, areas, Some(tier), binds);
        let held = match binds.dialect() {
            Dialect::Sqlite => format!(
                "hit.rowid in (select held.rowid from case_words held \
                 where held.case_words match {query})"
            ),
            Dialect::Postgres => format!("document.document @@ {query}"),
        };
        let _ = write!(whens, "when {held} then {} ", tier.rank());
    }
    format!("case {whens}else {} end", Tier::Notes.rank())
}
