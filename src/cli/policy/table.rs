//! Tables of words, aligned.

/// The rows of a table with its heading, each column as wide as its widest word. A Chinese character is as
/// wide as two others.
pub(super) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> Vec<String> {
    let mut widths = heading.map(width);
    for row in rows {
        for (wide, word) in widths.iter_mut().zip(row) {
            *wide = (*wide).max(width(word));
        }
    }
    let line = |words: &[String; N]| {
        let mut line = String::new();
        for (word, wide) in words.iter().zip(widths) {
            line.push_str(word);
            line.push_str(&" ".repeat(wide - width(word) + 2));
        }
        line.trim_end().to_owned()
    };
    std::iter::once(&heading.map(str::to_owned)).chain(rows).map(line).collect()
}

fn width(word: &str) -> usize {
    word.chars().map(|c| if u32::from(c) < 0x1100 { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_whatever_is_in_them() {
        let rows = [["+", "网格员", "case"], ["-", "analyst", "reporter"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        assert_eq!(
            table(["", "role", "object"], &rows),
            ["   role     object", "+  网格员   case", "-  analyst  reporter"]
        );
    }
}
