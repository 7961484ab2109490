//! Files that people send: photographs, documents, recordings.
//!
//! - What a file is, its bytes alone say ([`Media`]); neither its name nor what the client calls it
//!   counts. What is not on the list, or is more than it seems, is refused ([`Refusal`]).
//! - A photograph is kept without what the camera wrote into it, where it was taken above all, and
//!   with a small picture of itself.
//! - [`Files`] keeps the bytes under the file's id, in a folder or a bucket; their row is the
//!   store's. Bytes come first and go last, so that no row is without them; what is left over is
//!   swept.
//! - [`Signer`] makes addresses that are good for one viewer and a few minutes.

mod container;
mod exports;
mod kept;
mod media;
mod name;
mod picture;
mod place;
mod receive;
mod refusal;
mod signer;
mod sniff;
mod sweep;

pub use exports::NotKept;
pub use kept::{Content, Files, FilesError};
pub use media::Media;
pub use place::Part;
pub use receive::{Examined, examine};
pub use refusal::Refusal;
pub use signer::{Looker, Signed, Signer};
pub use sweep::{SweepError, Swept, keep_house};
