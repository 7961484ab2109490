//! Who is asking: a password makes a session, a session makes access tokens, an access token makes
//! a user with grants.
//!
//! - **Passwords** are kept as argon2id hashes. An unknown user, a deactivated one and a wrong
//!   password get one answer after one amount of work. Failures in a row under one name delay the
//!   next attempt, whether or not a user has that name.
//! - **Refresh tokens** are random and kept hashed. Each is good once: using it gives the next one
//!   of its session. Using one twice, at once or years apart, ends the session, since one of the
//!   two who hold it is not the user.
//! - A **one-time password** begins sessions that can do nothing but change it. One that somebody
//!   chooses is long and not among the commonest.
//! - **API tokens** are random and kept hashed. They may do no more than their owner may at the
//!   moment, and of that what their own scope says; ended in a second, as grants are.
//! - **Access tokens** are signed and live a few minutes. Each use compares the user's activity and
//!   token version, which the policy knows at most a second late, so that they end early too.
//! - **Issuers** of the configuration vouch for people who sign in by them, whose sessions are like
//!   any others then, and for services, which show the issuer's tokens themselves.

mod api_token;
mod by_token;
mod change;
mod federation;
mod guesses;
mod new_password;
mod password;
mod session;
mod throttle;
mod token;

pub use api_token::made as made_api_token;
pub use change::change_password;
pub use federation::{Departure, NotIn, ProviderShown, Return, Welcome};
pub use new_password::wrong_with_password;
pub(crate) use password::from_bytes as password_from_bytes;
pub use password::{hash as hash_password, made as made_password};
pub use session::{Identity, Refusal, TokenPair};
