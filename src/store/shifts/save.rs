//! A shift is planned or changed.

use chrono::{DateTime, Utc};
use entity::{area, shift, shift_member};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::held::HeldShift;
use crate::desk::leave::Denial;
use crate::desk::refusal::Refusal;
use crate::desk::shift::Times;
use crate::desk::shift::action::{ShiftAction, may};
use crate::desk::shift::facts::ShiftFacts;
use crate::desk::shift::kind::{ShiftKind, ShiftRole};
use crate::policy::Object;
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Turn, Unmade, must_be_sound};

/// Somebody who is to be on a shift.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    /// Who; none where the input named none, which is among the problems.
    pub user: Option<Uuid>,
    /// What they are on it.
    pub role: ShiftRole,
}

/// A shift as it is to be.
#[derive(Debug)]
pub struct ShiftToSave {
    /// The shift that is changed; none plans a new one.
    pub target: Option<Target>,
    /// What it is for.
    pub kind: ShiftKind,
    /// The area that it is for; none where the input named none, which is among the problems.
    pub area: Option<Uuid>,
    /// The team whose shift it is.
    pub team: Option<Uuid>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Who is on it: one leader, nobody twice.
    pub roster: Vec<Planned>,
    /// What is wrong with the input.
    pub problems: Problems,
}

impl Store {
    /// Plans or changes a shift. Who has signed in stays on it, and once it has begun so do its leader
    /// and the roles of those who are on it.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn save_shift(&self, acting: Acting<'_>, input: ShiftToSave) -> Change {
        let ShiftToSave { target, kind, area, team, roster, mut problems, .. } = input;
        let times = Times { starts_at: input.starts_at, ends_at: input.ends_at };
        let changing = Changing::begin(self, acting).await?;
        changing.take_turn(Turn::Rosters).await?;
        let was = match &target {
            Some(target) => {
                changing.hold_areas_of_shift(target.record, area).await?;
                Some(changing.take_shift(target, ShiftAction::Save).await?)
            }
            None => None,
        };
        let area = changing.area_to_save_in(area, was.is_none(), &mut problems).await?;
        let leader = roster.iter().find(|of| of.role == ShiftRole::Leader).and_then(|of| of.user);
        let area_path = area.path.clone();
        let facts = ShiftFacts { area_path, team, leader, times, now: acting.now, own: None };
        if let Err(Denial::Forbidden(object, action)) =
            may(acting.grants, &facts, ShiftAction::Save)
        {
            return Err(Refusal::Forbidden(object, action).into());
        }
        let team = changing.team_of_area(team, Object::Shift, &area, &mut problems).await?;
        let facts = ShiftFacts { team, ..facts };
        if let Some(was) = &was {
            beginning_must_stay(was, (kind, area.id, times), &mut problems);
        }
        changing.roster_must_be_able(was.as_ref(), &roster, &facts, &mut problems).await?;
        must_be_sound(problems)?;
        let Some(leader) = leader else { return Err(Refusal::NotFound.into()) };
        let before: Vec<Uuid> =
            was.iter().flat_map(|was| &was.members).map(|of| of.user_id).collect();
        let mut held = changing.planned(was, (kind, &area), leader, facts).await?;
        seat(&mut held, &roster);
        changing.write_roster(&mut held).await?;
        let users: Vec<Uuid> = held.members.iter().map(|of| of.user_id).collect();
        changing.write_shift(&mut held, ("save", json!({"roster": users}))).await?;
        changing.look_beside(&held, &before).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, ..Made::default() })
    }
}

/// Notes what cannot be otherwise once a shift has begun.
fn beginning_must_stay(
    was: &HeldShift,
    (kind, area, times): (ShiftKind, Uuid, Times),
    problems: &mut Problems,
) {
    if !was.has_begun() {
        return;
    }
    for (is_other, field) in [
        (was.row.kind != kind.as_str(), "input.kind"),
        (was.row.area_id != area, "input.areaId"),
        (was.row.starts_at != times.starts_at, "input.startsAt"),
    ] {
        if is_other {
            problems.add(
                field,
                "the shift has begun, or somebody has signed in: this stays as it was",
                "班次已开始或已有人签到：此项不能更改",
            );
        }
    }
}

