//! Reading a file, each line by itself.

use super::fields::fields;
use super::{At, Entry, PREAMBLE, PolicyFile, ROLE_TITLE, ROLES};
use crate::policy::BadLine;
use crate::policy::change::{RoleLine, breaks_line};
use crate::policy::rule::{Line, is_role_name};

impl PolicyFile {
    /// Reads a file. The words of its rules and links are not checked yet.
    ///
    /// # Errors
    /// All lines that cannot be read, each with what would be right.
    pub fn parse(text: &str) -> Result<Self, Vec<BadLine>> {
        let mut file = Self::default();
        let mut comment: Vec<&str> = Vec::new();
        let mut problems = Vec::new();
        for (number, line) in (1..).zip(text.split('\n')) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let hidden = line.chars().filter(|c| *c != '\t').find(|c| breaks_line(*c));
            if let Some(hidden) = hidden {
                let code = u32::from(hidden);
                let message = format!("the character U+{code:04X} cannot be seen; take it out");
                problems.push(BadLine::new(number, message));
                continue;
            }
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            if let Some(said) = line.strip_prefix('#') {
                match role_title(said) {
                    None => comment.push(said.strip_prefix(' ').unwrap_or(said)),
                    Some(Ok(role)) if file.roles.iter().any(|known| known.it.name == role.name) => {
                        let message = format!("the title of `{}` was said above", role.name);
                        problems.push(BadLine::new(number, message));
                    }
                    Some(Ok(role)) => file.roles.push(At { number, it: role }),
                    Some(Err(message)) => problems.push(BadLine::new(number, message)),
                }
                continue;
            }
            match fields(line) {
                Err(message) => problems.push(BadLine::new(number, message)),
                Ok(fields) => {
                    let mut fields = fields.into_iter();
                    let ptype = fields.next().unwrap_or_default();
                    let line = Line { ptype, fields: fields.collect() };
                    if file.entries.is_empty() {
                        leave_out_preamble(&mut comment, !file.roles.is_empty());
                    }
                    let above = std::mem::take(&mut comment).into_iter().map(str::to_owned);
                    let it = Entry { line, above: above.collect() };
                    file.entries.push(At { number, it });
                }
            }
        }
        if let Some(last) = file.entries.last_mut() {
            last.it.above.extend(comment.into_iter().map(str::to_owned));
        }
        if problems.is_empty() { Ok(file) } else { Err(problems) }
    }
}

/// Leaves out of the first comment what every file begins with.
fn leave_out_preamble(comment: &mut Vec<&str>, has_titles: bool) {
    let preamble: Vec<&str> = PREAMBLE.lines().collect();
    if comment.starts_with(&preamble) {
        comment.drain(..preamble.len());
    }
    if has_titles && comment.first() == Some(&ROLES) {
        comment.remove(0);
    }
}

/// What a comment says people call a role, if that is what it is about.
fn role_title(said: &str) -> Option<Result<RoleLine, String>> {
    let (name, titles) = said.strip_prefix(' ')?.strip_prefix(ROLE_TITLE)?.split_once(':')?;
    if name.contains(char::is_whitespace) {
        return None;
    }
    let right = "`# role NAME: TITLE | ENGLISH TITLE`";
    if !is_role_name(name) {
        return Some(Err(format!(
            "`{name}` is not the name of a role, which is of [a-z0-9_]: {right}"
        )));
    }
    let (title, title_en) = match titles.split_once('|') {
        Some((title, title_en)) => (title.trim(), Some(title_en.trim())),
        None => (titles.trim(), None),
    };
    if title.is_empty() || title_en.is_some_and(|title| title.is_empty() || title.contains('|')) {
        return Some(Err(format!("a title is missing, or there is one too many: {right}")));
    }
    Some(Ok(RoleLine {
        name: name.to_owned(),
        title: title.to_owned(),
        title_en: title_en.map(str::to_owned),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Vec<String> {
        PolicyFile::parse(text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn comments_belong_to_what_follows() {
        let text = "\n# role analyst: 分析员 | Analyst\r\n# ---- Links\ng, role:a, role:b, *\r\n\n\
             # two\n#lines\n p ,\"role:a\", *,case , read,any,allow\np,role:b,*,case,read,any,deny\n# end\n";
        let file = PolicyFile::parse(text).unwrap();
        let titles: Vec<_> = file.roles.iter().map(|role| role.it.title.as_str()).collect();
        assert_eq!(titles, ["分析员"]);
        let told: Vec<_> = file
            .entries
            .iter()
            .map(|at| (at.number, at.it.line.fields.len(), at.it.above.join("|")))
            .collect();
        let expected = [
            (4, 3, "---- Links".to_owned()),
            (8, 6, "two|lines".to_owned()),
            (9, 6, "end".to_owned()),
        ];
        assert_eq!(told, expected);
        assert_eq!(file.entries[1].it.line.fields[0], "role:a");
        let notes: Vec<_> = file.entries.iter().map(|at| at.it.note()).collect();
        assert_eq!(notes, [None, Some("two lines".to_owned()), Some("end".to_owned())]);
    }

    #[test]
    fn what_cannot_be_read_is_told_by_line() {
        let text = "p, \"role:a, *\np, role:\"a\", *\ng, \"role:a\" x, role:b\ng，role:a，role:b，*\n\
             # role Fire: 消防\n# role fire:\n# role of the town: no title\n# a\u{202E}b\n\
             # role fire: 一 | two | three\n# role a: A\n# role a: B\n";
        let told = refused(text);
        for (line, said) in [
            (1, "not closed"),
            (2, "at the beginning of a field"),
            (3, "after a closing quote"),
            (4, "the wide"),
            (5, "`Fire` is not the name of a role"),
            (6, "a title is missing"),
            (8, "U+202E"),
            (9, "one too many"),
            (11, "was said above"),
        ] {
            let told = told.iter().find(|told| told.starts_with(&format!("line {line}: ")));
            assert!(told.is_some_and(|told| told.contains(said)), "line {line}: {told:?}");
        }
        assert_eq!(told.len(), 9, "{told:#?}");
    }
}
