//! API tokens: made and revoked by those who may, and by the operator. `owner` is whom a token acts
//! for, and where that is judged.

mod create;
mod listed;
mod owner;
mod revoke;

pub use create::{LONGEST_LIFE, NewToken};
pub use listed::KeptToken;
pub(super) use revoke::revoke_all;
