//! A change that is looked at and not made.

use chrono::{DateTime, Utc};
use entity::area;

use super::around::Known;
use super::judged::APPLY;
use crate::error::Problem;
use crate::policy::change::{Changed, Policy, PolicyChange};
use crate::policy::{Action, Domain, Grants, Object, Record, Standing};
use crate::store::{Store, StoreError};

/// An area by its path alone.
struct AnyArea;

impl Record for AnyArea {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, _: &str) -> Option<uuid::Uuid> {
        None
    }
}

/// A change that could be made by whoever may, and the policy that it would be made to.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The policy as it is.
    pub present: Policy,
    /// What the change would make of it.
    pub changed: Changed,
}

impl Store {
    /// Looks at a change of the policy as somebody wrote it, who knows the areas that they can see.
    /// Within are all that is wrong with it, each at its field, such as `change.add[3].action`.
    ///
    /// # Errors
    /// The database's.
    pub async fn preview_policy(
        &self,
        grants: &Grants,
        change: &PolicyChange,
        now: DateTime<Utc>,
    ) -> Result<Result<Preview, Vec<Problem>>, StoreError> {
        let (_, present) = self.policy().await?;
        let read = (Object::Area, Action::Read);
        let is_seen = |area: &area::Model, domain: &Domain| {
            grants.allows(read, &AnyArea, &area.path, Standing::Full)
                || grants.covers(APPLY, domain)
        };
        let of = (self.writer(), now, None);
        let known = Known::read(of, &[&present], change, is_seen).await?;
        let changed = known.with(|around| present.changed(change, around));
        Ok(changed.map(|changed| Preview { present, changed }))
    }
}
