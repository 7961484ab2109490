//! Duty: who is on it, who signed when, and what was missing.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{shift, shift_member};
use uuid::Uuid;
use wardbook::policy::Level;

use super::town;

#[test]
fn every_shift_has_one_leader_and_people_who_work_there() {
    let town = town(3);
    let mut rosters: HashMap<Uuid, Vec<&shift_member::Model>> = HashMap::new();
    for member in &town.shift_members {
        rosters.entry(member.shift_id).or_default().push(member);
    }
    let areas: HashMap<Uuid, &str> =
        town.areas.iter().map(|area| (area.id, area.path.as_str())).collect();
    for shift in &town.shifts {
        let roster = rosters.remove(&shift.id).unwrap();
        let leaders: Vec<Uuid> =
            roster.iter().filter(|of| of.role == "LEADER").map(|of| of.user_id).collect();
        assert_eq!(leaders, [shift.leader_id]);
        assert!(shift.starts_at < shift.ends_at);
        let users: HashSet<Uuid> = roster.iter().map(|member| member.user_id).collect();
        assert_eq!(users.len(), roster.len());
        for member in &roster {
            let works = town.grants.iter().filter(|grant| grant.user_id == member.user_id);
            let works = works.filter_map(|grant| grant.area_id);
            let here =
                works.into_iter().any(|area| areas[&shift.area_id].starts_with(areas[&area]));
            assert!(here, "nobody is on duty where they do not work");
            assert_eq!(member.stand_in_for_id.is_some(), member.reason.is_some());
        }
    }
    let of = |level: Level| town.areas.iter().filter(move |area| area.level == level.as_str());
    for area in of(Level::Town).chain(of(Level::Community)) {
        let shifts: Vec<&shift::Model> =
            town.shifts.iter().filter(|shift| shift.area_id == area.id).collect();
        let now: DateTime<Utc> = "2026-03-01T03:00:00Z".parse().unwrap();
        assert!(shifts.iter().any(|of| of.starts_at < now - TimeDelta::days(25)), "{}", area.name);
        assert!(shifts.iter().any(|of| of.starts_at > now + TimeDelta::days(4)), "{}", area.name);
    }
    assert!(town.shift_members.iter().filter(|of| of.stand_in_for_id.is_some()).count() > 2);
}

#[test]
fn each_kind_of_gap_came_up_and_says_what_the_signatures_say() {
    for seed in [1, 3, 9] {
        let town = town(seed);
        let shifts: HashMap<Uuid, &shift::Model> =
            town.shifts.iter().map(|shift| (shift.id, shift)).collect();
        let signed: HashMap<(Uuid, Uuid), &shift_member::Model> =
            town.shift_members.iter().map(|of| ((of.shift_id, of.user_id), of)).collect();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for gap in &town.shift_gaps {
            let shift = shifts[&gap.shift_id];
            let member = gap.user_id.map(|user| signed[&(shift.id, user)]);
            match (gap.kind.as_str(), member) {
                ("NOBODY_SIGNED_IN", None) => {
                    let roster = town.shift_members.iter().filter(|of| of.shift_id == shift.id);
                    let first = roster.filter_map(|of| of.signed_in_at).min();
                    assert_eq!(gap.to_at, Some(first.unwrap_or(shift.ends_at)));
                }
                ("LEADER_ABSENT", Some(leader)) => {
                    assert_eq!((leader.role.as_str(), leader.user_id), ("LEADER", shift.leader_id));
                    assert_eq!(gap.to_at, Some(leader.signed_in_at.unwrap_or(shift.ends_at)));
                }
                ("SIGNED_IN_LATE", Some(member)) => assert_eq!(gap.to_at, member.signed_in_at),
                ("NOT_SIGNED_OUT", Some(member)) => assert_eq!(gap.to_at, member.signed_out_at),
                ("OVERLAP", Some(member)) => {
                    let elsewhere = town.shift_members.iter().any(|of| {
                        let other = shifts[&of.shift_id];
                        of.user_id == member.user_id
                            && other.id != shift.id
                            && other.starts_at < shift.ends_at
                            && shift.starts_at < other.ends_at
                    });
                    assert!(elsewhere);
                }
                (kind, member) => panic!("{kind} of {member:?}"),
            }
            *seen.entry(&gap.kind).or_default() += 1;
        }
        assert_eq!(seen.len(), 5, "{seed}: {seen:?}");
    }
}

#[test]
fn the_log_is_written_by_those_who_were_there() {
    let town = town(3);
    let came: HashMap<(Uuid, Uuid), DateTime<Utc>> = town
        .shift_members
        .iter()
        .filter_map(|of| Some(((of.shift_id, of.user_id), of.signed_in_at?)))
        .collect();
    assert!(town.duty_log_entries.len() > 100);
    for entry in &town.duty_log_entries {
        assert!(came[&(entry.shift_id, entry.by_id)] <= entry.at);
    }
    assert!(town.duty_log_entries.iter().any(|entry| entry.case_id.is_some()));
}
