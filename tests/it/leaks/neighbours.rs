//! The district's neighbours: records outside everybody's areas, which are there in every world.

use entity::{area, grant, hazard, place, team};
use uuid::Uuid;
use wardbook::policy::{Level, Object};

use super::story::SEER;
use crate::town::{Duty, Hazards, Parts, Patrols, Size, Town, found_at, hours};

/// The nth id of a kind, apart from the district's own.
pub(super) const fn id(kind: Object, n: u128) -> Uuid {
    let kind = 0x80 + kind as u128;
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 | kind << 32 | n)
}

/// The code of the neighbours' town.
pub(super) const NEIGHBOUR_TOWN: &str = "350198001";

/// A place there.
pub(super) const NEIGHBOUR_PLACE: Uuid = id(Object::Place, 0);

/// A team there.
pub(super) const NEIGHBOUR_TEAM: Uuid = id(Object::Team, 0);

/// A hazard in the district that a team member puts right, found by a check in the worlds that have it.
pub(super) const FOUND_HAZARD: Uuid = id(Object::Hazard, 0);

/// Where in the district's teams the police station is, which none of the viewers belongs to.
pub(super) const NEAR_TEAM: usize = 2;

/// An area just below another.
pub(super) fn below(parent: &area::Model, id: Uuid, code: &str, name: &str) -> area::Model {
    let level = Level::from_name(&parent.level).unwrap();
    let level = Level::ALL[level as usize + 1];
    let mut area = area::Model {
        id,
        code: code.to_owned(),
        path: format!("{}{code}/", parent.path),
        level: level.as_str().to_owned(),
        name: name.to_owned(),
        name_en: Some("Elsewhere".to_owned()),
        parent_id: Some(parent.id),
        ..parent.clone()
    };
    match level {
        Level::Province | Level::City | Level::District => area.district_id = Some(id),
        Level::Town => area.town_id = Some(id),
        Level::Community => area.community_id = Some(id),
        Level::Group => area.group_id = Some(id),
    }
    area
}

/// The district and its neighbours, as every world has them.
pub(super) fn district() -> Town {
    let town = Town::plan(Size::SMALL, 1);
    let root = town.areas[0].clone();
    let district = area::Model {
        id: id(Object::Area, 100),
        code: "350198".to_owned(),
        path: "/350198/".to_owned(),
        name: "邻区".to_owned(),
        district_id: Some(id(Object::Area, 100)),
        ..root
    };
    let own = below(&district, id(Object::Area, 101), NEIGHBOUR_TOWN, "邻镇");
    let place = place::Model {
        id: NEIGHBOUR_PLACE,
        code: "P-N".to_owned(),
        area_id: own.id,
        district_id: own.district_id,
        town_id: own.town_id,
        community_id: None,
        group_id: None,
        ..town.places[0].clone()
    };
    let team = team::Model {
        id: NEIGHBOUR_TEAM,
        area_id: own.id,
        district_id: own.district_id,
        town_id: own.town_id,
        community_id: None,
        group_id: None,
        ..town.teams[0].clone()
    };
    let hazard = hazard::Model {
        responsible_id: Some(town.user("team_member")),
        ..found_at(&town.places[0], FOUND_HAZARD, "350199001-2026-HZ8000".to_owned())
    };
    // Whoever is to see all of it administers, too.
    let administers = grant::Model {
        id: id(Object::Policy, 0),
        user_id: town.user(SEER),
        role: "administrator".to_owned(),
        area_id: None,
        valid_from: None,
        valid_until: None,
        granted_by: None,
        created_at: hours(0),
        reason: None,
    };
    let more = Town {
        grants: vec![administers],
        areas: vec![district, own],
        hazards: Hazards { rows: vec![hazard], events: Vec::new() },
        places: vec![place],
        teams: vec![team],
        ..Town::default()
    };
    town.with(&more)
}

/// The ids of records that are in sight of many, some of each kind.
pub(super) fn near(district: &Town) -> Vec<String> {
    let some = Town {
        areas: district.areas.clone(),
        users: district.users[..4].to_vec(),
        grants: district.grants[..3].to_vec(),
        teams: district.teams.clone(),
        places: district.places.clone(),
        categories: district.categories[..2].to_vec(),
        cases: district.cases[..4].to_vec(),
        parts: Parts {
            handovers: district.parts.handovers[..1].to_vec(),
            supervisions: district.parts.supervisions[..1].to_vec(),
            coordinations: district.parts.coordinations[..1].to_vec(),
            mediations: district.parts.mediations[..1].to_vec(),
            replies: district.parts.replies[..1].to_vec(),
            follow_ups: district.parts.follow_ups[..1].to_vec(),
            ..Parts::default()
        },
        files: district.files[..2].to_vec(),
        events: district.events[..4].to_vec(),
        checks: district.checks[..3].to_vec(),
        hazards: Hazards {
            rows: district.hazards.rows[..3].to_vec(),
            events: district.hazards.events[..3].to_vec(),
        },
        patrols: Patrols {
            routes: district.patrols.routes.clone(),
            checkpoints: district.patrols.checkpoints[..2].to_vec(),
            visits: district.patrols.visits[..2].to_vec(),
            ..Patrols::default()
        },
        duty: Duty {
            shifts: district.duty.shifts[..3].to_vec(),
            log: district.duty.log[..2].to_vec(),
            ..Duty::default()
        },
        ..Town::default()
    };
    super::hidden::ids(&some)
}
