//! Telephone and identity numbers in words that somebody typed: they belong to the reporter's
//! entry, which is sealed, and so are warned of, and masked in lists.
//!
//! What is found: Chinese mobile numbers (11 digits from 13 to 19), landlines with their area code,
//! numbers with a country code, and identity numbers of 18 digits (GB 11643-1999) or 15. Digits may
//! be of any script, stand apart by a few signs, or have letters beside them; signs that do not
//! show count for nothing.

use std::ops::Range;

use super::signs::{digit, is_set_upon, is_unseen, opens, stands_between};

/// How many digits of a number stay legible, so that a reader knows of what kind it was.
const LEGIBLE: usize = 3;

/// How many digits the numbers have that are looked for.
const LENGTHS: [usize; 5] = [11, 12, 13, 15, LONGEST];
const LONGEST: usize = 18;

/// The same behind a `+`.
const ABROAD: [usize; 9] = [8, 9, 10, 11, 12, 13, 14, 15, LONGEST];

/// The most signs that stand between two digits of one number.
const WIDEST: usize = 3;

/// The signs between two digits; the rest is [`NONE`].
type Gap = [char; WIDEST];
const NONE: char = '\0';
const NO_GAP: Gap = [NONE; WIDEST];
const COMMA: Gap = [',', NONE, NONE];

/// The value of the X that an identity number may end with.
const X: u8 = 10;

/// The text with the digits of each number replaced by `*` from the fourth on; none where there is
/// no such number.
#[must_use]
pub fn masked(text: &str) -> Option<String> {
    let hidden: Vec<usize> = runs(text).iter().flat_map(Run::hidden).collect();
    if hidden.is_empty() {
        return None;
    }
    let mut hidden = hidden.into_iter().peekable();
    let masked = text.char_indices();
    Some(masked.map(|(at, sign)| hidden.next_if_eq(&at).map_or(sign, |_| '*')).collect())
}

/// Digits that stand beside each other: one number, or several.
#[derive(Default)]
struct Run {
    /// Their values.
    digits: Vec<u8>,
    /// Where each stands in the text.
    places: Vec<usize>,
    /// What stands before each, after the one before.
    gaps: Vec<Gap>,
    /// Whether a `+` stands before them.
    international: bool,
}

impl Run {
    fn push(&mut self, digit: u8, place: usize, gap: Gap) {
        self.digits.push(digit);
        self.places.push(place);
        self.gaps.push(gap);
    }

    /// The places that are hidden: those of each number but for its first digits.
    fn hidden(&self) -> Vec<usize> {
        let mut hides = vec![false; self.digits.len()];
        self.each_window(|window| {
            if self.is_private(&window) {
                hides[window].iter_mut().skip(LEGIBLE).for_each(|hides| *hides = true);
            }
        });
        self.places.iter().zip(hides).filter_map(|(at, hides)| hides.then_some(*at)).collect()
    }

    /// The stretches that are looked at: from where a group of digits begins to where one ends, and
    /// what is left of them between numbers that stand together with nothing between.
    fn each_window(&self, mut look: impl FnMut(Range<usize>)) {
        let count = self.digits.len();
        let edge = |at| at == 0 || at == count || self.gaps[at] != NO_GAP || self.digits[at] == X;
        let mut begins: Vec<bool> = (0..=count).map(edge).collect();
        let mut ends = begins.clone();
        for at in 0..count {
            if begins[at] {
                self.whole_from(at).for_each(|end| begins[end] = true);
            }
        }
        for at in (0..count).rev() {
            ends[at] |= self.whole_from(at).any(|end| ends[end]);
        }
        for begin in (0..count).filter(|at| begins[*at]) {
            let lengths = if self.international && begin == 0 { &ABROAD[..] } else { &LENGTHS[..] };
            let of_length = lengths.iter().map(|length| begin + length);
            of_length.filter(|end| ends.get(*end) == Some(&true)).for_each(|end| look(begin..end));
        }
    }

    /// Where the numbers end that begin here and need nothing around them to be known.
    fn whole_from(&self, begin: usize) -> impl Iterator<Item = usize> {
        let ends = [11, 13, 15, LONGEST].into_iter().map(move |length| begin + length);
        ends.filter(move |end| {
            let digits = self.digits.get(begin..*end);
            digits.is_some_and(|digits| is_mobile(digits) || is_identity_number(digits))
        })
    }

    /// Whether a stretch is the number of a person.
    fn is_private(&self, window: &Range<usize>) -> bool {
        let digits = &self.digits[window.clone()];
        (is_identity_number(digits) && self.is_one(window, 4))
            || (is_mobile(digits) && self.is_one(window, 3))
            || is_landline(digits, self.first_group(window))
            || (self.international
                && window.start == 0
                && digits.len() <= 15
                && !self.is_by_thousands(window))
    }

