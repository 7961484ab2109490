//! Places and their safety checks, on both databases: stories through HTTP, and what is refused.

mod allowed;
mod at_once;
mod imported;
mod inspected;
mod missed;
mod own_role;
mod places;
mod refused;
mod round;
mod sight;
mod town;
