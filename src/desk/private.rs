//! Telephone and identity numbers in words that somebody typed: they belong to the reporter's
//! entry, which is sealed, and so are warned of, and masked in lists.
//!
//! What is found: Chinese mobile numbers (11 digits from 13 to 19), landlines with their area code,
//! numbers with a country code, and identity numbers of 18 digits (GB 11643-1999) or 15. Digits may
//! be full-width, and stand apart by single spaces, dots or hyphens.

/// Signs that may stand between the digits of one number.
const SEPARATORS: [char; 4] = [' ', '-', '.', '－'];

/// How many digits of a number stay legible, so that a reader knows of what kind it was.
const LEGIBLE: usize = 3;

/// The text with the digits of each number replaced by `*` from the fourth on; none where there is
/// no such number.
#[must_use]
pub fn masked(text: &str) -> Option<String> {
    let mut hidden: Vec<usize> = runs(text).iter().flat_map(Run::private_places).collect();
    if hidden.is_empty() {
        return None;
    }
    hidden.sort_unstable();
    Some(
        text.char_indices()
            .map(|(place, sign)| if hidden.binary_search(&place).is_ok() { '*' } else { sign })
            .collect(),
    )
}

/// The longest number that is looked for, in digits.
const LONGEST: usize = 18;

/// Groups of digits that stand beside each other, one separator between two of them: one number, or
/// several.
#[derive(Default)]
struct Run {
    /// The digits, with their places in the text.
    digits: Vec<(usize, char)>,
    /// Where among the digits each group begins.
    groups: Vec<usize>,
    /// Whether a `+` stands before them.
    international: bool,
}

impl Run {
    /// The places that are hidden: those of each number that some of its groups make, but for the
    /// number's first digits.
    fn private_places(&self) -> Vec<usize> {
        let mut hidden = Vec::new();
        for (first, begin) in self.groups.iter().enumerate() {
            for last in first..self.groups.len() {
                let end = self.groups.get(last + 1).copied().unwrap_or(self.digits.len());
                let Some(window) = self.digits.get(*begin..end) else { continue };
                if window.len() > LONGEST {
                    break;
                }
                let digits: String = window.iter().map(|(_, digit)| digit).collect();
                let begun = self.groups.get(first + 1).map_or(end, |next| *next) - begin;
                if is_private(&digits, begun, self.international && first == 0) {
                    hidden.extend(window.iter().skip(LEGIBLE).map(|(place, _)| *place));
                }
            }
        }
        hidden
    }

    /// How many digits the last group has.
    fn last_group(&self) -> usize {
        self.groups.last().map_or(0, |begin| self.digits.len() - begin)
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut before = ' ';
    let mut apart = false;
    for (place, sign) in text.char_indices() {
        let ends_identity_number =
            matches!(sign, 'x' | 'X' | 'Ｘ') && !apart && run.last_group() >= 3;
        let digit = if ends_identity_number { Some('X') } else { digit(sign) };
        match digit {
            Some(digit) if !run.digits.is_empty() => {
                if apart {
                    run.groups.push(run.digits.len());
                    apart = false;
                }
                run.digits.push((place, digit));
            }
            // A number that is part of a word is a name of something: a room, a model.
            Some(_) if before.is_ascii_alphabetic() || before == '_' => {}
            Some(digit) => {
                run.digits.push((place, digit));
                run.groups.push(0);
                run.international = before == '+';
            }
            None if SEPARATORS.contains(&sign) && !apart && !run.digits.is_empty() => apart = true,
            None => {
                apart = false;
                if !run.digits.is_empty() {
                    runs.push(std::mem::take(&mut run));
                }
            }
        }
        before = sign;
    }
    runs.push(run);
    runs
}

fn digit(sign: char) -> Option<char> {
    match sign {
        '0'..='9' => Some(sign),
        '０'..='９' => char::from_digit(sign as u32 - '０' as u32, 10),
        _ => None,
    }
}

/// Whether digits, of which the first group has so many, are the number of a person.
fn is_private(digits: &str, first_group: usize, international: bool) -> bool {
    is_mobile(digits)
        || (first_group >= 3 && is_landline(digits))
        || is_identity_number(digits)
        || (international && (8..=15).contains(&digits.len()))
}

fn is_mobile(digits: &str) -> bool {
    let digits = match digits.len() {
        13 => digits.strip_prefix("86").unwrap_or(digits),
        15 => digits.strip_prefix("0086").unwrap_or(digits),
        _ => digits,
    };
    digits.len() == 11
        && digits.starts_with('1')
        && matches!(digits.as_bytes().get(1), Some(b'3'..=b'9'))
}

fn is_landline(digits: &str) -> bool {
    (10..=12).contains(&digits.len()) && digits.starts_with('0') && !digits.starts_with("00")
}

/// Eighteen digits, the last perhaps an X, or fifteen, with a day of birth where it must be.
fn is_identity_number(digits: &str) -> bool {
    let born = match digits.len() {
        18 => digits.get(6..14).map(str::to_owned),
        15 => digits.get(6..12).map(|born| format!("19{born}")),
        _ => None,
    };
    born.is_some_and(|born| {
        chrono::NaiveDate::parse_from_str(&born, "%Y%m%d").is_ok()
            && (born.starts_with("19") || born.starts_with("20"))
            && !digits.starts_with('0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_masked_but_for_three_digits() {
        for (text, expected) in [
            ("请回电13812345678。", "请回电138********。"),
            ("call 138 1234 5678 now", "call 138 **** **** now"),
            ("１３８１２３４５６７８", "１３８********"),
            ("0591-87654321", "059*-********"),
            ("+86 13812345678", "+86 1**********"),
            ("+44 20 7946 0958", "+44 2* **** ****"),
            ("身份证350102199003074518", "身份证350***************"),
            ("35010219900307451X号", "350***************号"),
            ("350102900307451", "350************"),
            ("350102 19900307 451X", "350*** ******** ****"),
            ("13812345678 13987654321", "138******** 139********"),
            ("1202 13812345678", "1202 138********"),
            ("2026-03-01 13812345678", "2026-03-01 138********"),
            ("13812345678-2", "138********-2"),
            ("\n13812345678\n", "\n138********\n"),
        ] {
            assert_eq!(masked(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_numbers_stand() {
        for text in [
            "",
            "2026-03-01 08:30",
            "351-2026-000123",
            "3号楼1202室",
            "12345",
            "12345678",
            "订单 20260301123456",
            "A13812345678",
            "110, 119, 120",
            "350102999999999999",
            "1.5 2.5 3.5",
            "350102006001-2026-000001",
            "2026-01-02 2026-03-04",
            "12X34",
        ] {
            assert_eq!(masked(text), None, "{text}");
        }
    }
}
