//! Who is on duty in the towns and communities, for four weeks back and one ahead: rosters, who
//! signed when, stand-ins, the log, and where somebody was missing.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use entity::{area, duty_log_entry, shift, shift_gap, shift_member};
use uuid::Uuid;

use super::Town;
use super::chance::Chance;
use super::phrases::{ON_DUTY, STAND_IN_REASONS};
use crate::desk::shift::Times;
use crate::desk::shift::gaps::{Elsewhere, Member, gaps};
use crate::policy::Level;

const DAYS_BACK: u64 = 28;
const DAYS_AHEAD: u64 = 7;

/// A shift as it is planned.
struct Plan<'a> {
    area: &'a area::Model,
    kind: &'static str,
    team: Option<Uuid>,
    /// Its beginning and end, in minutes of the civil day that it begins on.
    minutes: (i64, i64),
    /// The leader first.
    people: Vec<(Uuid, &'static str)>,
    /// Who could take another's place.
    spare: Option<Uuid>,
}

pub(super) fn keep(town: &mut Town, chance: &mut Chance) {
    let areas = town.areas.clone();
    let today = chance.today();
    let first = today.checked_sub_days(Days::new(DAYS_BACK)).unwrap_or(today);
    for (n, day) in first.iter_days().take((DAYS_BACK + DAYS_AHEAD + 1) as usize).enumerate() {
        for area in &areas {
            let plans = match Level::from_name(&area.level) {
                Some(Level::Town) => of_town(town, area, n, day),
                Some(Level::Community) => of_community(town, area, day),
                _ => Vec::new(),
            };
            for plan in plans {
                hold(town, chance, plan, day);
            }
        }
    }
    miss(town, chance);
}

/// The desk by day and by night, and on Wednesdays a leader who receives whoever comes.
fn of_town<'a>(town: &Town, area: &'a area::Model, n: usize, day: NaiveDate) -> Vec<Plan<'a>> {
    let head = town.holder("town_center", Some(area.id));
    let wednesday = day.weekday() == Weekday::Wed;
    let mut plans = Vec::new();
    // Once, two weeks ago or so, the head of the centre was put on the desk too.
    let both = wednesday && (n / 7) == 1;
    if let Some((team, members)) = town.team("RECEPTION", area.id)
        && let [first, second, third, fourth, ..] = members[..]
    {
        let leads = head.filter(|_| both || (!wednesday && n.is_multiple_of(2)));
        let (director, staff) = if n.is_multiple_of(2) { (second, third) } else { (third, second) };
        let people =
            vec![(leads.unwrap_or(first), "LEADER"), (director, "DIRECTOR"), (staff, "STAFF")];
        plans.push(Plan {
            area,
            kind: "DUTY",
            team: Some(team),
            minutes: (8 * 60, 20 * 60),
            people,
            spare: Some(fourth),
        });
    }
    if let Some((team, members)) = town.team("EMERGENCY", area.id)
        && members.len() > 3
    {
        let member = |of: usize| members.get((n + of) % members.len()).copied();
        let roles = ["LEADER", "DIRECTOR", "STAFF"].into_iter().enumerate();
        plans.push(Plan {
            area,
            kind: "NIGHT",
            team: Some(team),
            minutes: (20 * 60, 32 * 60),
            people: roles.filter_map(|(of, role)| Some((member(of)?, role))).collect(),
            spare: member(3),
        });
    }
    if let Some(head) = head.filter(|_| wednesday) {
        let mediators = town.team("MEDIATION", area.id);
        let staff = mediators.iter().flat_map(|(_, members)| members.first());
        let staff = staff.map(|member| (*member, "STAFF"));
        plans.push(Plan {
            area,
            kind: "RECEPTION_DAY",
            team: mediators.as_ref().map(|(team, _)| *team),
            minutes: (9 * 60, 11 * 60 + 30),
            people: [(head, "LEADER")].into_iter().chain(staff).collect(),
            spare: None,
        });
    }
    plans
}

/// The desk on working days.
fn of_community<'a>(town: &Town, area: &'a area::Model, day: NaiveDate) -> Vec<Plan<'a>> {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let Some(officer) = town.holder("community", Some(area.id)).filter(|_| !weekend) else {
        return Vec::new();
    };
    let committee = town.team("MEDIATION", area.id);
    let mut people = vec![(officer, "LEADER")];
    let members = committee.iter().flat_map(|(_, members)| members);
    people.extend(members.map(|member| (*member, "STAFF")));
    let team = committee.as_ref().map(|(team, _)| *team);
    let minutes = (8 * 60 + 30, 17 * 60 + 30);
    vec![Plan { area, kind: "DUTY", team, minutes, people, spare: None }]
}