/// Seats those who are planned: whoever was on the shift keeps what they signed, and whoever was
/// there until they were replaced stays on record.
fn seat(held: &mut HeldShift, roster: &[Planned]) {
    let since = held.has_begun().then_some(held.facts.now);
    let shift = held.row.id;
    let before = std::mem::take(&mut held.members);
    let mut leader_first: Vec<&Planned> = roster.iter().collect();
    leader_first.sort_by_key(|of| of.role != ShiftRole::Leader);
    for Planned { user, role } in leader_first {
        let Some(user) = *user else { continue };
        let known = before.iter().find(|of| of.user_id == user);
        let role = role.as_str().to_owned();
        held.members.push(match known {
            Some(known) => shift_member::Model { role, ..known.clone() },
            None => shift_member::Model {
                shift_id: shift,
                user_id: user,
                position: 0,
                role,
                stand_in_for_id: None,
                reason: None,
                masked_reason: None,
                since,
                signed_in_at: None,
                signed_out_at: None,
                replaced_at: None,
            },
        });
    }
    held.members.extend(before.into_iter().filter(|of| of.replaced_at.is_some()));
}

impl Changing<'_> {
    /// Notes who cannot be on the shift or have their role, and who must stay and would be left out.
    async fn roster_must_be_able(
        &self,
        was: Option<&HeldShift>,
        roster: &[Planned],
        facts: &ShiftFacts,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let moves = was.is_some_and(|was| {
            was.facts.area_path != facts.area_path || was.facts.team != facts.team
        });
        let has_begun = was.is_some_and(HeldShift::has_begun);
        for (i, Planned { user, role }) in roster.iter().enumerate() {
            let Some(user) = *user else { continue };
            let field = format!("input.roster[{i}].userId");
            let leads = *role == ShiftRole::Leader;
            let known = was.and_then(|was| was.members.iter().find(|of| of.user_id == user));
            match known {
                Some(known) if known.replaced_at.is_some() => problems.add(
                    field,
                    "whoever was replaced after signing in does not come back to the same shift",
                    "签到后已被替换的人员不能重回同一班次",
                ),
                // Who is on it already need not be known to whoever changes the rest.
                Some(_) if !moves || self.can_work_on(user, leads, facts).await? => {}
                _ => self.must_be_able_to_work((user, leads), &field, facts, problems).await?,
            }
            // What was missing until now is worked out of the roles that they have.
            let has_role = |of: &shift_member::Model| of.role == role.as_str();
            if has_begun && known.is_some_and(|of| of.replaced_at.is_none() && !has_role(of)) {
                problems.add(
                    format!("input.roster[{i}].role"),
                    "the shift has begun and this stays as it was: use replaceOnShift for a stand-in",
                    "班次已开始，此项不能更改：如需替班请使用 replaceOnShift",
                );
            }
        }
        let must_stay = |of: &&shift_member::Model| {
            let leads = of.role == ShiftRole::Leader.as_str();
            of.replaced_at.is_none() && (of.signed_in_at.is_some() || (has_begun && leads))
        };
        let staying = was.into_iter().flat_map(|was| &was.members).filter(must_stay);
        let mut left_out =
            staying.filter(|of| !roster.iter().any(|on| on.user == Some(of.user_id)));
        if left_out.next().is_some() {
            problems.add(
                "input.roster",
                "whoever has signed in stays on the shift, and so does its leader once it has begun: \
                 use replaceOnShift for a stand-in",
                "已签到的人员，以及班次开始后的带班领导，须保留在名单中：如需替班请使用 replaceOnShift",
            );
        }
        Ok(())
    }

    /// The shift in hand as it is planned now, and a new one written.
    async fn planned(
        &self,
        was: Option<HeldShift>,
        (kind, area): (ShiftKind, &area::Model),
        leader: Uuid,
        facts: ShiftFacts,
    ) -> Result<HeldShift, Unmade> {
        let (now, times) = (self.acting.now, facts.times);
        let before = was.as_ref().map(|was| &was.was);
        let row = shift::Model {
            id: before.map_or_else(Uuid::now_v7, |was| was.id),
            kind: kind.as_str().to_owned(),
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            team_id: facts.team,
            leader_id: leader,
            starts_at: times.starts_at,
            ends_at: times.ends_at,
            created_by_id: before.map_or(Some(self.acting.user()), |was| was.created_by_id),
            settled_at: None,
            look_at: now,
            version: before.map_or(1, |was| was.version + 1),
            created_at: before.map_or(now, |was| was.created_at),
            updated_at: now,
        };
        if let Some(was) = was {
            return Ok(HeldShift { row, ..was });
        }
        let new = row.clone().into_active_model().reset_all();
        shift::Entity::insert(new).exec_without_returning(&self.transaction).await?;
        Ok(HeldShift { was: row.clone(), row, members: Vec::new(), facts })
    }
}
