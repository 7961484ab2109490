//! `POST /files` takes a file, `GET /files/{id}` gives it back.

mod disposition;
mod multipart;
mod range;
mod serve;
mod upload;

pub(super) use serve::get;
pub(super) use upload::post;
