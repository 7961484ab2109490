//! A small made-up district: a tree of four levels, people who work there, and their records.
//! The same seed makes the same district, ids and all.

mod checklists;
mod duty;
mod hazards;
mod parts;
mod patrols;
mod people;
mod policy;
mod records;
mod rows;
mod trail;
mod tree;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    api_token, api_token_area, area, case, case_event, category, check, check_item, checklist,
    checklist_question, export, file, grant, place, reporter, team, team_member, user,
};
use uuid::Uuid;

use crate::support::{Database, Dice};
pub(crate) use duty::{Duty, shift_in};
pub(crate) use hazards::{Hazards, found_at, hazard_stands};
pub(crate) use parts::Parts;
pub(crate) use patrols::{Patrols, route_in};
pub(crate) use policy::PolicyChanges;
pub(crate) use trail::Trail;

/// Rows of the district, as they are in the database: all of them, or some to be added.
#[derive(Debug, Clone, Default)]
pub(crate) struct Town {
    pub(crate) areas: Vec<area::Model>,
    pub(crate) users: Vec<user::Model>,
    pub(crate) grants: Vec<grant::Model>,
    pub(crate) tokens: Vec<api_token::Model>,
    pub(crate) areas_of_tokens: Vec<api_token_area::Model>,
    pub(crate) exports: Vec<export::Model>,
    pub(crate) teams: Vec<team::Model>,
    pub(crate) members: Vec<team_member::Model>,
    pub(crate) places: Vec<place::Model>,
    pub(crate) categories: Vec<category::Model>,
    pub(crate) cases: Vec<case::Model>,
    pub(crate) parts: Parts,
    pub(crate) files: Vec<file::Model>,
    pub(crate) events: Vec<case_event::Model>,
    pub(crate) reporters: Vec<reporter::Model>,
    pub(crate) checklists: Vec<checklist::Model>,
    pub(crate) questions: Vec<checklist_question::Model>,
    pub(crate) checks: Vec<check::Model>,
    pub(crate) items: Vec<check_item::Model>,
    pub(crate) hazards: Hazards,
    pub(crate) patrols: Patrols,
    pub(crate) duty: Duty,
    pub(crate) trail: Trail,
    pub(crate) policy: PolicyChanges,
}

/// How much work a district has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) cases: usize,
    pub(crate) checks: usize,
}

impl Size {
    /// What a reviewer can look through.
    pub(crate) const SMALL: Self = Self { cases: 60, checks: 14 };
}

impl Town {
    /// A district of this size in a database that has none.
    pub(crate) async fn build(database: &Database, size: Size, seed: u64) -> Self {
        let town = Self::plan(size, seed);
        database.store().await.install_default_policy().await.unwrap();
        town.write(database.connection()).await;
        database.store().await.index_cases(false, &|_, _| {}).await.unwrap();
        town
    }

    /// The rows of a district of this size.
    pub(crate) fn plan(size: Size, seed: u64) -> Self {
        // What is found does not change what else there is of a seed.
        let (mut dice, mut of_hazards) = (Dice::new(seed), Dice::new(!seed));
        let areas = tree::areas();
        let users = people::users(&areas);
        let (teams, members) = people::teams(&areas, &users);
        let mut town = Self {
            grants: people::grants(&areas, &users),
            tokens: Vec::new(),
            areas_of_tokens: Vec::new(),
            exports: Vec::new(),
            places: records::places(&areas),
            categories: records::categories(),
            areas,
            users,
            teams,
            members,
            cases: Vec::new(),
            parts: Parts::default(),
            files: Vec::new(),
            events: Vec::new(),
            reporters: Vec::new(),
            checklists: checklists::revisions(),
            questions: checklists::questions(),
            checks: Vec::new(),
            items: Vec::new(),
            hazards: Hazards::default(),
            patrols: Patrols::default(),
            duty: Duty::default(),
            trail: Trail::default(),
            policy: PolicyChanges::default(),
        };
        for n in 0..size.cases {
            town.add_case(n, &mut dice);
        }
        for n in 0..size.checks {
            town.add_check(n, &mut dice);
            town.add_hazard(n, &mut of_hazards);
        }
        town.add_routes();
        town.add_shifts();
        town.add_trail();
        town
    }

    /// Who signs in by this name.
    pub(crate) fn user(&self, username: &str) -> Uuid {
        let found = self.users.iter().find(|user| user.username == username);
        found.unwrap_or_else(|| panic!("nobody signs in as {username}")).id
    }

    /// The global id of the area with this code.
    pub(crate) fn area(&self, code: &str) -> String {
        let found = self.areas.iter().find(|area| area.code == code);
        global("area", found.unwrap_or_else(|| panic!("no area has the code {code}")).id)
    }
}

/// What an id names, among the ids of this district.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Area = 1,
    User,
    Grant,
    Team,
    Place,
    Category,
    Case,
    Event,
    Check,
    File,
    Part,
    Checklist,
    Hazard,
    HazardEvent,
    Route,
    Shift,
    Entry,
}

/// The nth id of a kind, in the form of a UUIDv7.
fn id(kind: Kind, n: usize) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 | (kind as u128) << 32 | n as u128)
}

/// A global id as the API gives it.
pub(crate) fn global(prefix: &str, id: Uuid) -> String {
    format!("{prefix}_{}", id.simple())
}

/// The moment from which this district counts its hours.
pub(crate) fn hours(hours: i64) -> DateTime<Utc> {
    let new_year: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    new_year + TimeDelta::hours(hours)
}
