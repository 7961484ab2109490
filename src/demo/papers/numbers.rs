//! Numbers: counted up by town and year in the order of their moments, with the series that the next
//! one goes on from.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use entity::number_series;
use uuid::Uuid;

use crate::demo::Town;

pub(super) fn give(town: &mut Town, zone: Tz) {
    let codes: HashMap<Uuid, String> =
        town.areas.iter().map(|area| (area.id, area.code.clone())).collect();
    let of_case: HashMap<Uuid, String> = town
        .cases
        .iter()
        .filter_map(|case| {
            // Above the towns it is the area's own.
            let code = codes.get(&case.town_id.unwrap_or(case.area_id))?;
            Some((case.id, code.clone()))
        })
        .collect();
    let mut series: BTreeMap<String, i64> = BTreeMap::new();
    for case in &town.cases {
        if let Some((prefix, count)) = case.number.rsplit_once('-')
            && let Ok(count) = count.parse::<i64>()
        {
            let last = series.entry(format!("{prefix}-")).or_default();
            *last = count.max(*last);
        }
    }
    let mut next = |case: Uuid, at: DateTime<Utc>, letter: &str| {
        let year = at.with_timezone(&zone).year();
        let code = of_case.get(&case).map_or("", String::as_str);
        let prefix = format!("{code}-{year}-{letter}");
        let last = series.entry(prefix.clone()).or_default();
        *last += 1;
        format!("{prefix}{last:04}")
    };
    town.handovers.sort_by_key(|slip| (slip.proposed_at, slip.id));
    for slip in &mut town.handovers {
        slip.number = next(slip.case_id, slip.proposed_at, "H");
    }
    town.supervisions.sort_by_key(|notice| (notice.issued_at, notice.id));
    for notice in &mut town.supervisions {
        notice.number = next(notice.case_id, notice.issued_at, "S");
    }
    // A file is begun with its first sitting.
    let mut begun: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for sitting in &town.mediation_sessions {
        let first = begun.entry(sitting.mediation_id).or_insert(sitting.held_at);
        *first = sitting.held_at.min(*first);
    }
    let begun = |file: Uuid| begun.get(&file).copied().unwrap_or_default();
    town.mediations.sort_by_key(|file| (begun(file.id), file.id));
    for file in &mut town.mediations {
        file.number = next(file.case_id, begun(file.id), "M");
    }
    town.number_series =
        series.into_iter().map(|(prefix, last)| number_series::Model { prefix, last }).collect();
}
