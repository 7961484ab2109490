//! Teams as imports make them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, SubsecRound, Utc};
use entity::{team, team_member};
use sea_orm::{
    ActiveValue::Unchanged, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set,
};
use uuid::Uuid;

use super::connections::finish;
use super::import_changes::Changes;
use super::{Store, StoreError};
use crate::import::areas::Area;
use crate::import::teams::TeamRecord;

impl Store {
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
