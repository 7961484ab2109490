//! Filters: what each field of a filter compares, as data, and the conditions that a filter makes.
//!
//! An operator that is null counts as not given. `in: []` and `or: []` match nothing. `ne`,
//! `notIn` and `not` keep rows whose column is null.

mod beside;
mod compile;
mod given;
mod hours;
mod lead;
mod operators;
mod ranges;
mod types;

pub use compile::FilterCompiler;
pub use lead::{Lead, lead};
pub use operators::day_begins;
pub use types::input_objects;

use super::input::EnumType;
use super::table::Table;

/// The filter of one list: an input object whose fields compare columns, with `and`, `or`, `not`.
#[derive(Debug)]
pub struct FilterType {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// Whether the list has its one field as an argument, in place of the argument `filter`.
    pub is_argument: bool,
    /// What may be compared.
    pub fields: &'static [FilterField],
}

impl FilterType {
    /// The field by which rows are found by the words in them, if there is one.
    #[must_use]
    pub fn searched(&self) -> Option<&'static str> {
        let found = self.fields.iter().find(|field| matches!(field.compares, Compares::FullText));
        found.map(|field| field.name)
    }

    /// The field by which rows are found by their parts, what holds the parts and what is compared of
    /// them, if there is one.
    #[must_use]
    pub fn having(&self) -> Option<(&'static str, &'static Table, &'static FilterType)> {
        self.fields.iter().find_map(|field| match field.compares {
            Compares::Having(parts, _, of) => Some((field.name, parts, of)),
            _ => None,
        })
    }
}

/// One field of a filter.
#[derive(Debug)]
pub struct FilterField {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// What it compares.
    pub compares: Compares,
}

/// A column that refers to a row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Reference(pub &'static str, pub &'static Table);

/// What a field of a filter compares, and with which operators.
#[derive(Debug)]
pub enum Compares {
    /// A column with ids of one type, told by their prefix.
    Id(&'static str, &'static str),
    /// A column with ids of any type.
    AnyId(&'static str),
    /// A text column.
    Text(&'static str),
    /// What this compares, where the column of [`Reference`] refers to a row that the viewer may
    /// read; null where not.
    OfVisible(Reference, &'static Compares),
    /// A column of words that somebody wrote, and the one that holds them where numbers of persons
    /// in them are masked: nobody finds a case by such a number.
    Words(&'static str, &'static str),
    /// A column of whole numbers.
    Int(&'static str),
    /// A boolean column.
    Boolean(&'static str),
    /// A condition, in which `{t}.x` is a column and `{now}` the moment of the request.
    Truth(&'static str),
    /// A column of moments.
    DateTime(&'static str),
    /// A column of civil days.
    Date(&'static str),
    /// A column of an enum's values.
    Enum(&'static str, &'static EnumType),
    /// An expression that gives an enum's values, in which `{t}.x` is a column.
    EnumOf(&'static str, &'static EnumType),
    /// Ids of one type that stand beside the row in a table of pairs: the table, its column with the
    /// row's id, its column with theirs, and their prefix.
    Beside(&'static str, &'static str, &'static str, &'static str),
    /// Texts that stand beside the row in another table: the table, its column with the row's id, and
    /// its column with the text. One of them satisfies it; for `ne` and `notIn` none does otherwise.
    BesideText(&'static str, &'static str, &'static str),
    /// A moment between the values of these two columns, the second excluded.
    During(&'static str, &'static str),
    /// The area that the row lies in.
    Area,
    /// A column that refers to an area.
    AreaOf(&'static str),
    /// The path of the row, which is an area: within an area, itself included.
    Path,
    /// A column that refers to a category.
    Category(&'static str),
    /// A text that one of these columns holds, whatever the case of its letters.
    Search(&'static [&'static str]),
    /// The words of a case: all that are searched stand in its title, its description or its notes.
    FullText,
    /// A condition on a value of this kind, in which `{value}` is the value, `{t}.x` a column and
    /// `{now}` the moment of the request.
    Such(&'static str),
    /// One of the rows of this table, parts of the row that this column of theirs refers to, satisfies
    /// a filter.
    Having(&'static Table, &'static str, &'static FilterType),
    /// Where the row is on earth.
    Location,
}
