//! `POST /files` takes a file, `GET /files/{id}` gives it back;
//! `GET /export/{id}` gives what somebody has taken out.

mod disposition;
mod export;
mod multipart;
mod range;
mod serve;
mod upload;

pub(super) use export::export;
pub(super) use serve::get;
pub(super) use upload::post;
