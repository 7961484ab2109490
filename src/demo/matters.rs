//! A year of cases.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc, Weekday};
use entity::{area, case};
use uuid::Uuid;

use super::chance::Chance;
use super::timeline::{Course, live};
use super::words::{CATEGORIES, Category, GIVEN_NAMES, SPOTS, SURNAMES};
use super::{Reporter, Town};
use crate::desk::deadline::{Limits, Severity, due_at};
use crate::policy::Level;

/// Cases of the year.
const CASES: usize = 4_000;

const SEVERITIES: &[(&str, u32)] = &[("SIMPLE", 35), ("ORDINARY", 55), ("MAJOR", 10)];
const SOURCES: &[(&str, u32)] = &[
    ("WALK_IN", 24),
    ("PHONE", 30),
    ("ONLINE", 16),
    ("MAIL", 2),
    ("RECEPTION_DAY", 4),
    ("PATROL", 8),
    ("CHECK", 5),
    ("ROUND", 7),
    ("SUPERIOR", 2),
    ("REFERRAL", 2),
];

/// The moments at which cases come in: mostly on weekdays and by day.
fn moments(chance: &mut Chance) -> Vec<DateTime<Utc>> {
    let mut moments = Vec::with_capacity(CASES);
    while moments.len() < CASES {
        let at = chance.now - chance.minutes(10, 365 * 24 * 60) - chance.seconds(60);
        let local = at.with_timezone(&chance.zone);
        let weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
        let by_day = (8..20).contains(&local.hour());
        let likely = match (by_day, weekend) {
            (true, false) => 100,
            (true, true) => 45,
            (false, _) => 8,
        };
        if chance.percent(likely) {
            moments.push(at);
        }
    }
    moments.sort_unstable();
    moments
}

pub(super) fn receive(town: &mut Town, chance: &mut Chance) {
    let categories: Vec<&Category> =
        CATEGORIES.iter().flat_map(|(.., below)| below.iter()).collect();
    let areas = |level: Level| -> Vec<area::Model> {
        town.areas.iter().filter(|area| area.level == level.as_str()).cloned().collect()
    };
    let (grids, communities, towns) =
        (areas(Level::Group), areas(Level::Community), areas(Level::Town));
    let mut numbers = std::collections::HashMap::new();
    for received_at in moments(chance) {
        let places = match chance.below(100) {
            0..70 => &grids,
            70..94 => &communities,
            _ => &towns,
        };
        let (Some(area), Some(category)) = (chance.pick(places), chance.pick(&categories)) else {
            return;
        };
        let of_town = town.areas.iter().find(|a| Some(a.id) == area.town_id);
        let year = received_at.with_timezone(&chance.zone).year();
        let code = of_town.map_or(area.code.as_str(), |of_town| of_town.code.as_str());
        let number = numbers.entry((code.to_owned(), year)).or_insert(0_u32);
        *number += 1;
        let number = format!("{code}-{year}-{number:06}");
        add_case(town, chance, area, category, received_at, number);
    }
}

fn add_case(
    town: &mut Town,
    chance: &mut Chance,
    area: &area::Model,
    (code, _, _, team_kind, matters): &Category,
    received_at: DateTime<Utc>,
    number: String,
) {
    let severity = chance.weighted(SEVERITIES);
    let (spot, matter) = (chance.word(SPOTS), chance.word(matters));
    let due = due_at(
        received_at,
        Severity::from_name(severity).unwrap_or(Severity::Ordinary),
        Limits::default(),
        chance.zone,
    );
    let team =
        town.teams.iter().find(|team| team.kind == *team_kind && team.town_id == area.town_id);
    let members: Vec<Uuid> = town
        .team_members
        .iter()
        .filter(|member| Some(member.team_id) == team.map(|team| team.id))
        .map(|member| member.user_id)
        .collect();
    let officer = officer(town, area);
    let id = chance.id(received_at);
    let course = Course {
        case: id,
        area: area.id,
        team: team.map(|team| team.id),
        handler: chance.pick(&members).copied(),
        officer,
        severity,
        received_at,
        due_at: due,
    };
    let lived = live(&course, chance);
    town.cases.push(case::Model {
        id,
        number,
        title: format!("{spot}{matter}"),
        description: format!("{}{spot}，反映{matter}，请求处理。", area.name),
        category_id: town.categories.iter().find(|known| known.code == *code).map(|known| known.id),
        source: chance.weighted(SOURCES).to_owned(),
        severity: severity.to_owned(),
        emergency: severity == "MAJOR" && chance.percent(15),
        confidential: chance.percent(4),
        status: lived.status.to_owned(),
        is_open: lived.closed_at.is_none(),
        area_id: area.id,
        province_id: area.province_id,
        city_id: area.city_id,
        district_id: area.district_id,
        town_id: area.town_id,
        community_id: area.community_id,
        group_id: area.group_id,
        desk_id: area.id,
        address: Some(format!("{}{spot}", area.name)),
        latitude: None,
        longitude: None,
        received_at,
        due_at: Some(due),
        closed_at: lived.closed_at,
        updated_at: lived.updated_at,
        received_by_id: officer,
        first_handler_id: officer,
        handler_id: lived.handler,
        overseer_id: None,
        team_id: lived.team,
        satisfaction: lived.satisfaction,
        reopen_count: 0,
        version: lived.version,
        resolution: None,
        masked_title: None,
        masked_description: None,
        masked_resolution: None,
        masked_address: None,
        overdue_noted_at: lived.overdue_noted_at,
        merged_into_id: None,
    });
    town.case_events.extend(lived.events);
    if chance.percent(70) {
        let reporter = Reporter {
            name: format!("{}{}", chance.word(SURNAMES), chance.word(GIVEN_NAMES)),
            phone: format!("000-0000-{:04}", chance.below(10_000)),
        };
        town.reporters.push((id, reporter));
    }
}

/// Whoever answers for an area, or else for the nearest one above it.
fn officer(town: &Town, area: &area::Model) -> Option<Uuid> {
    let above = [area.group_id, area.community_id, area.town_id, area.district_id];
    above.into_iter().flatten().find_map(|id| {
        let roles = ["group_leader", "community", "town_center", "district_center"];
        let grant =
            town.grants.iter().find(|g| g.area_id == Some(id) && roles.contains(&g.role.as_str()));
        grant.map(|grant| grant.user_id)
    })
}

/// So long a case of a severity takes mostly, and at most.
pub(super) fn working_time(severity: &str, chance: &mut Chance) -> TimeDelta {
    let hours = match severity {
        "SIMPLE" => (1, 10),
        "ORDINARY" => (12, 150),
        _ => (72, 600),
    };
    chance.minutes(hours.0 * 60, hours.1 * 60)
}
