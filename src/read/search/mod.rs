//! Searching in words: what a text is found by, what a search asks for, how both databases are asked,
//! and where the words stand.
//!
//! Each case has a document in an index of words: the tokens of its title, its description and its
//! notes, as they show in lists, and the ids of the areas that it lies in. So words and areas are one
//! look-up. The index finds what holds all tokens; whether those of a run stand side by side is then
//! seen in the text. Few cases are put in order when they are found; a list of very many is read in the
//! order of its indexes, and what was not found is passed over. Nothing is weighed by how often a
//! word is used: that would tell of records that the viewer may not see.

mod asked;
mod compile;
mod query;
mod snippet;
mod words;

pub use asked::Search;
pub use compile::{are_many, found, is_known, passed, probe, source, source_of};
pub use query::{Tier, area_token, document_literal};
pub use snippet::snippet;
pub use words::tokens;
