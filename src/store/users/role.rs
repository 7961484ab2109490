//! The role and the area that a grant names.

use entity::area;
use uuid::Uuid;

use crate::policy::change::unknown;
use crate::read::problem::Problems;
use crate::store::change::{Changing, Unmade};
use crate::store::policy_roles::role_names;

/// Where a grant is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantedAt {
    /// In this area and all below it.
    Area(Uuid),
    /// Everywhere.
    Everywhere,
}

impl Changing<'_> {
    /// The area that a grant names, which nobody moves before this change is over; none where it
    /// holds everywhere, or where it is a problem.
    pub(super) async fn area_of_grant(
        &self,
        at: Option<GrantedAt>,
        problems: &mut Problems,
    ) -> Result<Option<area::Model>, Unmade> {
        let Some(GrantedAt::Area(id)) = at else { return Ok(None) };
        let area = self.held_area(id).await?.filter(|area| self.can_see_area(area));
        if area.is_none() {
            problems.add(
                "input.areaId",
                "this is no area in your sight",
                "此区域不在您的可见范围内",
            );
        }
        Ok(area)
    }

    /// Notes it where the policy has no such role, with the one that may have been meant.
    pub(super) async fn role_must_be_known(
        &self,
        role: &str,
        problems: &mut Problems,
    ) -> Result<(), Unmade> {
        let names = role_names(&self.transaction).await?;
        if names.iter().any(|name| name == role) {
            return Ok(());
        }
        let known = names.iter().map(String::as_str);
        let said = unknown(("role", "角色"), role, known);
        problems.add("input.role", said.en, said.zh);
        Ok(())
    }
}
