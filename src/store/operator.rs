//! What the operator of the machine does to users by commands, which is on the audit trail without a
//! name.

use std::collections::HashMap;

use chrono::{SubsecRound, Utc};
use entity::{grant, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::audit::{self, AuditEntry};
use super::change::{Turn, take_turn};
use super::import_users::Granting;
use super::sessions::end_sessions;
use super::tokens::revoke_all;
use super::users::{Administered, OpenWork, open_work_of};
use super::{GrantTimes, Store, StoreError};
use crate::import::areas::Area;
use crate::import::users::WantedGrant;
use crate::policy::Object;

impl Store {
    /// Grants a role to a user. False if the user holds it there already.
    ///
    /// # Errors
    /// A role that is not there any more, nobody would be left who administers the installation, or the
    /// database's.
    pub async fn grant_role(
        &self,
        user: Uuid,
        wanted: &WantedGrant,
        areas: &HashMap<&str, &Area>,
        times: GrantTimes,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let now = Utc::now().trunc_subsecs(0);
        let granting = Granting::begin(self, &transaction, (areas, now)).await?;
        let added = granting.add(user, wanted, times).await?;
        granting.end().await?;
        if added {
            let area = wanted.area_code.as_deref().and_then(|code| areas.get(code));
            let detail = json!({
                "role": wanted.role, "areaId": area.map(|area| area.id),
                "validFrom": times.from, "validUntil": times.until,
            });
            let of = (user, area.map(|area| area.id));
            note_operator(&transaction, "grant", of, Some(detail)).await?;
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// Sets a user's password to this hash, to be changed at the next sign-in where `one_time`,
    /// and ends all of the user's sessions.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_password(
        &self,
        user: Uuid,
        hash: String,
        one_time: bool,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let now = Utc::now().trunc_subsecs(0);
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .col_expr(user::Column::PasswordMustChange, Expr::value(one_time))
            .filter(user::Column::Id.eq(user))
            .exec(&transaction)
            .await?;
        end_sessions(&transaction, user, now).await?;
        let of = (user, own_area(&transaction, user).await?);
        note_operator(&transaction, "reset", of, None).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a role back that a user holds at an area, or everywhere. False if they do not.
    ///
    /// # Errors
    /// Nobody would be left who administers the installation, or the database's.
    #[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
    pub async fn revoke_role(
        &self,
        user: Uuid,
        wanted: &WantedGrant,
        areas: &HashMap<&str, &Area>,
    ) -> Result<bool, StoreError> {
        let (transaction, administered) = self.begin_of_operator().await?;
        let area = wanted.area_code.as_deref().and_then(|code| areas.get(code));
        let area = area.map(|area| area.id);
        let held = grant::Entity::find()
            .filter(grant::Column::UserId.eq(user))
            .filter(grant::Column::Role.eq(&wanted.role))
            .filter(area.map_or(grant::Column::AreaId.is_null(), |id| grant::Column::AreaId.eq(id)))
            .one(&transaction)
            .await?;
        let Some(held) = held else { return Ok(false) };
        let detail = json!({
            "grant": held.id, "role": held.role, "areaId": area,
            "validFrom": held.valid_from, "validUntil": held.valid_until,
        });
        grant::Entity::delete_by_id(held.id).exec(&transaction).await?;
        administered.must_go_on(&transaction).await?;
        note_operator(&transaction, "revoke", (user, area), Some(detail)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Deactivates a user, as an administrator does, and tells what was in their hands. None if they
    /// are deactivated already.
    ///
    /// # Errors
    /// Nobody would be left who administers the installation, or the database's.
    pub async fn deactivate_as_operator(&self, user: Uuid) -> Result<Option<OpenWork>, StoreError> {
        let (transaction, administered) = self.begin_of_operator().await?;
        if !set_active(&transaction, user, false).await? {
            return Ok(None);
        }
        administered.must_go_on(&transaction).await?;
        let open = open_work_of(&transaction, user).await?;
        transaction.commit().await?;
        Ok(Some(open))
    }

    /// Lets a user sign in again, with the password and the grants that they had. False if they may.
    ///
    /// # Errors
    /// The database's.
    pub async fn reactivate_as_operator(&self, user: Uuid) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let done = set_active(&transaction, user, true).await?;
        transaction.commit().await?;
        Ok(done)
    }

    /// A change of who holds what, in its turn.
    async fn begin_of_operator(&self) -> Result<(DatabaseTransaction, Administered), StoreError> {
        let transaction = self.begin().await?;
        take_turn(&transaction, Turn::Grants).await?;
        let rules = self.rules_now().await?;
        let administered = Administered::before(rules, &transaction, Utc::now()).await?;
        Ok((transaction, administered))
    }
}

/// Makes a user active, or not; whatever they are signed in by ends, and stays ended. False if it is so
/// already.
async fn set_active(
    transaction: &DatabaseTransaction,
    user: Uuid,
    active: bool,
) -> Result<bool, StoreError> {
    let now = Utc::now().trunc_subsecs(0);
    let changed = user::Entity::update_many()
        .col_expr(user::Column::Active, Expr::value(active))
        .filter(user::Column::Id.eq(user))
        .filter(user::Column::Active.ne(active))
        .exec(transaction)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(false);
    }
    end_sessions(transaction, user, now).await?;
    let of = (user, own_area(transaction, user).await?);
    if !active {
        revoke_all(transaction, user, (now, None, of.1)).await?;
    }
    let did = if active { "reactivate" } else { "deactivate" };
    note_operator(transaction, did, of, None).await?;
    Ok(true)
}

#[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
async fn own_area(
    transaction: &DatabaseTransaction,
    user: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    let row = user::Entity::find_by_id(user).one(transaction).await?;
    Ok(row.and_then(|row| row.area_id))
}

/// Notes on the audit trail what the operator of the machine did to a user, who has no name there.
pub(super) async fn note_operator(
    transaction: &DatabaseTransaction,
    action: &str,
    (user, area): (Uuid, Option<Uuid>),
    detail: Option<Value>,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        at: Utc::now().trunc_subsecs(6),
        actor: None,
        action,
        object: Object::User.as_str(),
        record: Some(user),
        area,
        detail,
    };
    Ok(audit::append(transaction, entry).await?)
}
