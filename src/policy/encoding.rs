//! A file of an administrator's as text: UTF-8, whatever an editor made of it.

use super::bad_line::BadLine;

/// The text of a file. A byte order mark in front is left out.
///
/// # Errors
/// The file is in another encoding, or has a NUL: the line, and what would be right.
pub fn text_of(bytes: &[u8]) -> Result<&str, BadLine> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(BadLine::new(1, "the file is UTF-16; save it as UTF-8"));
    }
    let line_at = |end: usize| {
        let before = bytes.get(..end).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = line_at(error.valid_up_to());
        BadLine::new(line, "this is not UTF-8 (GBK, perhaps); save the file as UTF-8")
    })?;
    if let Some(at) = text.find('\0') {
        return Err(BadLine::new(line_at(at), "there is a NUL; save the file as text in UTF-8"));
    }
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_encodings_are_refused_by_line() {
        let wrong = |bytes: &[u8]| text_of(bytes).unwrap_err();
        // 网格 in GBK, on the second line.
        let gbk = wrong(b"# roles\n# \xCD\xF8\xB8\xF1\n");
        assert_eq!(gbk.line, 2, "{gbk}");
        assert!(gbk.message.contains("GBK"), "{gbk}");
        for mark in [[0xFF, 0xFE], [0xFE, 0xFF]] {
            assert!(wrong(&mark).message.contains("UTF-16"));
        }
        assert_eq!(wrong(b"g\ng\0").line, 2);
        // UTF-16 without a mark.
        assert_eq!(wrong(b"p\0,\0").line, 1);
        assert_eq!(text_of("\u{FEFF}# 网格".as_bytes()), Ok("# 网格"));
    }
}
