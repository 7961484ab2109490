//! All integration tests in one binary: stories, the judge of the policy, queries with their SQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that fails says so by panicking, and a run says what it covered"
)]

mod authorizer;
mod descriptions;
mod graphql_over_http;
mod imports;
mod schema_steps;
mod sign_in;
mod support;
mod worlds;
