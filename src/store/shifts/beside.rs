//! The other shifts of those whose roster changes.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::held::{HeldShift, times};
use super::sweep::look_at;
use crate::desk::shift::LONGEST;
use crate::store::change::{Changing, Unmade};

impl Changing<'_> {
    /// Looks for gaps of the other shifts at the time that the shift has or had which its members, or
    /// those who were, are on: they overlap with it, or do no longer. Rosters change one at a time,
    /// so that these are locked by nobody who waits for this one.
    pub(super) async fn look_beside(
        &self,
        held: &HeldShift,
        before: &[Uuid],
    ) -> Result<(), Unmade> {
        let (was, is) = (times(&held.was), times(&held.row));
        let (from, until) = (was.starts_at.min(is.starts_at), was.ends_at.max(is.ends_at));
        let users = held.members.iter().map(|of| of.user_id).chain(before.iter().copied());
        let users: Vec<Uuid> = users.collect();
        let places: Vec<String> = (5..users.len() + 5).map(|place| format!("${place}")).collect();
        let backend = self.transaction.get_database_backend();
        let locked = match backend {
            DbBackend::Postgres => " for no key update",
            _ => "",
        };
        let text = format!(
            "select id from shifts where id <> $1 and settled_at is null \
             and starts_at < $2 and starts_at > $4 and ends_at > $3 and id in \
             (select shift_id from shift_members where user_id in ({})) order by id{locked}",
            places.join(", "),
        );
        // None that began earlier lasts until then.
        let earliest = from - LONGEST;
        let values = [held.row.id.into(), until.into(), from.into(), earliest.into()].into_iter();
        let values = values.chain(users.into_iter().map(Into::into));
        let others = Statement::from_sql_and_values(backend, text, values.collect::<Vec<_>>());
        for row in self.transaction.query_all_raw(others).await? {
            look_at(&self.transaction, row.try_get("", "id")?, self.acting.now).await?;
        }
        Ok(())
    }
}
