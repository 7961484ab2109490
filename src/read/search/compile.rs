//! A search as both databases have it.

use std::fmt::Write as _;

use uuid::Uuid;

use super::Search;
use crate::read::order::RELEVANCE;
use crate::read::row::Row;
use crate::read::sql::{Bind, Binds, Dialect};

/// The parts of a document, the weightiest first: as SQLite's columns and PostgreSQL's weights.
const PARTS: [(&str, char); 3] = [("title", 'A'), ("description", 'B'), ("notes", 'C')];

/// What one part more or less comes to in a relevance, in seconds: beyond all moments.
const PART: i64 = 100_000_000_000;

/// The token of an area, which no text has.
#[must_use]
pub fn area_token(area: Uuid) -> String {
    format!("/{}", area.simple())
}

/// A document as PostgreSQL reads it: the tokens of its parts, and those of its areas.
#[must_use]
pub fn document_literal(parts: &[Vec<String>; 3], areas: &[String]) -> String {
    let mut places: std::collections::BTreeMap<&str, String> = std::collections::BTreeMap::new();
    for (position, ((_, weight), tokens)) in (1..).zip(PARTS.iter().zip(parts)) {
        for token in tokens {
            let of_token = places.entry(token).or_default();
            let separator = if of_token.is_empty() { ':' } else { ',' };
            let _ = write!(of_token, "{separator}{position}{weight}");
        }
    }
    let mut literal = String::new();
    for (token, places) in places {
        let _ = write!(literal, "'{token}'{places} ");
    }
    for area in areas {
        let _ = write!(literal, "'{area}' ");
    }
    literal
}

/// The condition that a case holds all words of a search. `areas` are such that it lies in one of
/// them, where that is known. What is beside a case shows nothing by itself: the row that is compared
/// is one in the viewer's scope.
pub fn found(search: &Search, areas: &[Uuid], row: &Row, binds: &mut Binds) -> String {
    format!("{} in (select c.id from {})", row.column("id"), cases(search, areas, binds))
}

/// The cases that hold all words of a search, in place of their table; where `is_ranked`, with how
/// well each answers to it as [`RELEVANCE`]: words in its title before those in its description
/// before those in notes, and then the latest received.
pub fn source(search: &Search, areas: &[Uuid], is_ranked: bool, binds: &mut Binds) -> String {
    let rank = match is_ranked {
        true => format!(", {} as {RELEVANCE}", rank(search, areas, binds)),
        false => String::new(),
    };
    format!("(select c.*{rank} from {})", cases(search, areas, binds))
}

/// The cases that hold all words, as `c`, with their documents.
fn cases(search: &Search, areas: &[Uuid], binds: &mut Binds) -> String {
    let query = query(search, areas, PARTS.len(), binds);
    let mut text = match binds.dialect() {
        // SQLite does not know how many cases hold a word, and so is told what to begin with.
        Dialect::Sqlite => format!(
            "case_words hit cross join case_documents document on document.id = hit.rowid \
             cross join cases c on c.id = document.case_id where hit.case_words match {query}"
        ),
        Dialect::Postgres => format!(
            "case_documents document join cases c on c.id = document.case_id \
             where document.document @@ {query}"
        ),
    };
    // That a case has all tokens of a run does not say that they stand side by side.
    for run in search.runs() {
        let run = binds.bind(Bind::Text(run.to_owned()));
        let holds = match binds.dialect() {
            Dialect::Sqlite => "instr",
            Dialect::Postgres => "strpos",
        };
        let held = |text: &str| format!("{holds}({text}, {run}) > 0");
        let (title, description, note) = (
            held("coalesce(c.masked_title, c.title)"),
            held("coalesce(c.masked_description, c.description)"),
            held("coalesce(noted.masked_note, noted.note)"),
        );
        let _ = write!(
            text,
            " and ({title} or {description} or exists (select 1 from case_events noted \
             where noted.case_id = c.id and {note}))"
        );
    }
    text
}

