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
    let runs = runs(text);
    let found: Vec<&Run> = runs.iter().filter(|run| is_private(run)).collect();
    if found.is_empty() {
        return None;
    }
    let hidden: Vec<usize> =
        found.iter().flat_map(|run| run.places.iter().skip(LEGIBLE).copied()).collect();
    Some(
        text.char_indices()
            .map(|(place, sign)| if hidden.binary_search(&place).is_ok() { '*' } else { sign })
            .collect(),
    )
}

/// Digits that belong together: their values, where in the text each stands, and whether a `+`
/// stands before them.
struct Run {
    digits: String,
    places: Vec<usize>,
    international: bool,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut current: Option<Run> = None;
    let mut before = ' ';
    let mut pending = false;
    for (place, sign) in text.char_indices() {
        let last_of_identity_number =
            matches!(sign, 'x' | 'X' | 'Ｘ') && !pending && length(&current) == 17;
        let digit = if last_of_identity_number { Some('X') } else { digit(sign) };
        match (digit, &mut current) {
            (Some(digit), Some(run)) => {
                run.digits.push(digit);
                run.places.push(place);
                pending = false;
            }
            // A number that is part of a word is a name of something: a room, a model.
            (Some(_), None) if before.is_ascii_alphabetic() || before == '_' => {}
            (Some(digit), None) => {
                current = Some(Run {
                    digits: digit.to_string(),
                    places: vec![place],
                    international: before == '+',
                });
                pending = false;
            }
            (None, Some(_)) if SEPARATORS.contains(&sign) && !pending => pending = true,
            (None, _) => runs.extend(current.take()),
        }
        before = sign;
    }
    runs.extend(current);
    runs
}

fn length(run: &Option<Run>) -> usize {
    run.as_ref().map_or(0, |run| run.digits.len())
}

fn digit(sign: char) -> Option<char> {
    match sign {
        '0'..='9' => Some(sign),
        '０'..='９' => char::from_digit(sign as u32 - '０' as u32, 10),
        _ => None,
    }
}

fn is_private(run: &Run) -> bool {
    let digits = run.digits.as_str();
    is_mobile(digits)
        || is_landline(digits)
        || is_identity_number(digits)
        || (run.international && (8..=15).contains(&digits.len()))
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
        ] {
            assert_eq!(masked(text), None, "{text}");
        }
    }
}
