//! Who is in a team, since when and until when.

use std::collections::BTreeSet;

use entity::team_member;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::store::change::{Changing, Unmade};

impl Changing<'_> {
    /// Makes these the active members of a team: the others leave, and are kept as having been there.
    /// How many joined, and how many left.
    #[expect(clippy::disallowed_methods, reason = "who is in the team is what is saved")]
    pub(super) async fn save_members(
        &self,
        team: Uuid,
        wanted: &BTreeSet<Uuid>,
    ) -> Result<(usize, usize), Unmade> {
        let kept = team_member::Entity::find()
            .filter(team_member::Column::TeamId.eq(team))
            .all(&self.transaction)
            .await?;
        let (mut joined, mut left, now) = (0, 0, self.acting.now);
        for was in &kept {
            let row = match (wanted.contains(&was.user_id), was.left_at) {
                (true, Some(_)) => {
                    joined += 1;
                    team_member::Model { joined_at: now, left_at: None, ..was.clone() }
                }
                (false, None) => {
                    left += 1;
                    team_member::Model { left_at: Some(now), ..was.clone() }
                }
                _ => continue,
            };
            self.update::<team_member::Entity>(was, &row).await?;
        }
        for user in wanted {
            if kept.iter().any(|was| was.user_id == *user) {
                continue;
            }
            joined += 1;
            let new =
                team_member::Model { team_id: team, user_id: *user, joined_at: now, left_at: None };
            let new: team_member::ActiveModel = new.into();
            team_member::Entity::insert(new.reset_all())
                .exec_without_returning(&self.transaction)
                .await?;
        }
        Ok((joined, left))
    }
}
