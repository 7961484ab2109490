//! Users and grants as imports and the command line make them.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use entity::{grant, user};
use sea_orm::{
    ActiveValue::Unchanged, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::audit::note_operator;
use super::change::update;
use super::connections::finish;
use super::import_changes::Changes;
use super::policy_roles::role_names;
use super::users::Administered;
use super::{Store, StoreError};
use crate::import::areas::{Area, Lineage};
use crate::import::users::{UserRecord, WantedGrant};
use crate::policy::EVERYWHERE;

/// A grant's times; none: from ever, for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GrantTimes {
    /// Held from this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Held until just before this moment.
    pub until: Option<DateTime<Utc>>,
}

impl Store {
    /// Adds users, and brings those that are there to what the file says; grants are added, never
    /// taken away. Each user who is made or changed has an entry in the audit trail. `passwords` has a
    /// hash for each user who is to have one. With `dry_run` it only tells what it would do.
    ///
    /// # Errors
    /// A role that is not there any more, nobody would be left who administers the installation, or the
    /// database's; nothing is changed then.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn import_users(
        &self,
        records: &[UserRecord],
        areas: &HashMap<&str, &Area>,
        passwords: &HashMap<String, String>,
        dry_run: bool,
    ) -> Result<Changes, StoreError> {
        let transaction = self.begin().await?;
        let now = Utc::now().trunc_subsecs(0);
        let granting = Granting::begin(self, &transaction, (areas, now)).await?;
        let kept: HashMap<String, user::Model> = user::Entity::find()
            .all(&transaction)
            .await?
            .into_iter()
            .map(|user| (user.username.clone(), user))
            .collect();
        let mut changes = Changes::default();
        for record in records {
            let kept = kept.get(&record.username);
            let id = kept.map_or_else(Uuid::now_v7, |kept| kept.id);
            let (mut fields, mut own) = (Vec::new(), kept.and_then(|kept| kept.area_id));
            match kept {
                None => {
                    let own_area = own_area(record, areas);
                    own = own_area.map(|area| area.id);
                    let password = passwords.get(&record.username);
                    let new = new_user(id, record, own_area, password, now);
                    user::Entity::insert(new).exec_without_returning(&transaction).await?;
                }
                Some(kept) => {
                    let row = brought_to(kept, record, now);
                    fields.extend((row.display_name != kept.display_name).then_some("displayName"));
                    fields.extend((row.work_phone != kept.work_phone).then_some("workPhone"));
                    update::<user::Entity>(&transaction, kept, &row).await?;
                }
            }
            let mut roles = Vec::new();
            for wanted in &record.grants {
                if granting.add(id, wanted, GrantTimes::default()).await? {
                    let at = wanted.area_code.as_deref().unwrap_or(EVERYWHERE);
                    roles.push(format!("{}@{at}", wanted.role));
                }
            }
            let (did, detail) = match kept {
                None => {
                    changes.added += 1;
                    ("create", json!({"roles": roles}))
                }
                Some(_) if fields.is_empty() && roles.is_empty() => {
                    changes.unchanged += 1;
                    continue;
                }
                Some(_) => {
                    changes.updated += 1;
                    ("save", json!({"fields": fields, "roles": roles}))
                }
            };
            note_operator(&transaction, did, (id, own), Some(detail)).await?;
        }
        granting.end().await?;
        finish(transaction, dry_run).await?;
        Ok(changes)
    }
}

/// A user as a file has it; a telephone number that it leaves out stays.
fn brought_to(kept: &user::Model, record: &UserRecord, now: DateTime<Utc>) -> user::Model {
    let work_phone = record.work_phone.clone().or_else(|| kept.work_phone.clone());
    let display_name = record.display_name.clone();
    let same = (&display_name, &work_phone) == (&kept.display_name, &kept.work_phone);
    let updated_at = if same { kept.updated_at } else { now };
    user::Model { display_name, work_phone, updated_at, ..kept.clone() }
}

fn own_area<'a>(record: &UserRecord, areas: &HashMap<&str, &'a Area>) -> Option<&'a Area> {
    let code = record.grants.first()?.area_code.as_ref()?;
    areas.get(code.as_str()).copied()
}

