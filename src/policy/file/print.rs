//! Writing a file.

use std::fmt;

use super::fields::written;
use super::{Entry, HEADING, PREAMBLE, PolicyFile, ROLE_TITLE, ROLES};
use crate::policy::change::RoleLine;

impl fmt::Display for PolicyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in PREAMBLE.lines() {
            writeln!(f, "{}", comment(line))?;
        }
        if !self.roles.is_empty() {
            writeln!(f, "\n{}", comment(ROLES))?;
            self.roles.iter().try_for_each(|role| writeln!(f, "{}", title(&role.it)))?;
        }
        let mut before: Option<&Entry> = None;
        for entry in self.entries.iter().map(|at| &at.it) {
            let lines = || entry.above.iter().flat_map(|text| text.split(is_end_of_line));
            let begins_group = before.is_none_or(|before| before.group() != entry.group());
            let has_heading = lines().next().is_some_and(|line| line.starts_with(HEADING));
            if begins_group && !has_heading {
                writeln!(f)?;
            }
            for line in lines() {
                if line.starts_with(HEADING) {
                    writeln!(f)?;
                }
                writeln!(f, "{}", comment(line.trim_end()))?;
            }
            let fields = entry.line.fields.iter().map(|field| written(field));
            let fields: Vec<String> = fields.collect();
            writeln!(f, "{}, {}", written(&entry.line.ptype), fields.join(", "))?;
            before = Some(entry);
        }
        Ok(())
    }
}

impl Entry {
    /// What belongs together: the links, and the rules of one role.
    pub(super) fn group(&self) -> (&str, &str) {
        let subject = self.line.fields.first().map_or("", String::as_str);
        let ptype = self.line.ptype.as_str();
        (ptype, if ptype == "g" { "" } else { subject })
    }
}

/// Whether some reader of lines takes this for the end of one: no comment may go on as a rule.
fn is_end_of_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A line of a comment. One that reads like a role's title is written so that it is none.
fn comment(line: &str) -> String {
    let is_like_title = line.starts_with(ROLE_TITLE);
    match line {
        "" => "#".to_owned(),
        _ if is_like_title => format!("#{line}"),
        _ => format!("# {line}"),
    }
}

fn title(role: &RoleLine) -> String {
    let clean = |title: &str| title.replace('|', "/").replace(is_end_of_line, " ");
    let title = clean(&role.title);
    let title_en = role.title_en.as_deref().map(clean);
    let title_en = title_en.map_or_else(String::new, |title| format!(" | {title}"));
    format!("# {ROLE_TITLE}{}: {title}{title_en}", role.name)
}
