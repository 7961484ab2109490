//! Changes of categories. Each is one transaction that writes the category and an audit entry, or
//! nothing.

mod save;

pub use save::CategoryToSave;
