//! How long texts may be, in characters, whoever brings them in.

/// The longest title.
pub const TITLE: usize = 200;
/// The longest name of a person, a place or a role.
pub const NAME: usize = 100;
/// The longest address.
pub const ADDRESS: usize = 500;
/// The longest note, reply or reason.
pub const NOTE: usize = 5_000;
/// The longest description, minutes or record.
pub const LONG: usize = 20_000;
