//! Users, grants and teams as imports and the command line make them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, SubsecRound, Utc};
use entity::{grant, team, team_member, user};
use sea_orm::{
    ActiveValue::Unchanged, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set,
};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::import::areas::{Area, Lineage};
use crate::import::teams::TeamRecord;
use crate::import::users::{UserRecord, WantedGrant};

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Records that are new.
    pub added: usize,
    /// Records that differed.
    pub updated: usize,
    /// Records that are as the file has them.
    pub unchanged: usize,
}

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
    /// taken away. `passwords` has a hash for each user who is to have one. With `dry_run` it only
    /// tells what it would do.
    ///
    /// # Errors
    /// The database's; nothing is changed then.
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
        let kept: HashMap<String, user::Model> = user::Entity::find()
            .all(&transaction)
            .await?
            .into_iter()
            .map(|user| (user.username.clone(), user))
            .collect();
        let mut changes = Changes::default();
        for record in records {
            let (id, mut changed) = match kept.get(&record.username) {
                None => {
                    let password = passwords.get(&record.username);
                    let own_area = own_area(record, areas);
                    let id = Uuid::now_v7();
                    let new = new_user(id, record, own_area, password, now);
                    user::Entity::insert(new).exec_without_returning(&transaction).await?;
                    changes.added += 1;
                    (id, None)
                }
                Some(kept) => {
                    let same = kept.display_name == record.display_name
                        && (record.work_phone.is_none() || kept.work_phone == record.work_phone);
                    if !same {
                        let phone = record.work_phone.clone().or_else(|| kept.work_phone.clone());
                        let update = user::ActiveModel {
                            id: Unchanged(kept.id),
                            display_name: Set(record.display_name.clone()),
                            work_phone: Set(phone),
                            updated_at: Set(now),
                            ..Default::default()
                        };
                        user::Entity::update(update).exec_without_returning(&transaction).await?;
                    }
                    (kept.id, Some(!same))
                }
            };
            for wanted in &record.grants {
                let added =
                    add_grant(&transaction, id, wanted, areas, GrantTimes::default(), now).await?;
                changed = changed.map(|changed| changed || added);
            }
            match changed {
                None => {}
                Some(true) => changes.updated += 1,
                Some(false) => changes.unchanged += 1,
            }
        }
        finish(transaction, dry_run).await?;
        Ok(changes)
    }

    /// Adds teams, and brings those that are there to what the file says.
    ///
    /// # Errors
    /// The database's; nothing is changed then.
    #[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
    pub async fn import_teams(
        &self,
        records: &[TeamRecord],
        areas: &HashMap<&str, &Area>,
        users: &HashMap<String, Uuid>,
        dry_run: bool,
    ) -> Result<Changes, StoreError> {
        let transaction = self.begin().await?;
        let now = Utc::now().trunc_subsecs(0);
        let kept: HashMap<(String, Uuid), team::Model> = team::Entity::find()
            .all(&transaction)
            .await?
            .into_iter()
            .map(|team| ((team.name.clone(), team.area_id), team))
            .collect();
        let mut changes = Changes::default();
        for record in records {
            let Some(area) = areas.get(record.area_code.as_str()) else { continue };
            let leader = record.leader.as_ref().and_then(|name| users.get(name)).copied();
            let (id, same) = match kept.get(&(record.name.clone(), area.id)) {
                None => {
                    let id = Uuid::now_v7();
                    let new = new_team(id, record, area, leader, now);
                    team::Entity::insert(new).exec_without_returning(&transaction).await?;
                    changes.added += 1;
                    (id, None)
                }
                Some(kept) => {
                    let leader = leader.or(kept.leader_id);
                    let same = kept.kind == record.kind
                        && kept.unit == record.unit
                        && kept.leader_id == leader;
                    if !same {
                        let update = team::ActiveModel {
                            id: Unchanged(kept.id),
                            kind: Set(record.kind.clone()),
                            unit: Set(record.unit),
                            leader_id: Set(leader),
                            version: Set(kept.version + 1),
                            updated_at: Set(now),
                            ..Default::default()
                        };
                        team::Entity::update(update).exec_without_returning(&transaction).await?;
                    }
                    (kept.id, Some(same))
                }
            };
            let mut members_same = true;
            if let Some(names) = &record.members {
                let wanted: HashSet<Uuid> = names
                    .iter()
                    .chain(&record.leader)
                    .filter_map(|n| users.get(n))
                    .copied()
                    .collect();
                members_same = set_members(&transaction, id, &wanted, now).await?;
            }
            match same {
                None => {}
                Some(same) if same && members_same => changes.unchanged += 1,
                Some(_) => changes.updated += 1,
            }
        }
        finish(transaction, dry_run).await?;
        Ok(changes)
    }
}