    /// How many digits of a stretch stand before its first gap.
    fn first_group(&self, window: &Range<usize>) -> usize {
        let inner = &self.gaps[window.start + 1..window.end];
        inner.iter().position(|gap| *gap != NO_GAP).map_or(window.len(), |place| place + 1)
    }

    /// Whether a comma stands before each three digits of a stretch, as in an amount.
    fn is_by_thousands(&self, window: &Range<usize>) -> bool {
        let inner = &self.gaps[window.start + 1..window.end];
        let of_amount = |behind| if behind % 3 == 2 { COMMA } else { NO_GAP };
        inner.iter().rev().enumerate().all(|(behind, gap)| *gap == of_amount(behind))
    }

    /// Whether the digits of a stretch are set apart as those of one number are, and not as those of
    /// a list of small ones or of an amount: by the same signs, after each of them, or by a few,
    /// so many `unlike` ones at most.
    fn is_one(&self, window: &Range<usize>, unlike: usize) -> bool {
        let inner = &self.gaps[window.start + 1..window.end];
        let mut gaps = inner.iter().filter(|gap| **gap != NO_GAP);
        let first = gaps.next().unwrap_or(&NO_GAP);
        let (mut count, mut alike) = (1, true);
        for gap in gaps {
            (count, alike) = (count + 1, alike && gap == first);
        }
        !(self.is_by_thousands(window) && inner.len() < 12)
            && (alike || count <= unlike || count == inner.len())
    }
}

/// The digits of a text, those together that may belong together.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut gap = NO_GAP;
    let mut before = NONE;
    let mut signs = text.char_indices().filter(|(_, sign)| !is_passed_over(*sign)).peekable();
    while let Some((place, sign)) = signs.next() {
        let value = digit(sign).or_else(|| {
            let is_last = run.digits.len() >= LONGEST - 1
                && matches!(sign, 'x' | 'X' | 'ｘ' | 'Ｘ')
                && (gap == NO_GAP || signs.peek().is_none_or(|(_, next)| !next.is_alphanumeric()));
            is_last.then_some(X)
        });
        let mut is_over = value == Some(X);
        match value {
            Some(value) => {
                if run.digits.is_empty() {
                    run.international = matches!(before, '+' | '＋');
                }
                run.push(value, place, gap);
                gap = NO_GAP;
            }
            None if stands_between(sign) && gap.contains(&NONE) => {
                if let Some(room) = gap.iter_mut().find(|sign| **sign == NONE) {
                    *room = if run.digits.is_empty() { NONE } else { sign };
                }
            }
            None => {
                gap = NO_GAP;
                is_over = true;
            }
        }
        if is_over && !run.digits.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
        if !opens(sign) {
            before = sign;
        }
    }
    runs.push(run);
    runs
}

/// Whether a sign counts for nothing among digits.
fn is_passed_over(sign: char) -> bool {
    is_unseen(sign) || is_set_upon(sign)
}

/// Eleven digits, perhaps behind the country code or the 0 that was once dialled before them.
fn is_mobile(digits: &[u8]) -> bool {
    let digits = match digits {
        [8, 6, rest @ ..] | [0, 0, 8, 6, rest @ ..] | [0, rest @ ..] if rest.len() == 11 => rest,
        _ => digits,
    };
    matches!(digits, [1, 3..=9, rest @ ..] if rest.len() == 9 && !rest.contains(&X))
}

/// A number behind its area code (010, 02x, else four digits), with nothing between or something
/// where the code ends.
fn is_landline(digits: &[u8], first_group: usize) -> bool {
    let (code, shortest) = match digits {
        [0, 1 | 2, ..] => (3, 8),
        [0, 3..=9, ..] => (4, 7),
        _ => return false,
    };
    let Some(number) = digits.get(code..) else { return false };
    (shortest..=8).contains(&number.len())
        && matches!(number, [2..=9, ..])
        && !number.contains(&X)
        && (first_group == code || first_group >= 7)
}

/// Eighteen digits, the last perhaps an X, or fifteen: of a province, and with a day of birth where
/// it must be.
fn is_identity_number(digits: &[u8]) -> bool {
    let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit));
    let (year, day, plain) = match digits.len() {
        18 => (number(&digits[6..10]), &digits[10..14], &digits[..17]),
        15 => (1900 + number(&digits[6..8]), &digits[8..12], digits),
        _ => return false,
    };
    let of_province = matches!(
        digits,
        [1 | 4 | 6, 1..=6, ..]
            | [2, 1..=3, ..]
            | [3, 1..=7, ..]
            | [5, 0..=4, ..]
            | [7, 1, ..]
            | [8, 1..=3, ..]
            | [9, ..]
    );
    let (month, day) = (number(&day[..2]), number(&day[2..]));
    of_province
        && !plain.contains(&X)
        && (1900..2100).contains(&year)
        && i32::try_from(year)
            .is_ok_and(|year| chrono::NaiveDate::from_ymd_opt(year, month, day).is_some())
}

#[cfg(test)]
#[path = "private_tests.rs"]
mod tests;
