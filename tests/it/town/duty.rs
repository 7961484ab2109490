//! Shifts with who is on them, what they logged, and where nobody was.

use chrono::TimeDelta;
use entity::{area, duty_log_entry, shift, shift_gap, shift_member};
use uuid::Uuid;

use super::{Kind, Town, hours, id};

/// Shifts with all that hangs on them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Duty {
    pub(crate) shifts: Vec<shift::Model>,
    pub(crate) members: Vec<shift_member::Model>,
    pub(crate) gaps: Vec<shift_gap::Model>,
    pub(crate) log: Vec<duty_log_entry::Model>,
}

/// A night in an area with this leader.
pub(crate) fn shift_in(area: &area::Model, id: Uuid, leader: Uuid) -> shift::Model {
    shift::Model {
        id,
        kind: "NIGHT".to_owned(),
        area_id: area.id,
        province_id: area.province_id,
        city_id: area.city_id,
        district_id: area.district_id,
        town_id: area.town_id,
        community_id: area.community_id,
        group_id: area.group_id,
        team_id: None,
        leader_id: leader,
        starts_at: hours(600),
        ends_at: hours(612),
        created_by_id: None,
        settled_at: Some(hours(613)),
        look_at: hours(613),
        version: 1,
        created_at: hours(0),
        updated_at: hours(0),
    }
}

impl Duty {
    /// A shift with its leader and somebody who stands in for another, each late; ids by the number
    /// of the gap or entry.
    pub(crate) fn of(
        shift: shift::Model,
        (stand_in, absent): (Uuid, Uuid),
        case: Uuid,
        id: impl Fn(u128) -> Uuid,
    ) -> Self {
        let people = [(shift.leader_id, "LEADER", None), (stand_in, "STAFF", Some(absent))];
        let late = shift.starts_at + TimeDelta::minutes(20);
        let member =
            |(position, (user, role, of)): (i32, (Uuid, &str, Option<Uuid>))| shift_member::Model {
                shift_id: shift.id,
                user_id: user,
                position,
                role: role.to_owned(),
                stand_in_for_id: of,
                reason: of.map(|_| "外出培训".to_owned()),
                masked_reason: None,
                since: None,
                signed_in_at: Some(late),
                signed_out_at: (position > 0).then_some(shift.ends_at),
                replaced_at: None,
            };
        let gap = |(n, (user, ..)): (u128, (Uuid, &str, Option<Uuid>))| shift_gap::Model {
            id: id(n),
            shift_id: shift.id,
            kind: "SIGNED_IN_LATE".to_owned(),
            user_id: Some(user),
            beside_id: shift.id,
            from_at: shift.starts_at,
            to_at: Some(late),
        };
        let entry = |n: u128| duty_log_entry::Model {
            id: id(n),
            shift_id: shift.id,
            at: late + TimeDelta::hours(n as i64),
            by_id: stand_in,
            text: "巡查一遍，无异常".to_owned(),
            masked_text: None,
            case_id: (n == 0).then_some(case),
        };
        Self {
            members: (0..).zip(people).map(member).collect(),
            gaps: (0..).zip(people).map(gap).collect(),
            log: [0, 1].map(entry).to_vec(),
            shifts: vec![shift],
        }
    }

    pub(crate) fn extend(&mut self, more: Self) {
        self.shifts.extend(more.shifts);
        self.members.extend(more.members);
        self.gaps.extend(more.gaps);
        self.log.extend(more.log);
    }
}

/// The code of a shift's area, the place of its team, who leads it, and how many days it comes after
/// the first.
const SHIFTS: [(&str, Option<usize>, &str, i64); 4] = [
    ("350199001", Some(0), "town_center", 0),
    ("350199001001", None, "community", 0),
    ("350199001001", Some(1), "group_leader", 1),
    ("350199002001", None, "ferry", 1),
];

impl Town {
    pub(super) fn add_shifts(&mut self) {
        for (n, (code, team, leader, days)) in SHIFTS.into_iter().enumerate() {
            let area =
                self.areas.iter().find(|area| area.code == code).expect("a code of the tree");
            let base = shift_in(area, id(Kind::Shift, n), self.user(leader));
            let shift = shift::Model {
                team_id: team.map(|team| self.teams[team].id),
                starts_at: base.starts_at + TimeDelta::days(days),
                ends_at: base.ends_at + TimeDelta::days(days),
                ..base
            };
            let people = (self.user("handler"), self.user("coming"));
            let part = |part| id(Kind::Shift, 16 * (n + 1) + part as usize);
            self.duty.extend(Duty::of(shift, people, self.cases[n].id, part));
        }
    }
}
