//! A whole demo town: a district that is nowhere, with a year of work, made up from a seed.
//!
//! The same seed and moment make the same town, ids and passwords included. Names, telephone
//! numbers and matters are invented; nobody in it lives anywhere.

mod chance;
mod checks;
mod duty;
mod hazards;
mod matters;
mod papers;
mod patrols;
mod people;
mod phrases;
mod timeline;
mod tree;
mod words;

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use entity::{
    area, case, case_event, category, check, check_item, checklist, checklist_question, checkpoint,
    checkpoint_term, clock, coordination, coordination_team, duty_log_entry, emergency_entry,
    follow_up, grant, handover, hazard, hazard_event, mediation, mediation_session,
    mediation_session_mediator, number_series, patrol_route, patrol_visit, place, reply, shift,
    shift_gap, shift_member, supervision, team, team_member, user,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use chance::Chance;

/// Somebody who can sign in to the demo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name to sign in with.
    pub username: String,
    /// The password, which is no secret.
    pub password: String,
    /// The roles held, and where.
    pub grants: Vec<AccountGrant>,
}

/// A role that an account holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountGrant {
    /// The role's name.
    pub role: String,
    /// The area's code; null for everywhere.
    pub area: Option<String>,
}

/// Who brought a case, to be sealed before it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reporter {
    /// A made-up name.
    pub name: String,
    /// A telephone number that nobody has.
    pub phone: String,
}

/// All rows of a demo town, each list in an order in which it can be written.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "each field is the rows of the table of its name")]
pub struct Town {
    pub areas: Vec<area::Model>,
    pub users: Vec<user::Model>,
    pub grants: Vec<grant::Model>,
    pub categories: Vec<category::Model>,
    pub teams: Vec<team::Model>,
    pub team_members: Vec<team_member::Model>,
    pub places: Vec<place::Model>,
    pub cases: Vec<case::Model>,
    pub case_events: Vec<case_event::Model>,
    pub clocks: Vec<clock::Model>,
    pub handovers: Vec<handover::Model>,
    pub supervisions: Vec<supervision::Model>,
    pub coordinations: Vec<coordination::Model>,
    pub coordination_teams: Vec<coordination_team::Model>,
    pub mediations: Vec<mediation::Model>,
    pub mediation_sessions: Vec<mediation_session::Model>,
    pub mediation_session_mediators: Vec<mediation_session_mediator::Model>,
    pub emergency_entries: Vec<emergency_entry::Model>,
    pub replies: Vec<reply::Model>,
    pub follow_ups: Vec<follow_up::Model>,
    pub number_series: Vec<number_series::Model>,
    pub reporters: Vec<(Uuid, Reporter)>,
    pub checklists: Vec<checklist::Model>,
    pub checklist_questions: Vec<checklist_question::Model>,
    pub checks: Vec<check::Model>,
    pub check_items: Vec<check_item::Model>,
    pub hazards: Vec<hazard::Model>,
    pub hazard_events: Vec<hazard_event::Model>,
    pub patrol_routes: Vec<patrol_route::Model>,
    pub checkpoints: Vec<checkpoint::Model>,
    pub checkpoint_terms: Vec<checkpoint_term::Model>,
    pub patrol_visits: Vec<patrol_visit::Model>,
    pub shifts: Vec<shift::Model>,
    pub shift_members: Vec<shift_member::Model>,
    pub shift_gaps: Vec<shift_gap::Model>,
    pub duty_log_entries: Vec<duty_log_entry::Model>,
    /// Those of the users who can sign in, and their passwords.
    pub accounts: Vec<Account>,
}

impl Town {
    /// The town of a seed, with the year of work before a moment.
    #[must_use]
    pub fn new(seed: u64, now: DateTime<Utc>, zone: Tz) -> Self {
        let now = now.trunc_subsecs(0);
        let mut chance = Chance::new(seed, now, zone);
        let mut town = Self::default();
        tree::plant(&mut town, &mut chance);
        people::hire(&mut town, &mut chance);
        matters::receive(&mut town, &mut chance);
        checks::make(&mut town, &mut chance);
        people::form_committees(&mut town, &mut Chance::new(seed.rotate_left(7), now, zone));
        // A chance of its own: the cases of a seed do not change with what is kept beside them.
        papers::write(&mut town, &mut Chance::new(!seed, now, zone));
        let apart = |turns| Chance::new(!seed.rotate_left(turns), now, zone);
        hazards::find(&mut town, &mut apart(11));
        patrols::walk(&mut town, &mut apart(23));
        duty::keep(&mut town, &mut apart(37));
        town
    }

    /// Whoever holds a role at this very area.
    fn holder(&self, role: &str, area: Option<Uuid>) -> Option<Uuid> {
        let mut grants = self.grants.iter().filter(|grant| grant.role == role);
        grants.find(|grant| area.is_some() && grant.area_id == area).map(|grant| grant.user_id)
    }

    /// The team of a kind that works in this very area, and its members, the leader first.
    fn team(&self, kind: &str, area: Uuid) -> Option<(Uuid, Vec<Uuid>)> {
        let team = self.teams.iter().find(|team| team.kind == kind && team.area_id == area)?;
        let members = self.team_members.iter().filter(|member| member.team_id == team.id);
        Some((team.id, members.map(|member| member.user_id).collect()))
    }

    fn area(&self, code: &str) -> Option<&area::Model> {
        self.areas.iter().find(|area| area.code == code)
    }
}
