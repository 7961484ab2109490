//! All integration tests in one binary: stories, the judge of the policy, queries with their SQL.

mod support;
mod worlds;
