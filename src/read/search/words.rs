//! The words of a text. Latin ones are told by what stands between them; of Chinese, Japanese and
//! Korean, which sets nothing between words, there are runs of signs.

use std::ops::Range;

/// The most characters of a word that are looked at: what is longer is no word.
const LONGEST_WORD: usize = 64;

/// A word of letters and digits, or a run of signs that are written without spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters of the usual width, as it is compared.
    pub(super) text: String,
    /// Whether it is a run of signs.
    pub(super) is_run: bool,
    /// Where it stands in the text, in bytes.
    pub(super) place: Range<usize>,
}

/// The words of a text, in their order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        let is_run = is_run_together(sign);
        if !is_run && !sign.is_alphanumeric() {
            open = false;
            continue;
        }
        match words.last_mut().filter(|word| open && word.is_run == is_run) {
            Some(word) => word.place.end = end,
            None => words.push(Word { text: String::new(), is_run, place: at..end }),
        }
        open = true;
    }
    for word in &mut words {
        let signs = text[word.place.clone()].chars();
        word.text = match word.is_run {
            true => signs.collect(),
            false => {
                signs.map(usual_width).flat_map(char::to_lowercase).take(LONGEST_WORD).collect()
            }
        };
    }
    words
}

/// The tokens by which an index finds a text, each once: its latin words; and of a run each two signs
/// that stand together, and the last one, so that each of its signs begins a token.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for word in words(text) {
        if word.is_run {
            tokens.extend(pairs(&word.text).map(str::to_owned));
            tokens.extend(word.text.chars().next_back().map(String::from));
        } else {
            tokens.push(word.text);
        }
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// Each two signs of a run that stand together.
pub(super) fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let ends = run.char_indices().skip(2).map(|(at, _)| at).chain([run.len()]);
    run.char_indices()
        .zip(ends)
        .map(|((begin, _), end)| &run[begin..end])
        .filter(|pair| pair.chars().nth(1).is_some())
}

/// Whether a sign belongs to a script that is written without spaces, as Chinese is.
fn is_run_together(sign: char) -> bool {
    matches!(
        sign,
        '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30fe}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// A sign of full width as the one of usual width that it stands for.
fn usual_width(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_run_is_found_by_each_two_signs_of_it_and_a_word_whole() {
        for (text, expected) in [
            ("", &[][..]),
            ("*?%_ 😀「」。", &[]),
            ("水", &["水"]),
            ("饮水", &["水", "饮水"]),
            ("二次供水", &["二次", "供水", "次供", "水"]),
            ("Leaking pipe, PIPE", &["leaking", "pipe"]),
            ("３号楼Ｂ座", &["3", "b", "座", "楼", "号楼"]),
            ("漏水leak水漏", &["leak", "水", "水漏", "漏", "漏水"]),
            ("𠀀𠀁", &["𠀀𠀁", "𠀁"]),
            ("İzmir", &["i̇zmir"]),
        ] {
            let mut expected: Vec<&str> = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_for_a_word_is_cut() {
        assert_eq!(tokens(&"a".repeat(100_000)), ["a".repeat(LONGEST_WORD)]);
    }

    proptest! {
        #[test]
        fn words_stand_where_they_are_said_to_and_apart(text in "\\PC{0,40}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.place.start >= end && !word.place.is_empty());
                prop_assert!(text.get(word.place.clone()).is_some());
                end = word.place.end;
            }
        }

        #[test]
        fn each_sign_of_a_run_begins_a_token(run in "[一-龥]{1,12}") {
            let tokens = tokens(&run);
            for sign in run.chars() {
                prop_assert!(tokens.iter().any(|token| token.starts_with(sign)));
            }
        }
    }
}
