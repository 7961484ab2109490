//! Somebody takes another's place on a shift. Who had not come yet is off the roster then; who had
//! been there stays on record, signed out.

use entity::shift_member;
use serde_json::json;
use uuid::Uuid;

use crate::desk::shift::action::ShiftAction;
use crate::desk::shift::kind::ShiftRole;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Turn, Words, must_be_sound};

/// Who takes whose place, and why.
#[derive(Debug)]
pub struct Replacement {
    /// The shift.
    pub target: Target,
    /// Who is on it and cannot be.
    pub user: Option<Uuid>,
    /// Who stands in.
    pub stand_in: Option<Uuid>,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Puts a stand-in in somebody's place.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn replace_on_shift(&self, acting: Acting<'_>, input: Replacement) -> Change {
        let Replacement { target, user, stand_in, reason } = input;
        let changing = Changing::begin(self, acting).await?;
        changing.take_turn(Turn::Rosters).await?;
        let mut held = changing.take_shift(&target, ShiftAction::Replace).await?;
        let mut problems = target.problems;
        let place = user.and_then(|user| held.place_of(user));
        if user.is_some() && place.is_none() {
            problems.add(
                "input.userId",
                "this is nobody who is on the shift now",
                "此人现不在该班次名单中",
            );
        }
        let leads = place.is_some_and(|at| held.members[at].role == ShiftRole::Leader.as_str());
        if let Some(stand_in) = stand_in {
            let field = "input.standInId";
            if held.members.iter().any(|of| of.user_id == stand_in) {
                problems.add(
                    field,
                    "whoever stands in is not on the shift already, nor was replaced on it",
                    "替班人员不能已在该班次名单中，也不能是已被替换者",
                );
            } else {
                let who = (stand_in, leads);
                changing.must_be_able_to_work(who, field, &held.facts, &mut problems).await?;
            }
        }
        must_be_sound(problems)?;
        let (Some(place), Some(stand_in)) = (place, stand_in) else {
            return Err(crate::desk::refusal::Refusal::NotFound.into());
        };
        let reason = Words::from(reason);
        let was = held.members[place].clone();
        held.members[place] = shift_member::Model {
            user_id: stand_in,
            stand_in_for_id: Some(was.user_id),
            reason: Some(reason.plain),
            masked_reason: reason.masked,
            since: held.has_begun().then_some(acting.now),
            signed_in_at: None,
            signed_out_at: None,
            ..was.clone()
        };
        let replaced = was.user_id;
        if was.signed_in_at.is_some() {
            let signed_out_at = was.signed_out_at.or(Some(acting.now));
            let replaced_at = Some(acting.now);
            held.members.push(shift_member::Model { signed_out_at, replaced_at, ..was });
        }
        if leads {
            held.row.leader_id = stand_in;
        }
        held.row.version += 1;
        changing.write_roster(&mut held).await?;
        let detail = json!({"user": replaced, "stand_in": stand_in});
        changing.write_shift(&mut held, ("replace", detail)).await?;
        changing.look_beside(&held, &[replaced]).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, ..Made::default() })
    }
}
