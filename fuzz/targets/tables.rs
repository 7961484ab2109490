//! Any bytes as a file of areas, users, teams, cases or hazards, in each of the three formats: what is wrong
//! is told by its line, and what passed is right.

#![no_main]

use std::collections::HashSet;
use std::sync::OnceLock;

use chrono::{Datelike, Utc};
use fuzz::files::{file, look_at_error, look_at_problems, source, workbook};
use fuzz::world::world;
use libfuzzer_sys::fuzz_target;
use wardbook::desk::deadline::{Limits, Severity, due_at};
use wardbook::import::areas::{self, Area, is_code};
use wardbook::import::cases::{self, CaseRecord};
use wardbook::import::{Problems, Source, hazards, teams, users};

/// What is in the database already.
struct Known {
    areas: Vec<Area>,
    cases: cases::Known,
    hazards: hazards::Known,
    roles: Vec<String>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let world = world();
        world.block_on(async {
            Known {
                areas: world.store.areas().await.unwrap(),
                cases: world.store.known_to_cases().await.unwrap(),
                hazards: world.store.known_to_hazards().await.unwrap(),
                roles: world.store.role_names().await.unwrap(),
            }
        })
    })
}

fn has_area(code: &str) -> bool {
    known().areas.iter().any(|area| area.code == code)
}

fn read_areas(source: &Source) -> Result<(), wardbook::import::SourceError> {
    let mut problems = Problems::default();
    let records = areas::read(source, &mut problems)?;
    look_at_problems(&problems);
    assert!(records.iter().all(|area| is_code(&area.code) && !area.name.is_empty()));
    if !problems.is_empty() {
        return Ok(());
    }
    let plan = areas::plan(&records, &known().areas, &mut problems);
    look_at_problems(&problems);
    let planned: Vec<&Area> = plan.added.iter().chain(&plan.changed).collect();
    for area in &planned {
        let of_id = |id| {
            let present = known().areas.iter().find(|above| above.id == id);
            planned.iter().copied().find(|above| above.id == id).or(present).unwrap()
        };
        let above = area.parent_id.map(of_id);
        let path = format!("{}{}/", above.map_or("/", |above| &above.path), area.code);
        assert_eq!(area.path, path);
        assert!(above.is_none_or(|above| above.level < area.level));
        assert_eq!(area.lineage.iter().flatten().last(), Some(&area.id));
    }
    Ok(())
}

fn read_users(source: &Source) -> Result<(), wardbook::import::SourceError> {
    let mut problems = Problems::default();
    let known = users::Known { has_area: &has_area, roles: &known().roles };
    let records = users::read(source, &known, &mut problems)?;
    look_at_problems(&problems);
    let names: HashSet<&str> = records.iter().map(|user| user.username.as_str()).collect();
    assert_eq!(names.len(), records.len());
    for user in &records {
        assert_eq!(users::wrong_with_username(&user.username), None);
        assert!(!user.grants.is_empty());
        assert!(user.grants.iter().all(|grant| known.roles.contains(&grant.role)));
    }
    Ok(())
}

fn read_teams(source: &Source) -> Result<(), wardbook::import::SourceError> {
    let mut problems = Problems::default();
    let has_user = |name: &str| world().town.users.iter().any(|user| user.username == name);
    let known = teams::Known { has_area: &has_area, has_user: &has_user };
    let records = teams::read(source, &known, &mut problems)?;
    look_at_problems(&problems);
    for team in &records {
        assert!(!team.name.is_empty() && has_area(&team.area_code));
        let members = team.members.iter().flatten().chain(&team.leader);
        assert!(members.into_iter().all(|name| has_user(name)));
    }
    Ok(())
}

/// A case that can be kept, and told by the API as it is.
fn look_at_case(case: &CaseRecord) {
    assert!(!case.number.is_empty() && !case.title.is_empty());
    let times = [Some(case.received_at), case.closed_at];
    for at in times.iter().flatten() {
        assert!((1..=9998).contains(&at.year()), "{at}");
    }
    assert!(case.closed_at.is_none_or(|closed| closed >= case.received_at));
    assert!(case.latitude.is_none_or(|degrees| degrees.abs() <= 90.0));
    assert!(case.longitude.is_none_or(|degrees| degrees.abs() <= 180.0));
    let severity = Severity::from_name(&case.severity).expect("a severity");
    let zone = chrono_tz::Asia::Shanghai;
    let due = due_at(case.received_at, severity, Limits::default(), zone);
    assert!(due > case.received_at, "{due} for {}", case.received_at);
}

fn read_cases(source: &Source) -> Result<(), wardbook::import::SourceError> {
    let mut problems = Problems::default();
    let mut numbers = HashSet::new();
    let zone = chrono_tz::Asia::Shanghai;
    cases::read(source, None, &known().cases, zone, &mut problems, |case| {
        look_at_case(&case);
        assert!(numbers.insert(case.number));
    })?;
    look_at_problems(&problems);
    Ok(())
}

fn read_hazards(source: &Source) -> Result<(), wardbook::import::SourceError> {
    let mut problems = Problems::default();
    let now = Utc::now();
    let by = (now, chrono_tz::Asia::Shanghai);
    let records = hazards::read(source, &known().hazards, by, &mut problems)?;
    look_at_problems(&problems);
    let numbers: HashSet<&str> = records.iter().map(|hazard| hazard.number.as_str()).collect();
    assert_eq!(numbers.len(), records.len());
    for hazard in &records {
        assert!(!hazard.number.is_empty() && !hazard.description.is_empty());
        assert!(hazard.responsible.is_some() != hazard.responsible_unit.is_some());
        assert!(hazard.found_at <= now && hazard.found_at <= hazard.due_at);
        assert!((1..=9998).contains(&hazard.due_at.year()));
        let is_right = ["RECTIFIED", "VERIFIED"].contains(&hazard.status.as_str());
        assert_eq!(hazard.rectified_at.is_some(), is_right);
        assert_eq!(hazard.verified_at.is_some(), hazard.status == "VERIFIED");
        assert!(hazard.rectified_at.is_none_or(|at| hazard.found_at <= at && at <= now));
        assert!(hazard.verified_at.is_none_or(|at| hazard.rectified_at <= Some(at)));
    }
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (name, bytes) = match first >> 2 & 3 {
        0 | 1 => ("table.csv", rest.to_vec()),
        2 => ("table.ndjson", rest.to_vec()),
        _ => {
            // The sheet, a NUL, the texts that its cells refer to.
            let at = rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len());
            let (sheet, texts) = rest.split_at(at);
            ("table.xlsx", workbook(sheet, texts.strip_prefix(b"\0").unwrap_or(texts)))
        }
    };
    let source = source(name, &bytes);
    let read = match first & 3 {
        0 => read_areas(&source),
        1 => read_users(&source),
        2 => read_teams(&source),
        _ if first >> 4 & 1 == 1 => read_hazards(&source),
        _ => read_cases(&source),
    };
    if let Err(error) = read {
        look_at_error(&error, &file(name, &bytes));
    }
});