fn new_user(
    id: Uuid,
    record: &UserRecord,
    area: Option<&Area>,
    password: Option<&String>,
    now: DateTime<Utc>,
) -> user::ActiveModel {
    let [province_id, city_id, district_id, town_id, community_id, group_id] =
        area.map_or(Lineage::default(), |area| area.lineage);
    user::ActiveModel {
        id: Set(id),
        username: Set(record.username.clone()),
        display_name: Set(record.display_name.clone()),
        work_phone: Set(record.work_phone.clone()),
        active: Set(true),
        area_id: Set(area.map(|area| area.id)),
        province_id: Set(province_id),
        city_id: Set(city_id),
        district_id: Set(district_id),
        town_id: Set(town_id),
        community_id: Set(community_id),
        group_id: Set(group_id),
        password_hash: Set(password.cloned()),
        password_must_change: Set(password.is_some()),
        token_version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    }
}

/// Grants that are made in one transaction, which has their turn.
pub(super) struct Granting<'a> {
    transaction: &'a DatabaseTransaction,
    areas: &'a HashMap<&'a str, &'a Area>,
    roles: Vec<String>,
    administered: Administered,
    now: DateTime<Utc>,
}

impl<'a> Granting<'a> {
    /// Waits for the turn: no role of the policy goes from here on.
    pub(super) async fn begin(
        store: &Store,
        transaction: &'a DatabaseTransaction,
        (areas, now): (&'a HashMap<&'a str, &'a Area>, DateTime<Utc>),
    ) -> Result<Self, StoreError> {
        let administered = Administered::in_turn(store, transaction, now).await?;
        let roles = role_names(transaction).await?;
        Ok(Self { transaction, areas, roles, administered, now })
    }

    /// Fails where nobody is left who administers the installation.
    pub(super) async fn end(self) -> Result<(), StoreError> {
        self.administered.must_go_on(self.transaction).await
    }

    /// Gives a user a role, or other times where it is held there. False if it is so already.
    pub(super) async fn add(
        &self,
        user: Uuid,
        wanted: &WantedGrant,
        times: GrantTimes,
    ) -> Result<bool, StoreError> {
        let WantedGrant { role, area_code } = wanted;
        if !self.roles.contains(role) {
            return Err(StoreError::Refused(format!("there is no role `{role}` any more")));
        }
        let area = match area_code {
            None => None,
            Some(code) => match self.areas.get(code.as_str()) {
                Some(area) => Some(area.id),
                None => return Err(StoreError::Failed(format!("there is no area `{code}`"))),
            },
        };
        if let Some(held) = held_at(self.transaction, user, (role, area)).await? {
            if (held.valid_from, held.valid_until) == (times.from, times.until) {
                return Ok(false);
            }
            let update = grant::ActiveModel {
                id: Unchanged(held.id),
                valid_from: Set(times.from),
                valid_until: Set(times.until),
                ..Default::default()
            };
            grant::Entity::update(update).exec_without_returning(self.transaction).await?;
            return Ok(true);
        }
        let new = grant::ActiveModel {
            id: Set(Uuid::now_v7()),
            user_id: Set(user),
            role: Set(role.clone()),
            area_id: Set(area),
            valid_from: Set(times.from),
            valid_until: Set(times.until),
            granted_by: Set(None),
            created_at: Set(self.now),
            reason: Set(None),
        };
        grant::Entity::insert(new).exec_without_returning(self.transaction).await?;
        Ok(true)
    }
}

/// The grant by which a user holds a role at an area, or everywhere; none where they do not.
#[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
pub(super) async fn held_at(
    transaction: &DatabaseTransaction,
    user: Uuid,
    (role, area): (&str, Option<Uuid>),
) -> Result<Option<grant::Model>, DbErr> {
    use grant::Column;
    grant::Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::Role.eq(role))
        .filter(area.map_or(Column::AreaId.is_null(), |id| Column::AreaId.eq(id)))
        .one(transaction)
        .await
}
