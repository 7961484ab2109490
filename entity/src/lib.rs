//! The tables as sea-orm entities: one file a table, no logic.
//!
//! Ids are UUIDv7 made by the program; only rules and versions are counted. Columns that hold a GraphQL enum's value hold its name,
//! such as `IN_PROGRESS`. A row that lies in an area has, beside `area_id`, one column for each level
//! of the tree, from `province_id` to `group_id`: its ancestors, down to its own area, null below.
//!
//! No entity declares a relation: reads across tables are compiled, and name what they join.

#![expect(missing_docs, reason = "each module says what a row is; ARCHITECTURE.md has the columns")]

pub mod api_token;
pub mod api_token_area;
pub mod area;
pub mod audit_entry;
pub mod audit_seal;
pub mod authorization_version;
pub mod casbin_rule;
pub mod case;
pub mod case_event;
pub mod category;
pub mod check;
pub mod check_item;
pub mod checklist;
pub mod checklist_question;
pub mod checkpoint;
pub mod checkpoint_term;
pub mod clock;
pub mod coordination;
pub mod coordination_team;
pub mod duty_log_entry;
pub mod emergency_entry;
pub mod export;
pub mod federated_grant;
pub mod federated_identity;
pub mod file;
pub mod follow_up;
pub mod grant;
pub mod grant_use;
pub mod handover;
pub mod hazard;
pub mod hazard_event;
pub mod idempotency_key;
pub mod login_failure;
pub mod mediation;
pub mod mediation_session;
pub mod mediation_session_mediator;
pub mod number_series;
pub mod outbox;
pub mod party;
pub mod patrol_route;
pub mod patrol_visit;
pub mod pending_change;
pub mod pending_rule;
pub mod place;
pub mod policy_role;
pub mod policy_text;
pub mod policy_version;
pub mod refresh_token;
pub mod reply;
pub mod reporter;
pub mod shift;
pub mod shift_gap;
pub mod shift_member;
pub mod sign_in_attempt;
pub mod sign_in_code;
pub mod supervision;
pub mod team;
pub mod team_member;
pub mod user;
