//! The input of mutations that take a record and words alone.

use super::input::input;

input! {
    /// A record, and what is said of it.
    RecordWordsInput {
        /// The record.
        id: String = "id" "ID!",
        /// The version that was seen.
        expected_version: i32 = "expectedVersion" "Int!",
        /// What is said: why, or what was done or seen.
        note: String = "note" "String!",
    }
}
