//! Where the words of a search stand in a text.

use std::ops::Range;

use super::Search;
use super::words::words;

/// How many characters show before the first word, and how many in all.
const BEFORE: usize = 30;
const LENGTH: usize = 100;

/// A stretch of the text that holds most of the words, each marked by « and »; of texts that hold as
/// many the first. None where none of them holds any.
#[must_use]
pub fn snippet<'t>(search: &Search, texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let mut best: Option<(usize, &str, Vec<Range<usize>>)> = None;
    for text in texts {
        let (held, places) = places(search, text);
        if held > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((held, text, places));
        }
    }
    let (_, text, places) = best?;
    Some(marked(text, &places))
}

/// How many of the words a text holds, and where they stand: in order, and apart.
fn places(search: &Search, text: &str) -> (usize, Vec<Range<usize>>) {
    let held = words(text);
    let mut count = 0;
    let mut places = Vec::new();
    for asked in search.words() {
        let before = places.len();
        for word in held.iter().filter(|word| word.is_run == asked.is_run) {
            if !asked.is_run {
                places.extend((word.text == asked.text).then(|| word.place.clone()));
                continue;
            }
            let found = word.text.match_indices(&asked.text);
            places.extend(found.map(|(at, run)| {
                let begin = word.place.start + at;
                begin..begin + run.len()
            }));
        }
        count += usize::from(places.len() > before);
    }
    places.sort_by_key(|place| place.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for place in places {
        match apart.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => apart.push(place),
        }
    }
    (count, apart)
}

/// The stretch around the first place. Signs that mark are none of the text's own.
fn marked(text: &str, places: &[Range<usize>]) -> String {
    let first = places.first().map_or(0, |place| place.start);
    let begin = text[..first].char_indices().rev().take(BEFORE).last().map_or(first, |(at, _)| at);
    let end = text[begin..].char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| begin + at);
    // A word is whole or not there.
    let end = places.iter().find(|place| place.contains(&end)).map_or(end, |place| place.end);
    let mut snippet = String::new();
    if begin > 0 {
        snippet.push('…');
    }
    let mut done = begin;
    for place in places.iter().take_while(|place| place.end <= end) {
        push(&mut snippet, &text[done..place.start]);
        snippet.push('«');
        push(&mut snippet, &text[place.clone()]);
        snippet.push('»');
        done = place.end;
    }
    push(&mut snippet, &text[done..end]);
    if end < text.len() {
        snippet.push('…');
    }
    snippet
}

fn push(snippet: &mut String, text: &str) {
    snippet.extend(text.chars().map(|sign| match sign {
        '«' => '‹',
        '»' => '›',
        sign if sign.is_control() => ' ',
        sign => sign,
    }));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(search: &str, texts: &[&str]) -> Option<String> {
        snippet(&Search::parse(search).unwrap(), texts.iter().copied())
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        for (search, texts, expected) in [
            ("供水", &["二次供水停了"][..], "二次«供水»停了"),
            ("pipe leaking", &["A Leaking\nPIPE"], "A «Leaking» «PIPE»"),
            ("供水 水停", &["二次供水停了"], "二次«供水停»了"),
            ("供水 噪音", &["供水", "供水与噪音"], "«供水»与«噪音»"),
            ("供水", &["«供水»"], "‹«供水»›"),
        ] {
            assert_eq!(shown(search, texts).as_deref(), Some(expected));
        }
        assert_eq!(shown("供水", &["供电", ""]), None);
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word() {
        let text = format!("{}供水{}", "甲".repeat(500), "乙".repeat(500));
        let snippet = shown("供水", &[&text]).unwrap();
        assert_eq!(snippet, format!("…{}«供水»{}…", "甲".repeat(30), "乙".repeat(68)));
    }

    proptest! {
        #[test]
        fn marks_come_in_pairs_around_what_was_asked(text in "[供水ab «»,]{0,200}") {
            if let Some(snippet) = shown("供水 ab", &[&text]) {
                for part in snippet.split('«').skip(1) {
                    let (word, rest) = part.split_once('»').unwrap();
                    prop_assert!(word.contains("供水") || word == "ab", "{}", word);
                    prop_assert!(!rest.contains('»'));
                }
                prop_assert!(snippet.contains('«'));
            }
        }
    }
}
