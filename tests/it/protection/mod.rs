//! The desk goes on, whatever analysts ask: what their roles may ask for is bounded, and what is heavy
//! is read by connections of its own.

mod budgets;
mod heavy;
mod replica;
mod texts;
