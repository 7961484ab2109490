//! People whom an issuer of identities vouches for, as they arrive: who they are here.

use chrono::{DateTime, Utc};
use entity::{area, federated_identity, user};
use sea_orm::{
    ActiveValue::Unchanged, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set,
    TryInsertResult,
};
use serde_json::json;
use uuid::Uuid;

use super::change::{Turn, take_turn};
use super::claims::{ClaimedGrant, Claims, note, wanted};
use super::identities::insert_identity;
use super::policy_roles::role_names;
use super::sessions::lock;
use super::{Store, StoreError};
use crate::import::users::wrong_with_username;

/// Somebody whom an issuer vouches for.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The issuer as it names itself.
    pub issuer: String,
    /// What it calls them.
    pub subject: String,
    /// The name to sign in with that they would have as a new user.
    pub username: Option<String>,
    /// The name that colleagues would know them by.
    pub display_name: Option<String>,
    /// Whether they become a user, where they are none.
    pub may_become_user: bool,
    /// The grants that their claims give.
    pub grants: Vec<ClaimedGrant>,
}

/// What became of somebody who arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// They are this user.
    In {
        /// The user.
        user: Uuid,
        /// The version that the user's tokens must carry.
        token_version: i32,
    },
    /// They are linked to no user, and do not become one.
    Unknown,
    /// A user whom they are not linked to has their name.
    NameTaken,
    /// Their claims hold no name that a user can have.
    NoName,
    /// The user was deactivated.
    Inactive,
}

impl Store {
    /// Lets somebody in whom an issuer vouches for, with the grants that their claims give now. Roles
    /// and areas that are not there are left out, and logged.
    ///
    /// # Errors
    /// The database's; nothing is changed then.
    pub async fn arrive(
        &self,
        arrival: &Arrival,
        now: DateTime<Utc>,
    ) -> Result<Arrived, StoreError> {
        // Whoever arrives twice at once for the first time is found the second time.
        for _ in 0..2 {
            let transaction = self.begin().await?;
            if let Some(arrived) = arrive(self, &transaction, arrival, now).await? {
                transaction.commit().await?;
                return Ok(arrived);
            }
        }
        Ok(Arrived::NameTaken)
    }
}

/// None where somebody else made the user in the meantime.
#[expect(clippy::disallowed_methods, reason = "before signing in there is no scope to read by")]
async fn arrive(
    store: &Store,
    transaction: &DatabaseTransaction,
    arrival: &Arrival,
    now: DateTime<Utc>,
) -> Result<Option<Arrived>, StoreError> {
    // No role goes while claims give it.
    take_turn(transaction, Turn::Grants).await?;
    let roles = role_names(transaction).await?;
    let name = arrival.username.as_deref().filter(|name| wrong_with_username(name).is_none());
    // Looked for before the link is: whoever makes both at once is then found by their link.
    let is_taken = match name {
        Some(name) => {
            let named = user::Entity::find().filter(user::Column::Username.eq(name));
            named.one(transaction).await?.is_some()
        }
        None => false,
    };
    let known = federated_identity::Entity::find()
        .filter(federated_identity::Column::Issuer.eq(&arrival.issuer))
        .filter(federated_identity::Column::Subject.eq(&arrival.subject))
        .one(transaction)
        .await?;
    let wanted = wanted(transaction, arrival, &roles).await?;
    let (identity, user) = match known {
        Some(known) => (known.id, known.user_id),
        None if !arrival.may_become_user => return Ok(Some(Arrived::Unknown)),
        None => {
            let Some(name) = name else { return Ok(Some(Arrived::NoName)) };
            if is_taken {
                return Ok(Some(Arrived::NameTaken));
            }
            let own_area = wanted.first().and_then(|(_, area)| area.as_ref());
            let Some(user) = insert_user(transaction, name, arrival, own_area, now).await? else {
                return Ok(None);
            };
            let Arrival { issuer, subject, .. } = arrival;
            let identity = insert_identity(transaction, user, issuer, subject, now).await?;
            let Some(identity) = identity else { return Ok(None) };
            let area = own_area.map(|area| area.id);
            note(transaction, now, ("create", user, area), json!({"from": issuer})).await?;
            (identity, user)
        }
    };
    let Some((true, token_version, _)) = lock(transaction, user).await? else {
        return Ok(Some(Arrived::Inactive));
    };
    let seen = federated_identity::ActiveModel {
        id: Unchanged(identity),
        signed_in_at: Set(Some(now)),
        ..Default::default()
    };
    federated_identity::Entity::update(seen).exec_without_returning(transaction).await?;
    let wanted = wanted.into_iter().map(|(role, area)| (role, area.map(|area| area.id)));
    let claims = Claims { issuer: &arrival.issuer, identity, user, wanted: wanted.collect() };
    claims.bring_grants(store, transaction, now).await?;
    Ok(Some(Arrived::In { user, token_version }))
}

async fn insert_user(
    transaction: &DatabaseTransaction,
    name: &str,
    arrival: &Arrival,
    own_area: Option<&area::Model>,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, StoreError> {
    let id = Uuid::now_v7();
    let shown = arrival.display_name.as_deref().map(str::trim);
    let shown = shown.filter(|shown| !shown.is_empty() && !shown.contains('\0')).unwrap_or(name);
    let level = |of: fn(&area::Model) -> Option<Uuid>| Set(own_area.and_then(of));
    let new = user::ActiveModel {
        id: Set(id),
        username: Set(name.to_owned()),
        display_name: Set(shown.to_owned()),
        work_phone: Set(None),
        active: Set(true),
        area_id: Set(own_area.map(|area| area.id)),
        province_id: level(|area| area.province_id),
        city_id: level(|area| area.city_id),
        district_id: level(|area| area.district_id),
        town_id: level(|area| area.town_id),
        community_id: level(|area| area.community_id),
        group_id: level(|area| area.group_id),
        password_hash: Set(None),
        password_must_change: Set(false),
        token_version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let done = user::Entity::insert(new)
        .on_conflict_do_nothing_on([user::Column::Username])
        .exec_without_returning(transaction)
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(1)).then_some(id))
}
