//! Exports: ordered and cancelled by users ([`order`], [`cancel`]), written by whichever server has
//! taken them ([`run`]), and forgotten when nobody may have them any longer ([`sweep`]). [`taken`]
//! notes those of the command line.

mod cancel;
mod order;
mod run;
mod sweep;
mod taken;

pub use order::NewExport;
pub use run::{Ended, TakenExport};
