//! All integration tests in one binary: stories, the judge of the policy, queries with their SQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test that fails says so by panicking, a run says what it covered, and what is in the \
              tables is looked up as it is"
)]

mod access;
mod audit;
mod authorizer;
mod backups;
mod binary;
mod chain;
mod checks;
mod clocks;
mod crowds;
mod demo_town;
mod descriptions;
mod documented;
mod duty;
mod ending;
mod erasure;
mod exports;
mod federation;
mod files;
mod found_by_fuzzing;
mod full_disks;
mod graphql_over_http;
mod hazards;
mod hostile_documents;
mod impact;
mod imports;
mod known_documents;
mod leaks;
mod life;
mod limits;
mod matrix;
mod odd_requests;
mod outages;
mod patrols;
mod plans;
mod policies;
mod policy_files;
mod protection;
mod queries;
mod reading_lists;
mod rotation;
mod schema_steps;
mod search;
mod sight;
mod sign_in;
mod slow_clients;
mod statements;
mod stats;
mod support;
mod tokens;
mod told;
mod town;
mod users;
mod views;
mod worlds;
