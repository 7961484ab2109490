//! Changes of patrol routes, and the visits that are signed for. Each is one transaction that writes
//! what it changes and an audit entry, or nothing.
//!
//! [`route`] keeps a route, [`points`] its checkpoints with the visits that each is owed from which
//! day on, and [`visit`] what was visited; [`held`] takes a route in hand.

mod held;
mod points;
mod route;
mod visit;

pub use points::PointToSave;
pub use route::RouteToSave;
pub use visit::Visit;
