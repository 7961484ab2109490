//! The demo town's papers: each agrees with the timeline of its case, whatever the seed; so do its
//! hazards, patrols and shifts with what they come of.

mod duty;
mod hazards;
mod patrols;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{case, case_event};
use uuid::Uuid;
use wardbook::demo::Town;

fn town(seed: u64) -> Town {
    let now = "2026-03-01T03:00:00Z".parse::<DateTime<Utc>>().unwrap();
    Town::new(seed, now, chrono_tz::Asia::Shanghai)
}

/// Events of a case, in their order.
fn timelines(town: &Town) -> HashMap<Uuid, Vec<&case_event::Model>> {
    let mut timelines: HashMap<Uuid, Vec<&case_event::Model>> = HashMap::new();
    for event in &town.case_events {
        timelines.entry(event.case_id).or_default().push(event);
    }
    timelines
}

#[test]
fn a_seed_and_a_moment_make_the_same_town() {
    let first = town(3);
    assert!(first == town(3));
    assert!(first != town(4));
}

#[test]
fn every_timeline_leads_to_where_its_case_stands() {
    let town = town(3);
    let timelines = timelines(&town);
    let cases: HashMap<Uuid, &case::Model> = town.cases.iter().map(|c| (c.id, c)).collect();
    assert_eq!(timelines.len(), cases.len());
    for (id, events) in &timelines {
        let case = cases[id];
        assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at), "{}", case.number);
        let mut stands: Option<&String> = None;
        for event in events.iter().filter(|event| event.to_status.is_some()) {
            assert_eq!(event.from_status.as_ref(), stands, "{} {}", case.number, event.kind);
            stands = event.to_status.as_ref();
        }
        assert_eq!(stands, Some(&case.status), "{}", case.number);
        let raised = events.iter().filter(|event| event.to_status.is_some()).count();
        assert_eq!(case.version as usize, raised, "{}", case.number);
        let changes = events.iter().filter(|event| event.kind != "BECAME_OVERDUE");
        assert_eq!(Some(case.updated_at), changes.map(|event| event.at).max(), "{}", case.number);
        let done = events.iter().find(|event| event.kind == "RESOLVED");
        assert_eq!(case.resolution, done.and_then(|event| event.note.clone()), "{}", case.number);
        let due = events.iter().filter_map(|event| event.due_after).next_back();
        assert_eq!(case.due_at, due, "{}", case.number);
    }
}

#[test]
fn each_event_of_a_paper_names_one_that_is_there() {
    let town = town(3);
    let named = |of: &dyn Fn(&case_event::Model) -> Option<Uuid>, kinds: &[&str]| {
        for event in &town.case_events {
            let has_paper = of(event).is_some();
            assert!(!has_paper || kinds.contains(&event.kind.as_str()), "{}", event.kind);
        }
        town.case_events.iter().filter_map(|event| Some((of(event)?, event.case_id))).collect()
    };
    type Papers = HashSet<(Uuid, Uuid)>;
    let pairs: [(&str, Papers, Papers); 5] = [
        (
            "slips",
            named(&|event| event.handover_id, &["HANDOVER_PROPOSED", "ASSIGNED"]),
            town.handovers.iter().map(|paper| (paper.id, paper.case_id)).collect(),
        ),
        (
            "notices",
            named(&|event| event.supervision_id, &["SUPERVISED", "SUPERVISION_ANSWERED"]),
            town.supervisions.iter().map(|paper| (paper.id, paper.case_id)).collect(),
        ),
        (
            "meetings",
            named(&|event| event.coordination_id, &["COORDINATION_PLANNED", "COORDINATED"]),
            town.coordinations.iter().map(|paper| (paper.id, paper.case_id)).collect(),
        ),
        (
            "replies",
            named(&|event| event.reply_id, &["REPLIED"]),
            town.replies.iter().map(|paper| (paper.id, paper.case_id)).collect(),
        ),
        (
            "follow-ups",
            named(&|event| event.follow_up_id, &["FOLLOWED_UP"]),
            town.follow_ups.iter().map(|paper| (paper.id, paper.case_id)).collect(),
        ),
    ];
    for (name, named, kept) in pairs {
        assert!(kept.len() > 10, "there are {} {name}", kept.len());
        assert!(named == kept, "{name}");
    }
    let count = |kind: &str| town.case_events.iter().filter(|event| event.kind == kind).count();
    assert_eq!(count("MEDIATED"), town.mediation_sessions.len());
    assert_eq!(count("EMERGENCY_STEP"), town.emergency_entries.len());
    assert!(count("EXTENDED") > 10 && count("MEDIATED") > 10 && count("EMERGENCY_STEP") > 10);
    assert!(town.supervisions.iter().any(|notice| notice.answer.is_none()));
    assert!(town.supervisions.iter().any(|notice| notice.answer.is_some()));
    let signed_by_another = |slip: &entity::handover::Model| {
        slip.signed_by_id.is_some_and(|signer| signer != slip.proposed_by_id)
    };
    assert!(town.handovers.iter().all(signed_by_another));
}

