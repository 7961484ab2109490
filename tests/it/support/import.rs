//! Files brought in as the command line does it.

use std::collections::HashMap;
use std::path::PathBuf;

use wardbook::import::{
    Problems, Source, areas, cases, checks, hazards, places, teams as team_files, users,
};
use wardbook::secret::Keys;
use wardbook::store::{Changes, Imported, Store, StoreError};

/// A file of this text, for as long as the folder is kept.
pub(crate) fn file(name: &str, text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

/// Imports areas; what was wrong with the file, if anything, and nothing is written then.
pub(crate) async fn try_areas(store: &Store, text: &str) -> Result<areas::AreaPlan, Problems> {
    let (_folder, path) = file("areas.csv", text);
    let mut problems = Problems::default();
    let records = areas::read(&Source::new(&path).unwrap(), &mut problems).unwrap();
    let present = store.areas().await.unwrap();
    let plan = areas::plan(&records, &present, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    store.apply_areas(&plan, &|_| {}).await.unwrap();
    Ok(plan)
}

pub(crate) async fn areas(store: &Store, text: &str) {
    try_areas(store, text).await.unwrap_or_else(|problems| panic!("{problems}"));
}

pub(crate) async fn users(
    store: &Store,
    text: &str,
    passwords: &HashMap<String, String>,
) -> Changes {
    let (_folder, path) = file("users.csv", text);
    let all = store.areas().await.unwrap();
    let by_code: HashMap<&str, &areas::Area> = all.iter().map(|a| (a.code.as_str(), a)).collect();
    let roles = store.role_names().await.unwrap();
    let known = users::Known { has_area: &|code| by_code.contains_key(code), roles: &roles };
    let mut problems = Problems::default();
    let records = users::read(&Source::new(&path).unwrap(), &known, &mut problems).unwrap();
    assert!(problems.is_empty(), "{problems}");
    store.import_users(&records, &by_code, passwords, false).await.unwrap()
}

pub(crate) async fn teams(store: &Store, text: &str) {
    let (_folder, path) = file("teams.csv", text);
    let all = store.areas().await.unwrap();
    let by_code: HashMap<&str, &areas::Area> = all.iter().map(|a| (a.code.as_str(), a)).collect();
    let users = store.usernames().await.unwrap();
    let known = team_files::Known {
        has_area: &|code| by_code.contains_key(code),
        has_user: &|name| users.contains_key(name),
    };
    let mut problems = Problems::default();
    let records = team_files::read(&Source::new(&path).unwrap(), &known, &mut problems).unwrap();
    assert!(problems.is_empty(), "{problems}");
    store.import_teams(&records, &by_code, &users, false).await.unwrap();
}

pub(crate) async fn cases(store: &Store, text: &str, keys: &Keys) -> Imported {
    try_cases(store, text, keys).await.unwrap()
}

/// Imports cases; why the database could not take them, if it could not.
pub(crate) async fn try_cases(
    store: &Store,
    text: &str,
    keys: &Keys,
) -> Result<Imported, StoreError> {
    let (_folder, path) = file("cases.csv", text);
    let known = store.known_to_cases().await.unwrap();
    let zone = chrono_tz::Asia::Shanghai;
    let (mut problems, mut batch) = (Problems::default(), Vec::new());
    let source = Source::new(&path).unwrap();
    cases::read(&source, None, &known, zone, &mut problems, |case| batch.push(case)).unwrap();
    assert!(problems.is_empty(), "{problems}");
    let seal = |context: &str, plain: &[u8]| {
        keys.seal(context, plain).map_err(|error| StoreError::Failed(error.to_string()))
    };
    store.import_cases(&batch, zone, &seal).await
}

pub(crate) async fn places(store: &Store, text: &str) -> Changes {
    let (_folder, path) = file("places.csv", text);
    let all = store.areas().await.unwrap();
    let by_code: HashMap<&str, &areas::Area> = all.iter().map(|a| (a.code.as_str(), a)).collect();
    let mut problems = Problems::default();
    let has_area = |code: &str| by_code.contains_key(code);
    let records = places::read(&Source::new(&path).unwrap(), &has_area, &mut problems).unwrap();
    assert!(problems.is_empty(), "{problems}");
    store.import_places(&records, &by_code, false).await.unwrap()
}

/// The hazards of a file, as it is understood now.
pub(crate) async fn read_hazards(store: &Store, text: &str) -> Vec<hazards::HazardRecord> {
    let (_folder, path) = file("hazards.csv", text);
    let known = store.known_to_hazards().await.unwrap();
    let by = (chrono::Utc::now(), chrono_tz::Asia::Shanghai);
    let mut problems = Problems::default();
    let source = Source::new(&path).unwrap();
    let records = hazards::read(&source, &known, by, &mut problems).unwrap();
    assert!(problems.is_empty(), "{problems}");
    records
}

/// The checks of a file, as it is understood now.
pub(crate) async fn read_checks(store: &Store, text: &str) -> Vec<checks::CheckRecord> {
    let (_folder, path) = file("checks.csv", text);
    let known = store.known_to_checks().await.unwrap();
    let mut problems = Problems::default();
    let source = Source::new(&path).unwrap();
    let records = checks::read(&source, &known, chrono_tz::Asia::Shanghai, &mut problems).unwrap();
    assert!(problems.is_empty(), "{problems}");
    records
}
