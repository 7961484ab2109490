//! What is too much is refused, with a code and what was measured; what nobody waits for is
//! stopped.

mod cancelled;
mod costs;
mod refused;
mod turns;
