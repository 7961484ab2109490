//! Records that one mutation both makes and changes.

use std::collections::BTreeSet;

use entity::area;
use uuid::Uuid;

use super::{Changing, Unmade, must_be_sound};
use crate::desk::refusal::Refusal;
use crate::read::problem::Problems;

impl Changing<'_> {
    /// Holds the areas of a record that is to be changed, before the record itself, as an import of
    /// areas does, and in the order of their ids, so that nobody waits for whoever waits for them.
    pub(in crate::store) async fn hold_areas(
        &self,
        areas: impl IntoIterator<Item = Uuid>,
    ) -> Result<(), Unmade> {
        let areas: BTreeSet<Uuid> = areas.into_iter().collect();
        for area in areas {
            self.held_area(area).await?;
        }
        Ok(())
    }

    /// The area that a record is to lie in, which nobody moves before this change is over.
    ///
    /// # Errors
    /// It is out of sight: of a new record that is told as such, of another one with all that is
    /// wrong with the input.
    pub(in crate::store) async fn area_to_save_in(
        &self,
        area: Option<Uuid>,
        is_new: bool,
        problems: &mut Problems,
    ) -> Result<area::Model, Unmade> {
        let found = match area {
            Some(id) => self.held_area(id).await?,
            None => None,
        };
        if let Some(area) = found.filter(|area| self.can_see_area(area)) {
            return Ok(area);
        }
        if area.is_some() && is_new {
            return Err(Refusal::NotFound.into());
        }
        if area.is_some() {
            problems.add(
                "input.areaId",
                "this is no area in your sight",
                "此区域不在您的可见范围内",
            );
        }
        must_be_sound(std::mem::take(problems))?;
        Err(Refusal::NotFound.into())
    }
}