#[test]
fn clocks_are_met_missed_and_running() {
    let town = town(3);
    let cases: HashMap<Uuid, &case::Model> = town.cases.iter().map(|c| (c.id, c)).collect();
    let mut seen: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut of_resolution = HashSet::new();
    for clock in &town.clocks {
        let case = cases[&clock.case_id];
        assert!(clock.met_at.is_none() || clock.ended_at.is_none());
        if clock.kind == "RESOLUTION" {
            assert!(of_resolution.insert(case.id), "{} has two", case.number);
            assert_eq!((clock.started_at, Some(clock.due_at)), (case.received_at, case.due_at));
            assert_eq!(clock.met_at.or(clock.ended_at), case.closed_at, "{}", case.number);
        }
        let became = match (clock.met_at, clock.ended_at) {
            (Some(met), _) if met > clock.due_at => "missed",
            (Some(_), _) => "met",
            (None, Some(_)) => "ended",
            (None, None) => "running",
        };
        *seen.entry((clock.kind.clone(), became)).or_default() += 1;
    }
    assert_eq!(of_resolution.len(), town.cases.len());
    for kind in ["RESOLUTION", "FOLLOW_UP"] {
        for became in ["missed", "met", "ended", "running"] {
            assert!(seen.contains_key(&(kind.to_owned(), became)), "{kind} {became}: {seen:?}");
        }
    }
    for kind in ["FIRST_RESPONSE", "CONVENE", "REPORT_UP"] {
        assert!(seen.contains_key(&(kind.to_owned(), "met")), "{kind}: {seen:?}");
    }
}

#[test]
fn numbers_are_given_without_gaps_and_the_series_go_on_from_them() {
    let town = town(3);
    let numbers = town.cases.iter().map(|case| &case.number);
    let numbers = numbers.chain(town.handovers.iter().map(|slip| &slip.number));
    let numbers = numbers.chain(town.supervisions.iter().map(|notice| &notice.number));
    let numbers = numbers.chain(town.mediations.iter().map(|file| &file.number));
    let numbers = numbers.chain(town.hazards.iter().map(|hazard| &hazard.number));
    let mut given: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for number in numbers {
        let digits = number.len() - number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (prefix, count) = number.split_at(number.len() - digits);
        given.entry(prefix.to_owned()).or_default().push(count.parse().unwrap());
    }
    let mut series = BTreeMap::new();
    for (prefix, mut counts) in given {
        counts.sort_unstable();
        let last = i64::try_from(counts.len()).unwrap();
        assert_eq!(counts, (1..=last).collect::<Vec<_>>(), "{prefix}");
        series.insert(prefix, last);
    }
    assert!(series.keys().any(|prefix| prefix.ends_with("-H")));
    assert!(series.keys().any(|prefix| prefix.ends_with("-S")));
    assert!(series.keys().any(|prefix| prefix.ends_with("-M")));
    assert!(series.keys().any(|prefix| prefix.ends_with("-HZ")));
    let kept: BTreeMap<String, i64> =
        town.number_series.iter().map(|of| (of.prefix.clone(), of.last)).collect();
    assert_eq!(kept, series);
}

#[test]
fn whoever_was_archived_unasked_could_not_be_asked() {
    let town = town(3);
    let reachable: HashSet<Uuid> = town.reporters.iter().map(|(case, _)| *case).collect();
    let asked: HashSet<Uuid> = town.follow_ups.iter().map(|of| of.case_id).collect();
    let archived = town.cases.iter().filter(|case| case.status == "ARCHIVED");
    let unasked: Vec<Uuid> =
        archived.map(|case| case.id).filter(|case| !asked.contains(case)).collect();
    assert!(!unasked.is_empty());
    assert!(unasked.iter().all(|case| !reachable.contains(case)));
}
