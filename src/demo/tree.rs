//! The demo's district: towns, communities, grids, categories and places.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{area, category, place};
use uuid::Uuid;

use super::Town;
use super::chance::Chance;
use super::words::{CATEGORIES, DISTRICT, PLACES, TOWNS};
use crate::policy::Level;

/// Grids in a community.
const GRIDS: usize = 5;

/// Places in all.
const PLACES_IN_ALL: usize = 200;

pub(super) fn plant(town: &mut Town, chance: &mut Chance) {
    let founded = chance.now - TimeDelta::days(800);
    let (code, name, name_en) = DISTRICT;
    let district = area(chance, founded, None, Level::District, (code, name, Some(name_en)));
    for (code, name, name_en, communities) in TOWNS {
        let of_town =
            area(chance, founded, Some(&district), Level::Town, (code, name, Some(name_en)));
        let mut below = Vec::new();
        for (n, name) in communities.iter().enumerate() {
            let code = format!("{code}{:03}", n + 1);
            let community =
                area(chance, founded, Some(&of_town), Level::Community, (&code, name, None));
            for grid in 1..=GRIDS {
                let (code, name) = (format!("{code}{grid:02}"), format!("第{grid}网格"));
                below.push(area(
                    chance,
                    founded,
                    Some(&community),
                    Level::Group,
                    (&code, &name, None),
                ));
            }
            below.push(community);
        }
        town.areas.push(of_town);
        town.areas.extend(below);
    }
    town.areas.push(district);
    town.areas.sort_by(|a, b| a.path.cmp(&b.path));
    plant_categories(town, chance, founded);
    place_places(town, chance, founded);
}

fn area(
    chance: &mut Chance,
    at: DateTime<Utc>,
    above: Option<&area::Model>,
    level: Level,
    (code, name, name_en): (&str, &str, Option<&str>),
) -> area::Model {
    let id = chance.id(at);
    let of = |wanted: Level, above: Option<Uuid>| if level == wanted { Some(id) } else { above };
    area::Model {
        id,
        code: code.to_owned(),
        path: format!("{}{code}/", above.map_or("/", |above| above.path.as_str())),
        level: level.as_str().to_owned(),
        name: name.to_owned(),
        name_en: name_en.map(str::to_owned),
        parent_id: above.map(|above| above.id),
        province_id: None,
        city_id: None,
        district_id: of(Level::District, above.and_then(|above| above.district_id)),
        town_id: of(Level::Town, above.and_then(|above| above.town_id)),
        community_id: of(Level::Community, above.and_then(|above| above.community_id)),
        group_id: of(Level::Group, None),
        latitude: None,
        longitude: None,
        boundary: None,
        created_at: at,
        updated_at: at,
    }
}

fn plant_categories(town: &mut Town, chance: &mut Chance, at: DateTime<Utc>) {
    let mut category =
        |code: &str, name: &str, name_en: &str, parent_id, position| category::Model {
            id: chance.id(at),
            code: code.to_owned(),
            name: name.to_owned(),
            name_en: Some(name_en.to_owned()),
            parent_id,
            simple_days: 0,
            ordinary_days: 7,
            major_days: 30,
            position,
            version: 1,
        };
    let mut position = 0;
    for (code, name, name_en, below) in CATEGORIES {
        position += 1;
        let above = category(code, name, name_en, None, position);
        let id = above.id;
        town.categories.push(above);
        for (code, name, name_en, ..) in *below {
            position += 1;
            town.categories.push(category(code, name, name_en, Some(id), position));
        }
    }
}

fn place_places(town: &mut Town, chance: &mut Chance, at: DateTime<Utc>) {
    let communities: Vec<area::Model> =
        town.areas.iter().filter(|area| area.level == Level::Community.as_str()).cloned().collect();
    for n in 1..=PLACES_IN_ALL {
        let Some(area) = chance.pick(&communities) else { return };
        let Some((kind, ends, _)) = chance.pick(PLACES) else { return };
        let base = area.name.trim_end_matches("社区").trim_end_matches('村');
        let name = format!("{base}{}{}", chance.word(ends), n);
        town.places.push(place::Model {
            id: chance.id(at),
            code: format!("P{n:04}"),
            name,
            kind: (*kind).to_owned(),
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            address: Some(format!("{}{}号", area.name, chance.below(200) + 1)),
            latitude: None,
            longitude: None,
            version: 1,
            created_at: at,
            updated_at: at,
            last_checked_on: None,
        });
    }
}