/// Holds a shift as far as it has come by now.
fn hold(town: &mut Town, chance: &mut Chance, plan: Plan<'_>, day: NaiveDate) {
    let (starts_at, ends_at) = (chance.at(day, plan.minutes.0), chance.at(day, plan.minutes.1));
    let planned = starts_at - TimeDelta::days(10);
    let id = chance.id(planned);
    let times = Times { starts_at, ends_at };
    let settled_at = Some(times.settles_at()).filter(|at| *at <= chance.now);
    // Nothing goes wrong before it has gone wrong for good.
    let fate = if settled_at.is_some() { chance.below(100) } else { 99 };
    let last = plan.people.len().saturating_sub(1);
    let mut roster = Vec::new();
    for (n, (user, role)) in plan.people.iter().enumerate() {
        let stand_in = plan.spare.filter(|_| n == last && n > 0 && (20..27).contains(&fate));
        let came = match fate {
            0..3 => None,
            3..8 if n == 0 => None,
            8..14 if n == last => Some(starts_at + chance.minutes(20, 75)),
            _ => Some(starts_at + chance.minutes(-12, 9)),
        };
        let went = match fate {
            14..17 if n == last => None,
            17..20 if n == last => Some(ends_at + chance.minutes(25, 90)),
            _ => Some(ends_at + chance.minutes(0, 9)),
        };
        let came = came.filter(|at| *at <= chance.now);
        roster.push(shift_member::Model {
            shift_id: id,
            user_id: stand_in.unwrap_or(*user),
            position: i32::try_from(n).unwrap_or_default(),
            role: (*role).to_owned(),
            stand_in_for_id: stand_in.map(|_| *user),
            reason: stand_in.map(|_| chance.word(STAND_IN_REASONS).to_owned()),
            masked_reason: None,
            since: None,
            signed_in_at: came,
            signed_out_at: went.filter(|at| came.is_some() && *at <= chance.now),
            replaced_at: None,
        });
    }
    let Some(leader) = roster.first().map(|member| member.user_id) else { return };
    let signed = roster.iter().flat_map(|member| [member.signed_in_at, member.signed_out_at]);
    let signed: Vec<DateTime<Utc>> = signed.flatten().collect();
    let area = plan.area;
    town.shifts.push(shift::Model {
        id,
        kind: plan.kind.to_owned(),
        area_id: area.id,
        province_id: area.province_id,
        city_id: area.city_id,
        district_id: area.district_id,
        town_id: area.town_id,
        community_id: area.community_id,
        group_id: area.group_id,
        team_id: plan.team,
        leader_id: leader,
        starts_at,
        ends_at,
        created_by_id: town
            .holder("town_center", Some(area.id))
            .or_else(|| town.holder("community", Some(area.id))),
        settled_at,
        look_at: starts_at,
        version: 1 + i32::try_from(signed.len()).unwrap_or_default(),
        created_at: planned,
        updated_at: signed.iter().max().copied().unwrap_or(planned),
    });
    write_log(town, chance, (id, area), (starts_at, ends_at), &roster);
    town.shift_members.extend(roster);
}

/// One or two lines by somebody who was there, one of them about a case that came in meanwhile.
fn write_log(
    town: &mut Town,
    chance: &mut Chance,
    (shift, area): (Uuid, &area::Model),
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    roster: &[shift_member::Model],
) {
    let there: Vec<(Uuid, DateTime<Utc>)> =
        roster.iter().filter_map(|of| Some((of.user_id, of.signed_in_at?))).collect();
    let mut at = starts_at;
    for line in 0..1 + chance.below(2) {
        let Some((by, came)) = chance.pick(&there).copied() else { return };
        at = at.max(came) + chance.minutes(20, 200);
        if at > chance.now || at > ends_at {
            return;
        }
        let came_in = town.cases.iter().find(|case| {
            let here = case.community_id == Some(area.id) || case.town_id == Some(area.id);
            here && !case.confidential && starts_at <= case.received_at && case.received_at <= at
        });
        let case = came_in.filter(|_| line == 0).map(|case| (case.id, case.number.clone()));
        let text = match &case {
            Some((_, number)) => format!("受理事项{number}，已登记并转办。"),
            None => chance.word(ON_DUTY).to_owned(),
        };
        town.duty_log_entries.push(duty_log_entry::Model {
            id: chance.id(at),
            shift_id: shift,
            at,
            by_id: by,
            text,
            masked_text: None,
            case_id: case.map(|(id, _)| id),
        });
    }
}

/// What was missing on the shifts that are settled, as the clock would have found it.
fn miss(town: &mut Town, chance: &mut Chance) {
    let times = |of: &shift::Model| Times { starts_at: of.starts_at, ends_at: of.ends_at };
    let all: HashMap<Uuid, Times> = town.shifts.iter().map(|of| (of.id, times(of))).collect();
    let mut rosters: HashMap<Uuid, Vec<Member>> = HashMap::new();
    let mut everywhere: HashMap<Uuid, Vec<Elsewhere>> = HashMap::new();
    for member in &town.shift_members {
        let (shift, user) = (member.shift_id, member.user_id);
        let Some(times) = all.get(&shift).copied() else { continue };
        everywhere.entry(user).or_default().push(Elsewhere { user, shift, times });
        rosters.entry(shift).or_default().push(Member {
            user,
            leads: member.role == "LEADER",
            since: times.starts_at,
            in_place_of: member.stand_in_for_id,
            signed_in_at: member.signed_in_at,
            signed_out_at: member.signed_out_at,
            is_replaced: false,
        });
    }
    for shift in town.shifts.iter().filter(|shift| shift.settled_at.is_some()) {
        let Some(roster) = rosters.get(&shift.id) else { continue };
        let elsewhere = roster.iter().filter_map(|member| everywhere.get(&member.user)).flatten();
        let elsewhere: Vec<Elsewhere> =
            elsewhere.filter(|other| other.shift != shift.id).cloned().collect();
        for gap in gaps(times(shift), roster, &elsewhere, chance.now) {
            town.shift_gaps.push(shift_gap::Model {
                id: chance.id(gap.from),
                shift_id: shift.id,
                kind: gap.kind.as_str().to_owned(),
                user_id: gap.user,
                beside_id: gap.beside.unwrap_or(shift.id),
                from_at: gap.from,
                to_at: gap.to,
            });
        }
    }
}