/// How well a case answers to a search, as a number.
fn rank(search: &Search, areas: &[Uuid], binds: &mut Binds) -> String {
    let received = match binds.dialect() {
        Dialect::Sqlite => "unixepoch(c.received_at)",
        Dialect::Postgres => "floor(extract(epoch from c.received_at))::int8",
    };
    let mut held = |parts| {
        let query = query(search, areas, parts, binds);
        match binds.dialect() {
            Dialect::Sqlite => format!(
                "hit.rowid in (select held.rowid from case_words held \
                 where held.case_words match {query})"
            ),
            Dialect::Postgres => format!("document.document @@ {query}"),
        }
    };
    let (title, both) = (held(1), held(2));
    format!("case when {title} then 2 when {both} then 1 else 0 end * {PART} + {received}")
}

/// What the index is asked: all tokens, in the first parts of a document.
fn query(search: &Search, areas: &[Uuid], parts: usize, binds: &mut Binds) -> String {
    match binds.dialect() {
        Dialect::Sqlite => binds.bind(Bind::Text(sqlite_query(search, areas, parts))),
        Dialect::Postgres => {
            let query = binds.bind(Bind::Text(postgres_query(search, areas, parts)));
            format!("{query}::tsquery")
        }
    }
}

fn sqlite_query(search: &Search, areas: &[Uuid], parts: usize) -> String {
    let tokens: Vec<String> = search
        .tokens()
        .iter()
        .map(|token| format!("\"{}\"{}", token.text, if token.is_prefix { " *" } else { "" }))
        .collect();
    let parts: Vec<&str> = PARTS[..parts].iter().map(|(column, _)| *column).collect();
    let words = format!("{{{}}} : ({})", parts.join(" "), tokens.join(" AND "));
    if areas.is_empty() {
        return words;
    }
    let areas: Vec<String> = areas.iter().map(|area| format!("\"{}\"", area.simple())).collect();
    format!("({words}) AND (areas : ({}))", areas.join(" OR "))
}

fn postgres_query(search: &Search, areas: &[Uuid], parts: usize) -> String {
    // All parts are asked for by no weight: the index has none, and would look at each document.
    let weights: String = match parts {
        parts if parts == PARTS.len() => String::new(),
        parts => PARTS[..parts].iter().map(|(_, weight)| *weight).collect(),
    };
    let mut tokens: Vec<String> = search
        .tokens()
        .iter()
        .map(|token| {
            let flags = format!("{}{weights}", if token.is_prefix { "*" } else { "" });
            let colon = if flags.is_empty() { "" } else { ":" };
            format!("'{}'{colon}{flags}", token.text)
        })
        .collect();
    if !areas.is_empty() {
        let areas: Vec<String> =
            areas.iter().map(|area| format!("'{}'", area_token(*area))).collect();
        tokens.push(format!("({})", areas.join(" | ")));
    }
    tokens.join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_areas_are_one_look_up() {
        let search = Search::parse("二次供水 Pipe 楼").unwrap();
        let area = Uuid::from_u128(7);
        let id = area.simple();
        assert_eq!(
            sqlite_query(&search, &[area], 3),
            format!(
                "({{title description notes}} : (\"二次\" AND \"次供\" AND \"供水\" AND \"pipe\" AND \
                 \"楼\" *)) AND (areas : (\"{id}\"))"
            )
        );
        assert_eq!(
            postgres_query(&search, &[area], 2),
            format!("'二次':AB & '次供':AB & '供水':AB & 'pipe':AB & '楼':*AB & ('/{id}')")
        );
    }

    #[test]
    fn a_document_says_in_which_parts_a_word_stands() {
        let part = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let parts = [part(&["供水"]), part(&["供水", "pipe"]), part(&["pipe"])];
        let literal = document_literal(&parts, &[area_token(Uuid::nil())]);
        let nil = Uuid::nil().simple();
        assert_eq!(literal, format!("'pipe':2B,3C '供水':1A,2B '/{nil}' "));
    }
}
