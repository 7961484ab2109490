//! Hazards: what its checks found, each where its timeline leads.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{check_item, hazard, hazard_event};
use uuid::Uuid;
use wardbook::desk::hazard::action::TRANSITIONS;
use wardbook::desk::hazard::status::HazardStatus;
use wardbook::desk::transition::To;

use super::town;

/// From where to where each kind of event may lead, by the table that mutations follow.
fn may_lead(kind: &str, from: &str, to: &str) -> bool {
    let action = match kind {
        "STARTED" => "START",
        "RECTIFIED" => "REPORT_RECTIFIED",
        "VERIFIED" => "VERIFY",
        "REOPENED" => "REOPEN",
        "EXTENDED" => "EXTEND",
        "MADE_CASE" => "MAKE_CASE",
        _ => panic!("{kind} changes no hazard"),
    };
    let row = TRANSITIONS.iter().find(|row| row.action.as_str() == action).unwrap();
    let leads = match row.to {
        To::Same => from == to,
        To::Status(status) => status.as_str() == to,
    };
    leads && row.from.iter().any(|status| status.as_str() == from)
}

#[test]
fn each_question_that_was_failed_became_a_hazard_of_its_check() {
    let town = town(3);
    let failed = |item: &&check_item::Model| item.passed == Some(false);
    let failed: HashSet<(Uuid, String)> =
        town.check_items.iter().filter(failed).map(|of| (of.check_id, of.code.clone())).collect();
    let of_checks = town.hazards.iter().filter_map(|hazard| {
        let check = town.checks.iter().find(|check| Some(check.id) == hazard.check_id)?;
        assert_eq!((hazard.place_id, hazard.area_id), (check.place_id, check.area_id));
        assert_eq!(Some(hazard.found_at), check.signed_at, "{}", hazard.number);
        assert_eq!(hazard.found_by_id, check.signed_by_id, "{}", hazard.number);
        Some((check.id, hazard.item_code.clone().expect("a question")))
    });
    let found: Vec<(Uuid, String)> = of_checks.collect();
    assert!(found.len() > 50, "{}", found.len());
    assert_eq!(found.len(), failed.len());
    assert_eq!(found.into_iter().collect::<HashSet<_>>(), failed);
    let outcome = |check: &&entity::check::Model| check.outcome.as_deref() == Some("HAZARDS_FOUND");
    let with: HashSet<Uuid> = town.checks.iter().filter(outcome).map(|check| check.id).collect();
    assert_eq!(failed.into_iter().map(|(check, _)| check).collect::<HashSet<_>>(), with);
}

#[test]
fn each_hazard_stands_where_its_timeline_leads() {
    let town = town(3);
    let mut timelines: HashMap<Uuid, Vec<&hazard_event::Model>> = HashMap::new();
    for event in &town.hazard_events {
        timelines.entry(event.hazard_id).or_default().push(event);
    }
    for hazard in &town.hazards {
        let number = &hazard.number;
        let mut events = timelines.remove(&hazard.id).unwrap();
        events.sort_by_key(|event| event.at);
        let first = events.remove(0);
        assert_eq!((first.kind.as_str(), first.at), ("FOUND", hazard.found_at), "{number}");
        let (mut stands, mut version) = ("FOUND".to_owned(), 1);
        for event in &events {
            let Some(to) = &event.to_status else {
                assert!(["BECAME_OVERDUE", "RAISED"].contains(&event.kind.as_str()), "{number}");
                assert_eq!(event.actor_id, None, "{number}: the clock did it");
                continue;
            };
            assert_eq!(event.from_status.as_ref(), Some(&stands), "{number} {}", event.kind);
            assert!(may_lead(&event.kind, &stands, to), "{number}: {} to {to}", event.kind);
            (stands, version) = (to.clone(), version + 1);
        }
        assert_eq!((&hazard.status, hazard.version), (&stands, version), "{number}");
        let raised = events.iter().filter(|event| event.kind == "RAISED").count();
        assert_eq!(raised, usize::from(hazard.raised_to_id.is_some()), "{number}");
        let late = events.iter().any(|event| event.kind == "BECAME_OVERDUE");
        assert_eq!(late, hazard.overdue_noted_at.is_some(), "{number}");
        assert!(hazard.due_at > hazard.found_at, "{number}");
        // What is late and not put right waits to rise, until it has reached its town.
        let rises = late && hazard.rectified_at.is_none() && raised == 0;
        assert_eq!(rises, hazard.raise_from.is_some(), "{number}");
        assert!(hazard.responsible_id.is_some() || hazard.responsible_unit.is_some(), "{number}");
        if hazard.status == HazardStatus::Verified.as_str() {
            assert!(hazard.verified_by_id.is_some(), "{number}");
            assert_ne!(hazard.verified_by_id, hazard.rectified_by_id, "{number}");
        }
    }
    assert!(timelines.is_empty());
}

#[test]
fn hazards_stand_everywhere_and_some_are_late_raised_or_linked_to_cases() {
    for seed in [1, 3, 9] {
        let town = town(seed);
        let mut standing: BTreeMap<&str, usize> = BTreeMap::new();
        for hazard in &town.hazards {
            *standing.entry(&hazard.status).or_default() += 1;
        }
        for status in HazardStatus::ALL {
            assert!(standing.get(status.as_str()).is_some_and(|n| *n > 0), "{seed}: {standing:?}");
        }
        let open = |hazard: &&hazard::Model| hazard.rectified_at.is_none();
        let late = |hazard: &&hazard::Model| hazard.overdue_noted_at.is_some();
        let overdue = town.hazards.iter().filter(open).filter(late).count();
        let raised = town.hazards.iter().filter(|hazard| hazard.raised_to_id.is_some()).count();
        assert!(overdue > 2 && raised > 2, "{seed}: {overdue} overdue, {raised} raised");
        let shown = town.hazards.iter().filter(|of| of.case_id.is_some() && of.check_id.is_none());
        let made = town.hazard_events.iter().filter(|event| event.kind == "MADE_CASE").count();
        assert!(shown.count() > 2 && made > 2, "{seed}: {made} cases were made");
        let cases: HashSet<Uuid> = town.cases.iter().map(|case| case.id).collect();
        assert!(town.hazards.iter().filter_map(|of| of.case_id).all(|case| cases.contains(&case)));
    }
}
