//! Backups: taken under writers, restored elsewhere, refused, and killed midway.

mod drill;
mod killed;
mod place;
mod refused;
