//! Values that no SQL works out: the statement leaves in the answer what they are worked out from,
//! under a mark that nobody can guess.

use super::Compiler;
use crate::read::row::Row;
use crate::read::sql::Slot;
use crate::read::subject::Subject;

/// What is worked out in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComputedKind {
    /// What the viewer may do with a record of this kind, from its facts.
    AllowedActions(Subject),
    /// The signed address of a file, from its id.
    FileUrl,
    /// The signed address of a file's thumbnail, from its id.
    ThumbnailUrl,
    /// Where the words of a search stand, from the search and the words of a case.
    Snippet,
    /// The signed address of an export, from its id.
    ExportUrl,
}

impl ComputedKind {
    fn all() -> impl Iterator<Item = Self> {
        let actions = Subject::ALL.iter().map(|subject| Self::AllowedActions(*subject));
        actions.chain([Self::FileUrl, Self::ThumbnailUrl, Self::Snippet, Self::ExportUrl])
    }

    /// The letter that its marks carry; those of counts carry a number.
    pub(super) fn letter(self) -> char {
        match self {
            Self::AllowedActions(of) => of.letter(),
            Self::FileUrl => 'f',
            Self::ThumbnailUrl => 't',
            Self::Snippet => 's',
            Self::ExportUrl => 'x',
        }
    }
}

/// A marked place of an answer's text, behind the mark's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Computed<'a> {
    /// What belongs there.
    pub kind: ComputedKind,
    /// What it is worked out from.
    pub from: &'a str,
    /// How many bytes of the text it takes up, the closing quotation mark included.
    pub length: usize,
}

impl<'a> Computed<'a> {
    /// What a mark, less its prefix, is for; none where it is that of a count.
    #[must_use]
    pub fn parse(mark: &'a str) -> Option<Self> {
        let end = mark.find('"')?;
        let (letter, from) = mark.get(..end)?.split_once(':')?;
        let kind = ComputedKind::all()
            .find(|kind| letter.len() == 1 && letter.starts_with(kind.letter()))?;
        Some(Self { kind, from, length: end + 1 })
    }
}

impl Compiler<'_> {
    /// The facts of a row, which is a record of this kind.
    pub(super) fn facts(&self, of: Subject, row: &Row) -> String {
        for column in of.fact_columns() {
            let _ = row.column(column);
        }
        of.facts(self.dialect(), row.alias())
    }

    /// A text that a value of this kind is put in the place of.
    pub(super) fn computed(&mut self, kind: ComputedKind, from: &str) -> String {
        self.is_computed = true;
        let mark = self.binds.bind_slot(Slot::ComputedMark(kind));
        format!("{mark} || {from}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_letter_of_its_own() {
        for kind in ComputedKind::all() {
            let mark = format!("{}:what\" and more", kind.letter());
            let computed = Computed { kind, from: "what", length: 7 };
            assert_eq!(Computed::parse(&mark), Some(computed));
        }
    }
}
