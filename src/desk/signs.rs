//! Signs of text: which of them count, stand between, or do not show at all.

/// The zero of each script that has digits of its own (Unicode's category Nd); its other nine follow.
const ZEROS: [char; 75] = [
    '0',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{10d40}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{116d0}',
    '\u{116da}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11bf0}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{11f50}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{16d70}',
    '\u{1ccf0}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e4f0}',
    '\u{1e5f1}',
    '\u{1e950}',
    '\u{1fbf0}',
];

/// The value of a decimal digit of any script.
#[must_use]
pub fn digit(sign: char) -> Option<u8> {
    let zero = ZEROS.get(ZEROS.partition_point(|zero| *zero <= sign).checked_sub(1)?)?;
    u8::try_from(u32::from(sign) - u32::from(*zero)).ok().filter(|value| *value < 10)
}

/// Whether a sign sets parts of a number apart: a space or line break of any kind, a dash, a dot, a
/// stroke, a comma, a bracket.
#[must_use]
pub fn stands_between(sign: char) -> bool {
    let is_dash = matches!(
        sign,
        '-' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{30fc}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{ff70}'
                | '\u{10ead}'
    );
    let is_dot = matches!(sign, '.' | '．' | '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･');
    let is_mark = matches!(sign, '/' | '／' | ',' | '，' | '_' | '＿' | ')' | '）' | ']' | '］')
        || matches!(sign, '】' | '〕' | '}' | '｝');
    sign.is_whitespace() || is_dash || is_dot || is_mark || opens(sign)
}

/// Whether a sign is an opening bracket.
#[must_use]
pub fn opens(sign: char) -> bool {
    matches!(sign, '(' | '（' | '[' | '［' | '【' | '〔' | '{' | '｛')
}

/// Whether a sign takes no room of its own: it shows nothing, or only changes how another looks.
#[must_use]
pub fn is_unseen(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{16fe4}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a sign is set upon the one before it, such as a stroke through it or a key around it.
#[must_use]
pub fn is_set_upon(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}')
}

/// Whether a sign shows nothing and has a say in which way what stands beside it runs (Unicode's
/// Bidi_Control): a text may look other than it is kept.
#[must_use]
pub fn turns_direction(sign: char) -> bool {
    matches!(
        sign,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether nothing of a text shows.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|sign| sign.is_whitespace() || is_unseen(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts_have_their_values() {
        assert!(ZEROS.is_sorted());
        for (sign, value) in [('0', 0), ('9', 9), ('٣', 3), ('०', 0), ('７', 7), ('𝟏', 1), ('𝟿', 9)]
        {
            assert_eq!(digit(sign), Some(value), "{sign}");
        }
        for sign in ['/', ':', 'a', '三', '①', '²', '\u{0}', '\u{10ffff}'] {
            assert_eq!(digit(sign), None, "{sign}");
        }
        for zero in ZEROS {
            assert!(zero.is_numeric(), "{:x}", zero as u32);
        }
    }

    #[test]
    fn what_shows_nothing_is_blank() {
        for text in
            ["", " \n", "\u{200b}\u{200b}", "\u{2060}\u{feff}", "\u{3000}\u{ad}", "\u{3164}"]
        {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank("\u{200b}.") && !is_blank("事"));
    }
}
