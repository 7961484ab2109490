//! What a place goes by.

/// Whether a text can be a place's code: 1 to 32 letters, digits, hyphens or underscores.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let is_of_code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=32).contains(&text.len()) && text.bytes().all(is_of_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_of_plain_signs() {
        for good in ["P0001", "351-school_2", "7", &"x".repeat(32)] {
            assert!(is_code(good), "{good}");
        }
        for bad in ["", "学校", "a b", "a/b", &"x".repeat(33)] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
