//! What the index of words is asked, and what it is told of a case, as both databases have it.

use std::fmt::Write as _;

use uuid::Uuid;

use super::Search;
use crate::read::sql::{Bind, Binds, Dialect};

/// The parts of a document, the weightiest first: as SQLite's columns and PostgreSQL's weights.
const PARTS: [(&str, char); 3] = [("title", 'A'), ("description", 'B'), ("notes", 'C')];

/// How well a case answers to a search: by the first parts that together hold all its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Its notes are needed.
    Notes,
    /// Its title and its description hold them.
    Description,
    /// Its title does.
    Title,
}

impl Tier {
    /// All of them, the worst first.
    pub const ALL: [Self; 3] = [Self::Notes, Self::Description, Self::Title];

    /// The number by which rows are put in order, the more the better.
    #[must_use]
    pub fn rank(self) -> usize {
        self as usize
    }
}

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

/// What the index is asked: all tokens, in any part of a document, or so that it answers as well as
/// this tier says.
pub(super) fn query(
    search: &Search,
    areas: &[Uuid],
    tier: Option<Tier>,
    binds: &mut Binds,
) -> String {
    match binds.dialect() {
        Dialect::Sqlite => binds.bind(Bind::Text(sqlite_query(search, areas, tier))),
        Dialect::Postgres => {
            let query = binds.bind(Bind::Text(postgres_query(search, areas, tier)));
            format!("{query}::tsquery")
        }
    }
}

fn sqlite_query(search: &Search, areas: &[Uuid], tier: Option<Tier>) -> String {
    let held = |parts: usize| {
        let tokens: Vec<String> = search
            .tokens()
            .iter()
            .map(|token| format!("\"{}\"{}", token.text, if token.is_prefix { " *" } else { "" }))
            .collect();
        let parts: Vec<&str> = PARTS[..parts].iter().map(|(column, _)| *column).collect();
        format!("{{{}}} : ({})", parts.join(" "), tokens.join(" AND "))
    };
    let words = match parts_of(tier) {
        (parts, None) => held(parts),
        (parts, Some(better)) => format!("({}) NOT ({})", held(parts), held(better)),
    };
    if areas.is_empty() {
        return words;
    }
    let areas: Vec<String> = areas.iter().map(|area| format!("\"{}\"", area.simple())).collect();
    format!("({words}) AND (areas : ({}))", areas.join(" OR "))
}

fn postgres_query(search: &Search, areas: &[Uuid], tier: Option<Tier>) -> String {
    let held = |parts: usize| {
        // All parts are asked for by no weight: the index has none, and would look at each document.
        let weights: String = match parts {
            parts if parts == PARTS.len() => String::new(),
            parts => PARTS[..parts].iter().map(|(_, weight)| *weight).collect(),
        };
        let tokens: Vec<String> = search
            .tokens()
            .iter()
            .map(|token| {
                let flags = format!("{}{weights}", if token.is_prefix { "*" } else { "" });
                let colon = if flags.is_empty() { "" } else { ":" };
                format!("'{}'{colon}{flags}", token.text)
            })
            .collect();
        tokens.join(" & ")
    };
    let mut words = match parts_of(tier) {
        (parts, None) => held(parts),
        (parts, Some(better)) => format!("{} & !({})", held(parts), held(better)),
    };
    if !areas.is_empty() {
        let areas: Vec<String> =
            areas.iter().map(|area| format!("'{}'", area_token(*area))).collect();
        words.push_str(&format!(" & ({})", areas.join(" | ")));
    }
    words
}

/// The parts that hold all words, and those that must not do so alone.
fn parts_of(tier: Option<Tier>) -> (usize, Option<usize>) {
    match tier {
        None => (PARTS.len(), None),
        Some(Tier::Title) => (1, None),
        Some(Tier::Description) => (2, Some(1)),
        Some(Tier::Notes) => (3, Some(2)),
    }
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
            sqlite_query(&search, &[area], None),
            format!(
                "({{title description notes}} : (\"二次\" AND \"次供\" AND \"供水\" AND \"pipe\" AND \
                 \"楼\" *)) AND (areas : (\"{id}\"))"
            )
        );
        assert_eq!(
            postgres_query(&search, &[area], Some(Tier::Title)),
            format!("'二次':A & '次供':A & '供水':A & 'pipe':A & '楼':*A & ('/{id}')")
        );
    }

    #[test]
    fn a_tier_is_what_answers_no_better() {
        let search = Search::parse("供水").unwrap();
        assert_eq!(
            sqlite_query(&search, &[], Some(Tier::Description)),
            "({title description} : (\"供水\")) NOT ({title} : (\"供水\"))"
        );
        assert_eq!(postgres_query(&search, &[], Some(Tier::Notes)), "'供水' & !('供水':AB)");
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
