//! What the fuzz targets share. A target throws hostile input at a public door of wardbook and
//! says what must hold of every answer; a panic is a finding.
//!
//! - [`world`]: one small town in a throwaway database, and people who may see parts of it;
//! - [`answer`]: what must hold of every GraphQL answer, whatever was asked;
//! - [`schema`]: the served schema as data, and [`input`] values of its types from bytes;
//! - [`compose`]: valid documents from bytes, and [`expected`] what their answers look like;
//! - [`files`]: files of every format from bytes;
//! - [`judgement`]: a compiled policy beside casbin's own answers.

pub mod answer;
pub mod bytes;
pub mod compose;
pub mod expected;
pub mod files;
pub mod input;
pub mod judgement;
pub mod schema;
pub mod world;
