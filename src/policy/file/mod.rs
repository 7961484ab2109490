//! A policy as a file: casbin's own CSV, with comments and with what people call the roles.
//!
//! ```text
//! # role fire_inspector: 消防检查员 | Fire inspector
//!
//! # ---- What a fire inspector does.
//! p, role:fire_inspector, *, place, read, any, allow
//! # Since 2026 also of places that another team looks after.
//! p, role:fire_inspector, *, check, read, any, allow
//! ```
//!
//! Every reader of casbin's CSV reads the file: all that is more than rules and links is in comments.
//! - A comment stands on lines of its own and belongs to the rule or link below it; one at the end of the file
//!   belongs to the last. What is noted above a rule is kept with the rule.
//! - A line of a comment that begins with `----` is a heading of what follows, and is kept with the file.
//! - `# role NAME: TITLE | ENGLISH TITLE` says what people call a role; the English title may be left out.
//! - What [`PREAMBLE`] explains is written at the beginning of each file, and is no comment of the first rule.

mod fields;
mod layout;
mod parse;
mod policy;
mod print;
#[cfg(test)]
mod round_trip;

use super::change::{LONGEST_LINE, RoleLine};
use super::rule::Line;

/// What is written at the beginning of each file, without the `# ` before each line.
pub const PREAMBLE: &str = "\
Who may do what, where: rules and links between roles in casbin's CSV.

  g, ROLE, CONTAINED ROLE, *                                one role contains another, always everywhere
  p, ROLE, DOMAIN, OBJECT, ACTION, RELATION, allow|deny      a rule; DOMAIN is * or the path of an area

A user holds a role at an area (a grant); the rule then holds in that area and all below it.
RELATION says how the user must stand to the record: any, ordinary (not confidential), own_team, handling, own_record.
A deny on a role falls on every role that contains it.
A comment belongs to the rule or link below it. `# role NAME: TITLE | ENGLISH TITLE` says what people call a role.";

/// The heading of the roles' titles.
const ROLES: &str = "---- What people call the roles.";

/// What a line begins with that says what people call a role.
const ROLE_TITLE: &str = "role ";

/// What a line of a comment begins with that is a heading.
const HEADING: &str = "----";

/// Something of a file, and the line that it stands on.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The line, from 1 on; 0 for what comes from elsewhere.
    pub number: u64,
    /// What stands there.
    pub it: T,
}

impl<T: PartialEq> PartialEq for At<T> {
    /// Whether both say the same, wherever they stand.
    fn eq(&self, other: &Self) -> bool {
        self.it == other.it
    }
}

/// A rule or link of a file, its words not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its fields.
    pub line: Line,
    /// The lines of the comment above it, without their `#`.
    pub above: Vec<String>,
}

impl Entry {
    /// The headings above it with all before them, and what is noted of this entry alone.
    fn headings_and_note(&self) -> (&[String], &[String]) {
        let after = self.above.iter().rposition(|line| line.starts_with(HEADING));
        self.above.split_at(after.map_or(0, |last| last + 1))
    }

    /// What is noted of this entry alone, as one line: it is kept with the rule. What is longer than such
    /// a line may be stays in the file.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let note = self.headings_and_note().1.join(" ").replace('\t', " ");
        let note = note.trim();
        let fits = !note.is_empty() && note.chars().nth(LONGEST_LINE).is_none();
        fits.then(|| note.to_owned())
    }
}

/// A policy as a file has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PolicyFile {
    /// What people call the roles, as far as the file says it.
    pub roles: Vec<At<RoleLine>>,
    /// The rules and links, in their order.
    pub entries: Vec<At<Entry>>,
}
