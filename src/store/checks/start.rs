//! Beginning a check.

use crate::desk::check::action::CheckAction;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, must_be_sound};

impl Store {
    /// Begins a check that was planned, or that was missed.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn start_check(&self, acting: Acting<'_>, target: Target) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take_check(&target, CheckAction::Start).await?;
        must_be_sound(target.problems)?;
        held.follow(CheckAction::Start);
        held.row.started_at = Some(acting.now.max(held.was.updated_at));
        changing.write_check(&mut held, ("answer", "START")).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, ..Made::default() })
    }
}
