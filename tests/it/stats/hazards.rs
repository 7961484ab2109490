//! Hazards in groups.

use std::collections::{BTreeMap, HashMap};

use chrono::Utc;
use entity::{check, hazard, place};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::naive::first_day;
use super::{Office, VIEWERS};
use crate::support::{Backend, both};

const KEYS: [&str; 9] = [
    "DISTRICT",
    "TOWN",
    "COMMUNITY",
    "GROUP",
    "STATUS",
    "PLACE_KIND",
    "CHECKLIST_ITEM",
    "FOUND_MONTH",
    "FOUND_WEEK",
];

/// What stands beside hazards.
struct Beside {
    kinds: HashMap<Uuid, String>,
    checks: Vec<Uuid>,
}

fn value(key: &str, hazard: &hazard::Model, beside: &Beside) -> Option<String> {
    let area = |id: Option<Uuid>| id.map(|id| format!("area_{}", id.simple()));
    let found = hazard.found_at.with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    match key {
        "DISTRICT" => area(hazard.district_id),
        "TOWN" => area(hazard.town_id),
        "COMMUNITY" => area(hazard.community_id),
        "GROUP" => area(hazard.group_id),
        "STATUS" => Some(hazard.status.clone()),
        "PLACE_KIND" => Some(beside.kinds[&hazard.place_id].clone()),
        "CHECKLIST_ITEM" => {
            let seen = hazard.check_id.filter(|check| beside.checks.contains(check));
            seen.and(hazard.item_code.clone())
        }
        _ => Some(first_day(key.split_once('_').unwrap().1, found).to_string()),
    }
}

fn figures(hazards: &[&hazard::Model]) -> [usize; 5] {
    let now = Utc::now();
    let count = |such: &dyn Fn(&hazard::Model) -> bool| hazards.iter().filter(|h| such(h)).count();
    [
        hazards.len(),
        count(&|h| h.status != "VERIFIED"),
        count(&|h| h.rectified_at.is_none() && h.due_at < now),
        count(&|h| h.major),
        count(&|h| h.status == "VERIFIED" && h.rectified_at.unwrap() <= h.due_at),
    ]
}

both! {
    async fn every_figure_of_every_key_is_what_the_pages_show(backend: Backend) {
        let office = Office::open(backend).await;
        let connection = office.database.connection();
        let all = hazard::Entity::find().all(connection).await.unwrap();
        let all: HashMap<Uuid, hazard::Model> = all.into_iter().map(|h| (h.id, h)).collect();
        let places = place::Entity::find().all(connection).await.unwrap();
        let kinds: HashMap<Uuid, String> = places.into_iter().map(|p| (p.id, p.kind)).collect();
        assert!(check::Entity::find().one(connection).await.unwrap().is_some());
        for user in VIEWERS {
            let hazards: Vec<&hazard::Model> =
                office.ids(user, "hazards", "").await.iter().map(|id| &all[id]).collect();
            assert!(hazards.len() > 5, "{user}: {}", hazards.len());
            let checks = office.ids(user, "checks", "").await;
            let beside = Beside { kinds: kinds.clone(), checks };
            for keys in KEYS.iter().map(|key| vec![*key]).chain([vec!["PLACE_KIND", "FOUND_MONTH"]]) {
                let mut groups: BTreeMap<Vec<Option<String>>, Vec<&hazard::Model>> = BTreeMap::new();
                for hazard in &hazards {
                    let values = keys.iter().map(|key| value(key, hazard, &beside)).collect();
                    groups.entry(values).or_default().push(hazard);
                }
                let query = format!(
                    "{{ hazardStats(groupBy: [{}], first: 1000) {{ rows {{ keys {{ value }} count \
                     openCount overdueCount majorCount verifiedOnTimeCount }} total {{ count }} }} }}",
                    keys.join(", "),
                );
                let stats = office.data(user, &query).await["hazardStats"].clone();
                assert_eq!(stats["total"]["count"].as_u64(), Some(hazards.len() as u64));
                let rows = stats["rows"].as_array().unwrap();
                assert_eq!(rows.len(), groups.len(), "{user} by {keys:?}");
                for row in rows {
                    let values: Vec<Option<String>> = row["keys"].as_array().unwrap().iter()
                        .map(|key| key["value"].as_str().map(str::to_owned)).collect();
                    let names = ["count", "openCount", "overdueCount", "majorCount", "verifiedOnTimeCount"];
                    let told = names.map(|name| row[name].as_u64().unwrap() as usize);
                    assert_eq!(told, figures(&groups[&values]), "{user} by {keys:?}: {row}");
                }
            }
        }
    }
}
