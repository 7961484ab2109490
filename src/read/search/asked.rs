//! What a search asks for.

use super::words::{Word, pairs, words};

/// The longest search, in characters.
const LONGEST: usize = 200;

/// The most words of a search.
const MOST_WORDS: usize = 16;

/// The words that a text must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    words: Vec<Word>,
}

/// A token that a document must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Whether it need only begin so.
    pub(super) is_prefix: bool,
}

impl Search {
    /// Reads a search.
    ///
    /// # Errors
    /// What would be right, in English and in Chinese.
    pub fn parse(text: &str) -> Result<Self, [String; 2]> {
        if text.chars().nth(LONGEST).is_some() {
            return Err([
                format!("a search may have {LONGEST} characters at most"),
                format!("搜索内容最多 {LONGEST} 个字符"),
            ]);
        }
        let mut kept: Vec<Word> = Vec::new();
        for word in words(text) {
            if !kept.iter().any(|known| known.text == word.text) {
                kept.push(word);
            }
        }
        if kept.len() > MOST_WORDS {
            return Err([
                format!("a search may have {MOST_WORDS} words at most"),
                format!("搜索内容最多 {MOST_WORDS} 个词"),
            ]);
        }
        if kept.iter().flat_map(|word| word.text.chars()).nth(1).is_none() {
            return Err([
                "a search needs two letters, digits or Chinese characters at least".to_owned(),
                "搜索内容至少要有两个字（或两个字母、数字）".to_owned(),
            ]);
        }
        Ok(Self { words: kept })
    }

    /// Its words.
    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The tokens that a document must hold, one at least.
    pub(super) fn tokens(&self) -> Vec<Token<'_>> {
        let mut tokens: Vec<Token<'_>> = Vec::new();
        for word in &self.words {
            let mut pairs = pairs(&word.text).peekable();
            if !word.is_run {
                tokens.push(Token { text: &word.text, is_prefix: false });
            } else if pairs.peek().is_none() {
                tokens.push(Token { text: &word.text, is_prefix: true });
            } else {
                tokens.extend(pairs.map(|text| Token { text, is_prefix: false }));
            }
        }
        tokens
    }

    /// The runs of which holding all tokens does not say that the text holds them.
    pub(super) fn runs(&self) -> impl Iterator<Item = &str> {
        let runs =
            self.words.iter().filter(|word| word.is_run && word.text.chars().nth(2).is_some());
        runs.map(|word| word.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<String> {
        let search = Search::parse(text).unwrap();
        let tokens = search.tokens().into_iter();
        tokens.map(|t| format!("{}{}", t.text, if t.is_prefix { "*" } else { "" })).collect()
    }

    #[test]
    fn each_word_asks_for_its_tokens() {
        assert_eq!(asked("供水"), ["供水"]);
        assert_eq!(asked("二次供水 Pipe 楼"), ["二次", "次供", "供水", "pipe", "楼*"]);
        assert_eq!(asked("pipe PIPE \"pipe\"*"), ["pipe"]);
        assert_eq!(asked("3号楼"), ["3", "号楼"]);
        assert_eq!(
            Search::parse("二次供水 供水").unwrap().runs().collect::<Vec<_>>(),
            ["二次供水"]
        );
    }

    #[test]
    fn what_says_nothing_or_too_much_is_refused() {
        for text in ["", "  ", "*", "%%__??", "😀", "a", "水", "水，水", "\0"] {
            assert!(Search::parse(text).is_err_and(|[en, _]| en.contains("two letters")), "{text}");
        }
        let long = "供水".repeat(51_200);
        assert!(Search::parse(&long).is_err_and(|[en, _]| en.contains("200 characters")));
        let many: Vec<String> = (10..30).map(|n| n.to_string()).collect();
        assert!(Search::parse(&many.join(" ")).is_err_and(|[en, _]| en.contains("16 words")));
    }
}
