//! The tree: a district, three towns, three communities, four grids.

use entity::area;
use serde_json::json;
use uuid::Uuid;
use wardbook::policy::Level;

use super::{Kind, hours, id};

/// Code, the parent's code, level and names.
const AREAS: [(&str, &str, Level, &str, Option<&str>); 11] = [
    ("350199", "", Level::District, "青川区", Some("Qingchuan")),
    ("350199001", "350199", Level::Town, "东街镇", Some("East Street")),
    ("350199001001", "350199001", Level::Community, "槐荫社区", None),
    ("350199001001-1", "350199001001", Level::Group, "槐荫一网格", None),
    ("350199001001-2", "350199001001", Level::Group, "槐荫二网格", None),
    ("350199001002", "350199001", Level::Community, "柳岸社区", None),
    ("350199001002-1", "350199001002", Level::Group, "柳岸一网格", None),
    ("350199002", "350199", Level::Town, "河西镇", Some("West Bank")),
    ("350199002001", "350199002", Level::Community, "渡口村", Some("Ferry")),
    ("350199002001-1", "350199002001", Level::Group, "渡口一组", None),
    ("350199003", "350199", Level::Town, "南山镇", None),
];

pub(super) fn areas() -> Vec<area::Model> {
    let mut areas: Vec<area::Model> = Vec::new();
    for (n, (code, parent, level, name, name_en)) in AREAS.into_iter().enumerate() {
        let parent = areas.iter().find(|area| area.code == parent);
        let above = parent.map_or("/", |parent| parent.path.as_str());
        let mut area = area::Model {
            id: id(Kind::Area, n),
            code: code.to_owned(),
            path: format!("{above}{code}/"),
            level: level.as_str().to_owned(),
            name: name.to_owned(),
            name_en: name_en.map(str::to_owned),
            parent_id: parent.map(|parent| parent.id),
            province_id: None,
            city_id: None,
            district_id: parent.and_then(|parent| parent.district_id),
            town_id: parent.and_then(|parent| parent.town_id),
            community_id: parent.and_then(|parent| parent.community_id),
            group_id: None,
            latitude: (n < 9).then_some(26.0 + n as f64 / 8.0),
            longitude: (n < 9).then_some(119.25),
            boundary: (n == 0).then(|| json!({"type": "Polygon", "coordinates": [[[119, 26]]]})),
            created_at: hours(0),
            updated_at: hours(0),
        };
        let own = match level {
            Level::District => &mut area.district_id,
            Level::Town => &mut area.town_id,
            Level::Community => &mut area.community_id,
            _ => &mut area.group_id,
        };
        *own = Some(area.id);
        areas.push(area);
    }
    areas
}

/// The levels of a row that lies in an area.
pub(super) struct Levels {
    pub(super) district: Option<Uuid>,
    pub(super) town: Option<Uuid>,
    pub(super) community: Option<Uuid>,
    pub(super) group: Option<Uuid>,
}

impl From<&area::Model> for Levels {
    fn from(area: &area::Model) -> Self {
        Self {
            district: area.district_id,
            town: area.town_id,
            community: area.community_id,
            group: area.group_id,
        }
    }
}
