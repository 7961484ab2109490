//! SQL in lines that a reviewer can read.

const WIDTH: usize = 100;
const CLAUSES: [&str; 7] =
    ["select ", "from ", "where ", "union all ", "group by ", "order by ", "limit "];

/// A run of text, or what stands in parentheses.
enum Piece {
    Text(String),
    Group(Vec<Piece>),
}

/// A statement broken at its clauses, its objects' keys and its conditions.
pub(super) fn statement(text: &str) -> String {
    let mut lines = String::new();
    render(&parse(&mut text.chars()), 0, false, &mut lines);
    lines.push_str(";\n");
    lines
}

fn parse(letters: &mut std::str::Chars<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '(' => {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Group(parse(letters)));
            }
            ')' => break,
            '\'' => {
                text.push('\'');
                text.extend(letters.by_ref().take_while(|letter| *letter != '\''));
                text.push('\'');
            }
            other => text.push(other),
        }
    }
    pieces.push(Piece::Text(text));
    pieces
}

fn flat(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Group(inner) => format!("({})", flat(inner)),
    };
    pieces.iter().map(piece).collect()
}

/// `pairs`: the items belong together two by two, as keys and values.
fn render(pieces: &[Piece], indent: usize, pairs: bool, lines: &mut String) {
    let whole = flat(pieces);
    if whole.len() + indent <= WIDTH {
        lines.push_str(&whole);
        return;
    }
    let parts = if whole.starts_with("select ") { clauses(pieces) } else { items(pieces, pairs) };
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            new_line(indent, lines);
        }
        render_in_line(part, indent, lines);
    }
}

fn render_in_line(pieces: &[Piece], indent: usize, lines: &mut String) {
    let mut before = "";
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                lines.push_str(text);
                before = text;
            }
            Piece::Group(inner) if flat(inner).len() + indent <= WIDTH => {
                lines.push_str(&format!("({})", flat(inner)));
            }
            Piece::Group(inner) => {
                lines.push('(');
                new_line(indent + 2, lines);
                render(inner, indent + 2, before.ends_with("object"), lines);
                new_line(indent, lines);
                lines.push(')');
            }
        }
    }
}

fn new_line(indent: usize, lines: &mut String) {
    let kept = lines.trim_end_matches(' ').len();
    lines.truncate(kept);
    lines.push('\n');
    lines.push_str(&" ".repeat(indent));
}

/// The clauses of a SELECT, and each condition of a WHERE by itself.
fn clauses(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    split(pieces, |before, rest| {
        !before.ends_with(|c: char| c.is_alphanumeric())
            && (CLAUSES.iter().any(|clause| rest.starts_with(clause)) || rest.starts_with("and "))
    })
}

fn items(pieces: &[Piece], pairs: bool) -> Vec<Vec<Piece>> {
    let mut commas = 0;
    split(pieces, |_, rest| {
        let after_comma = rest.starts_with(", ");
        commas += usize::from(after_comma);
        after_comma && (!pairs || commas % 2 == 0)
    })
}

/// Splits before each place that `begins` says a new part at; a comma stays with the part before.
fn split(pieces: &[Piece], mut begins: impl FnMut(&str, &str) -> bool) -> Vec<Vec<Piece>> {
    let mut parts: Vec<Vec<Piece>> = vec![Vec::new()];
    for piece in pieces {
        match piece {
            Piece::Group(inner) => {
                let copy = copies(inner);
                if let Some(part) = parts.last_mut() {
                    part.push(Piece::Group(copy));
                }
            }
            Piece::Text(text) => {
                let mut from = 0;
                for at in text.char_indices().map(|(at, _)| at) {
                    if !begins(&text[..at], &text[at..]) {
                        continue;
                    }
                    let comma = usize::from(text[at..].starts_with(',')) * 2;
                    let end = at + comma;
                    push(&mut parts, text[from..end].trim_end());
                    if parts.last().is_some_and(|part| !part.is_empty()) {
                        parts.push(Vec::new());
                    }
                    from = end;
                }
                push(&mut parts, &text[from..]);
            }
        }
    }
    parts
}

fn push(parts: &mut [Vec<Piece>], text: &str) {
    if let Some(part) = parts.last_mut()
        && !text.is_empty()
    {
        part.push(Piece::Text(text.to_owned()));
    }
}

fn copies(pieces: &[Piece]) -> Vec<Piece> {
    let copy = |piece: &Piece| match piece {
        Piece::Text(text) => Piece::Text(text.clone()),
        Piece::Group(inner) => Piece::Group(copies(inner)),
    };
    pieces.iter().map(copy).collect()
}
