//! Whoever is on a shift signs in and out. Neither raises its version, so that it gets in nobody's
//! way.

use serde_json::json;

use crate::desk::refusal::Refusal;
use crate::desk::shift::action::ShiftAction;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, must_be_sound};

impl Store {
    /// Signs the actor in to a shift.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn sign_in_to_shift(&self, acting: Acting<'_>, target: Target) -> Change {
        self.sign(acting, target, ShiftAction::SignIn).await
    }

    /// Signs the actor out of a shift.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn sign_out_of_shift(&self, acting: Acting<'_>, target: Target) -> Change {
        self.sign(acting, target, ShiftAction::SignOut).await
    }

    async fn sign(&self, acting: Acting<'_>, target: Target, action: ShiftAction) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take_shift(&target, action).await?;
        must_be_sound(target.problems)?;
        let Some(own) = held.place_of(acting.user()) else {
            return Err(Refusal::NotFound.into());
        };
        let was = held.members[own].clone();
        let now = acting.now;
        match action {
            ShiftAction::SignOut => {
                held.members[own].signed_out_at = was.signed_in_at.max(Some(now))
            }
            _ => held.members[own].signed_in_at = Some(now),
        }
        changing.update::<entity::shift_member::Entity>(&was, &held.members[own]).await?;
        changing.write_shift(&mut held, ("sign", json!({"kind": action.as_str()}))).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, ..Made::default() })
    }
}