async fn finish(transaction: DatabaseTransaction, dry_run: bool) -> Result<(), StoreError> {
    if dry_run {
        transaction.rollback().await?;
    } else {
        transaction.commit().await?;
    }
    Ok(())
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

fn new_team(
    id: Uuid,
    record: &TeamRecord,
    area: &Area,
    leader: Option<Uuid>,
    now: DateTime<Utc>,
) -> team::ActiveModel {
    let [province_id, city_id, district_id, town_id, community_id, group_id] = area.lineage;
    team::ActiveModel {
        id: Set(id),
        name: Set(record.name.clone()),
        kind: Set(record.kind.clone()),
        area_id: Set(area.id),
        province_id: Set(province_id),
        city_id: Set(city_id),
        district_id: Set(district_id),
        town_id: Set(town_id),
        community_id: Set(community_id),
        group_id: Set(group_id),
        unit: Set(record.unit),
        leader_id: Set(leader),
        accountable_leader_id: Set(None),
        mandate: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    }
}

#[expect(clippy::disallowed_methods, reason = "an operator's command, not a viewer's")]
pub(super) async fn add_grant(
    transaction: &DatabaseTransaction,
    user: Uuid,
    wanted: &WantedGrant,
    areas: &HashMap<&str, &Area>,
    times: GrantTimes,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let area = match &wanted.area_code {
        None => None,
        Some(code) => match areas.get(code.as_str()) {
            Some(area) => Some(area.id),
            None => return Err(StoreError::Failed(format!("there is no area `{code}`"))),
        },
    };
    let held = grant::Entity::find()
        .filter(grant::Column::UserId.eq(user))
        .filter(grant::Column::Role.eq(&wanted.role))
        .filter(area.map_or(grant::Column::AreaId.is_null(), |id| grant::Column::AreaId.eq(id)))
        .one(transaction)
        .await?;
    if let Some(held) = held {
        if (held.valid_from, held.valid_until) == (times.from, times.until) {
            return Ok(false);
        }
        let update = grant::ActiveModel {
            id: Unchanged(held.id),
            valid_from: Set(times.from),
            valid_until: Set(times.until),
            ..Default::default()
        };
        grant::Entity::update(update).exec_without_returning(transaction).await?;
        return Ok(true);
    }
    let new = grant::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user),
        role: Set(wanted.role.clone()),
        area_id: Set(area),
        valid_from: Set(times.from),
        valid_until: Set(times.until),
        granted_by: Set(None),
        created_at: Set(now),
        reason: Set(None),
    };
    grant::Entity::insert(new).exec_without_returning(transaction).await?;
    Ok(true)
}

/// Makes these the team's active members. True if they were already.
#[expect(clippy::disallowed_methods, reason = "an import is the operator's, not a viewer's")]
async fn set_members(
    transaction: &DatabaseTransaction,
    team: Uuid,
    wanted: &HashSet<Uuid>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let kept = team_member::Entity::find()
        .filter(team_member::Column::TeamId.eq(team))
        .all(transaction)
        .await?;
    let mut same = true;
    for member in &kept {
        let stays = wanted.contains(&member.user_id);
        if stays == member.left_at.is_none() {
            continue;
        }
        same = false;
        let update = team_member::ActiveModel {
            team_id: Unchanged(team),
            user_id: Unchanged(member.user_id),
            joined_at: if stays { Set(now) } else { Unchanged(member.joined_at) },
            left_at: Set((!stays).then_some(now)),
        };
        team_member::Entity::update(update).exec_without_returning(transaction).await?;
    }
    for user in wanted.iter().filter(|user| !kept.iter().any(|m| m.user_id == **user)) {
        same = false;
        let new = team_member::ActiveModel {
            team_id: Set(team),
            user_id: Set(*user),
            joined_at: Set(now),
            left_at: Set(None),
        };
        team_member::Entity::insert(new).exec_without_returning(transaction).await?;
    }
    Ok(same)
}
