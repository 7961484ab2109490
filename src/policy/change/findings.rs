//! What is wrong with a change, collected until all of it has been looked at.

use crate::error::{Message, Problem};

/// So many problems are told in full; of more, how many there are.
const MOST: usize = 100;

/// Longer words are cut where they are told.
const LONGEST: usize = 64;

/// So many words are listed where none of them is near.
const MOST_LISTED: usize = 40;

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    told: Vec<Problem>,
    more: usize,
}

impl Findings {
    /// Adds what would be right at a field of the change.
    pub(super) fn add(&mut self, field: impl Into<String>, message: Message) {
        if self.told.len() < MOST {
            self.told.push(Problem { field: field.into(), message });
        } else {
            self.more += 1;
        }
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// All that is wrong; nothing if nothing is.
    pub(super) fn into_result(mut self) -> Result<(), Vec<Problem>> {
        if self.more > 0 {
            let message = Message::new(
                format!("{} more problems are not told here", self.more),
                format!("另有 {} 处问题未列出", self.more),
            );
            self.told.push(Problem { field: "change".to_owned(), message });
        }
        if self.told.is_empty() { Ok(()) } else { Err(self.told) }
    }
}

/// A word as it is told: cut where it is long, and without anything that would break the line.
pub(super) fn shown(word: &str) -> String {
    let mut shown: String = word.chars().take(LONGEST).flat_map(visible).collect();
    if word.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

fn visible(c: char) -> Vec<char> {
    if breaks_line(c) { c.escape_default().collect() } else { vec![c] }
}

/// Whether a character has no place in one line of text: it ends the line for somebody, or nobody sees
/// it and it hides or turns round what they read.
pub(in crate::policy) fn breaks_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The known word that was most likely meant.
pub(in crate::policy) fn nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let word = word.trim().to_lowercase();
    let most = (word.chars().count() / 3).max(1);
    let distance = |known: &'a str| (strsim::damerau_levenshtein(&word, known), known);
    let near = known.into_iter().map(distance).filter(|(distance, _)| *distance <= most);
    near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// What to say of a word that is not known: what was likely meant, or else all that it might be.
pub(crate) fn unknown<'a>(
    (en, zh): (&str, &str),
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Message {
    let shown = shown(word);
    if let Some(meant) = nearest(word, known.clone()) {
        return Message::new(
            format!("unknown {en} {shown}; did you mean `{meant}`?"),
            format!("未知{zh} {shown}；是否应为 `{meant}`？"),
        );
    }
    let all: Vec<_> = known.collect();
    if all.len() > MOST_LISTED {
        return Message::new(format!("unknown {en} {shown}"), format!("未知{zh} {shown}"));
    }
    Message::new(
        format!("unknown {en} {shown}; it is one of {}", all.join(", ")),
        format!("未知{zh} {shown}；可用的有：{}", all.join("、")),
    )
}
