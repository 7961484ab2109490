//! Users who work here no longer, or again.

use entity::user;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde_json::json;
use uuid::Uuid;

use crate::desk::hazard::status::HazardStatus;
use crate::desk::private::masked;
use crate::policy::{Action, Object};
use crate::store::Store;
use crate::store::change::{
    Acting, Change, Changing, Made, Target, Unmade, must_be_sound, problem,
};
use crate::store::tokens::revoke_all;

/// What waits for somebody to take it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenWork {
    /// Open cases that they handle.
    pub cases: i64,
    /// Hazards that are not closed and that they are to put right.
    pub hazards: i64,
}

impl Store {
    /// Deactivates a user: nobody signs in as them, their API tokens are revoked, and all that they do
    /// ends at once. It also tells
    /// how much was in their hands, whoever may read it: a number tells of no record, and whoever
    /// may let somebody go has to know that work waits.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn deactivate_user(
        &self,
        acting: Acting<'_>,
        target: Target,
        reason: String,
    ) -> Result<(Made, OpenWork), Unmade> {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let was = changing.take_user(target.record, Action::Deactivate).await?.row;
        must_be_sound(target.problems)?;
        if was.id == acting.user() {
            return Err(problem(
                "id",
                "nobody deactivates themselves: ask a colleague",
                "不能停用自己：请由同事操作",
            ));
        }
        let open = open_work_of(&changing.transaction, was.id).await?;
        let (id, area) = (was.id, was.area_id);
        if was.active {
            let rules = changing.store.rules_now().await?;
            let administered = changing.administered(rules).await?;
            changing.set_active(was, false, &reason).await?;
            changing.end_sessions(id).await?;
            let by = (acting.now, Some(acting.user()), area);
            revoke_all(&changing.transaction, id, by).await?;
            changing.must_leave_an_administrator(&administered, "id").await?;
        }
        changing.commit().await?;
        Ok((Made { record: id, ..Made::default() }, open))
    }

    /// Lets a user sign in again, with the password and the grants that they had.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn reactivate_user(
        &self,
        acting: Acting<'_>,
        target: Target,
        reason: String,
    ) -> Change {
        let mut renewed = None;
        let changing = Changing::begin(self, acting).await?.administering(&mut renewed).await?;
        let was = changing.take_user(target.record, Action::Deactivate).await?.row;
        must_be_sound(target.problems)?;
        let id = was.id;
        if !was.active {
            changing.set_active(was, true, &reason).await?;
        }
        changing.commit().await?;
        Ok(Made { record: id, ..Made::default() })
    }
}

impl Changing<'_> {
    async fn set_active(&self, was: user::Model, active: bool, reason: &str) -> Result<(), Unmade> {
        let row = user::Model {
            active,
            // Whatever token was given out before is good no more.
            token_version: was.token_version + 1,
            updated_at: was.updated_at.max(self.acting.now),
            ..was.clone()
        };
        self.update::<user::Entity>(&was, &row).await?;
        let did = if active { "reactivate" } else { "deactivate" };
        let detail = json!({"reason": masked(reason).as_deref().unwrap_or(reason)});
        let of = (Object::User, row.id, row.area_id);
        self.audit(self.acting.now, did, of, Some(detail)).await
    }
}

/// What somebody has in hand.
pub(in crate::store) async fn open_work_of(
    connection: &impl ConnectionTrait,
    user: Uuid,
) -> Result<OpenWork, DbErr> {
    let text = "select (select count(*) from cases where handler_id = $1 and is_open) as cases, \
                (select count(*) from hazards where responsible_id = $1 and status <> $2) as hazards";
    let values = [user.into(), HazardStatus::Verified.as_str().into()];
    let asked = Statement::from_sql_and_values(connection.get_database_backend(), text, values);
    Ok(match connection.query_one_raw(asked).await? {
        Some(row) => {
            OpenWork { cases: row.try_get("", "cases")?, hazards: row.try_get("", "hazards")? }
        }
        None => OpenWork { cases: 0, hazards: 0 },
    })
}
