//! Cancelling a check.

use crate::desk::check::action::CheckAction;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, Words, must_be_sound};

impl Store {
    /// Says why a check is not to be made after all.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn cancel_check(&self, acting: Acting<'_>, target: Target, why: String) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take_check(&target, CheckAction::Cancel).await?;
        must_be_sound(target.problems)?;
        held.follow(CheckAction::Cancel);
        let why = Words::from(why);
        held.row.cancel_reason = Some(why.plain);
        held.row.masked_cancel_reason = why.masked;
        changing.write_check(&mut held, ("cancel", "CANCEL")).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, ..Made::default() })
    }
}
