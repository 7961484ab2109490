//! Users: what signing in and the operator's commands need to know of them, and the changes that
//! administrators make. Each is one transaction that writes what is changed and an audit entry, or
//! nothing.

mod activity;
mod administrators;
mod approve;
mod create;
mod grant;
mod held;
mod known;
mod last_use;
mod revoke;
mod role;

pub use activity::OpenWork;
pub(in crate::store) use activity::open_work_of;
pub(in crate::store) use administrators::Administered;
pub use create::{MakePassword, NewUser, OneTimePassword, WithPassword};
pub use grant::GrantToMake;
pub use known::{ListedUser, SignIn};
pub use role::GrantedAt;
