//! The files of an installation: attachments as they lie in its data folder.

mod folder;

pub use folder::Attachments;
