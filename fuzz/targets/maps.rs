//! Any text as a map file over any table of another system.

#![no_main]

use std::sync::OnceLock;

use fuzz::files::{file, look_at_error, look_at_problems, source};
use fuzz::world::world;
use libfuzzer_sys::fuzz_target;
use wardbook::import::{Map, Problems, areas, cases};

fn known() -> &'static cases::Known {
    static KNOWN: OnceLock<cases::Known> = OnceLock::new();
    KNOWN.get_or_init(|| world().block_on(world().store.known_to_cases()).unwrap())
}

fuzz_target!(|text: &str| {
    // The map, a line of dashes, the table.
    let (map, table) = text.split_once("\n---\n").unwrap_or((text, ""));
    let path = file("map.toml", map.as_bytes());
    let columns: Vec<&str> = cases::REQUIRED.iter().chain(cases::OPTIONAL).copied().collect();
    let map = match Map::read(&path, &columns) {
        Ok(map) => map,
        Err(error) => return look_at_error(&error, &path),
    };
    let source = source("foreign.csv", table.as_bytes());
    let mut problems = Problems::default();
    let zone = chrono_tz::Asia::Shanghai;
    let read = cases::read(&source, Some(&map), known(), zone, &mut problems, |case| {
        assert!(!case.number.is_empty() && !case.title.is_empty());
    });
    read.unwrap();
    look_at_problems(&problems);
    let mut problems = Problems::default();
    let read = source.read(
        &mut problems,
        |header, problems| map.check_header(header, problems),
        |record, problems| {
            for area in map.areas(&record) {
                if let Some(area) = areas::area(&area, problems) {
                    assert!(areas::is_code(&area.code), "{}", area.code);
                }
            }
        },
    );
    read.unwrap();
    look_at_problems(&problems);
});
