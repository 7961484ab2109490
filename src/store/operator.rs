//! What the operator of the machine does to users by commands, which is on the audit trail without a
//! name.

use std::collections::HashMap;

use chrono::{SubsecRound, Utc};
use entity::{refresh_token, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::audit::{self, AuditEntry};
use super::import_users::Granting;
use super::{GrantTimes, Store, StoreError};
use crate::import::areas::Area;
use crate::import::users::WantedGrant;
use crate::policy::{Action, Object};

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
            note_operator(&transaction, Action::Grant, of, Some(detail)).await?;
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// Notes on the audit trail that the operator of the machine made a user who holds these roles,
    /// each as ROLE@AREA_CODE.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_user_made(&self, user: Uuid, roles: &[String]) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let detail = json!({"roles": roles});
        note_operator(&transaction, Action::Create, (user, None), Some(detail)).await?;
        Ok(transaction.commit().await?)
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
            .col_expr(user::Column::TokenVersion, Expr::col(user::Column::TokenVersion).add(1))
            .col_expr(user::Column::UpdatedAt, Expr::value(now))
            .filter(user::Column::Id.eq(user))
            .exec(&transaction)
            .await?;
        refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::RevokedAt, Expr::value(now))
            .filter(refresh_token::Column::UserId.eq(user))
            .filter(refresh_token::Column::RevokedAt.is_null())
            .exec(&transaction)
            .await?;
        note_operator(&transaction, Action::Reset, (user, None), None).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Notes on the audit trail what the operator of the machine did to a user, who has no name there.
async fn note_operator(
    transaction: &DatabaseTransaction,
    action: Action,
    (user, area): (Uuid, Option<Uuid>),
    detail: Option<Value>,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        at: Utc::now().trunc_subsecs(6),
        actor: None,
        action: action.as_str(),
        object: Object::User.as_str(),
        record: Some(user),
        area,
        detail,
    };
    Ok(audit::append(transaction, entry).await?)
}
