//! The steps that make the database, up and down, alike on SQLite and PostgreSQL.
//!
//! A step is one file, and one transaction on both. A step that has been released is never
//! changed again: what comes later is a step of its own at the end of the list.

pub use sea_orm_migration::prelude::*;
pub use sea_orm_migration::seaql_migrations;

mod columns;
mod listing;

mod m0001_areas;
mod m0002_people;
mod m0003_policy;
mod m0004_teams_and_places;
mod m0005_cases;
mod m0006_checks;
mod m0007_audit;
mod m0008_authorization_version;
mod m0009_open_and_category;
mod m0010_life_of_cases;
mod m0011_outbox;
mod m0012_files;
mod m0013_audit_seals;
mod m0014_checklists;
mod m0015_hazards;
mod m0016_patrols;
mod m0017_shifts;
mod m0018_administration;
mod m0019_api_tokens;
mod m0020_federation;
mod m0021_policy_texts;
mod m0022_sealed_entries;
mod m0023_lists_of_administrators;
mod m0024_case_documents;
mod m0025_exports;
mod m0026_events_by_kind;
mod m0027_desks;

/// All steps, in their order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_areas::Migration),
            Box::new(m0002_people::Migration),
            Box::new(m0003_policy::Migration),
            Box::new(m0004_teams_and_places::Migration),
            Box::new(m0005_cases::Migration),
            Box::new(m0006_checks::Migration),
            Box::new(m0007_audit::Migration),
            Box::new(m0008_authorization_version::Migration),
            Box::new(m0009_open_and_category::Migration),
            Box::new(m0010_life_of_cases::Migration),
            Box::new(m0011_outbox::Migration),
            Box::new(m0012_files::Migration),
            Box::new(m0013_audit_seals::Migration),
            Box::new(m0014_checklists::Migration),
            Box::new(m0015_hazards::Migration),
            Box::new(m0016_patrols::Migration),
            Box::new(m0017_shifts::Migration),
            Box::new(m0018_administration::Migration),
            Box::new(m0019_api_tokens::Migration),
            Box::new(m0020_federation::Migration),
            Box::new(m0021_policy_texts::Migration),
            Box::new(m0022_sealed_entries::Migration),
            Box::new(m0023_lists_of_administrators::Migration),
            Box::new(m0024_case_documents::Migration),
            Box::new(m0025_exports::Migration),
            Box::new(m0026_events_by_kind::Migration),
            Box::new(m0027_desks::Migration),
        ]
    }
}
