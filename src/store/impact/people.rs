//! Whom a change of the policy may touch: who is active and what was granted to them, by name; and
//! who is in which team.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::super::aim::Aim;
use super::super::{Store, StoreError};
use super::of_json;
use crate::policy::impact::{Ground, Holder};
use crate::read::catalog::Scalar;

#[derive(Deserialize)]
struct Granted {
    user: Uuid,
    name: String,
    username: String,
    role: String,
    area: Option<Uuid>,
    valid_from: Option<DateTime<Utc>>,
    valid_until: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Member {
    team: Uuid,
    user: Uuid,
}

impl Store {
    /// All active users with a grant that is valid at a moment, in the order of their names.
    pub(super) async fn holders(
        &self,
        ground: &Ground,
        now: DateTime<Utc>,
    ) -> Result<Vec<Holder>, StoreError> {
        let dialect = self.dialect();
        let column = |key: &str, value: String| (key.to_owned(), value);
        let granted = dialect.object(&[
            column("user", dialect.scalar("u.id", Scalar::Uuid)),
            column("name", "u.display_name".to_owned()),
            column("username", "u.username".to_owned()),
            column("role", "g.role".to_owned()),
            column("area", format!("nullif({}, '')", dialect.scalar("g.area_id", Scalar::Uuid))),
            column("valid_from", "g.valid_from".to_owned()),
            column("valid_until", "g.valid_until".to_owned()),
        ]);
        let text = format!(
            "select {} from grants g join users u on u.id = g.user_id where u.active = true",
            dialect.json_text(&granted)
        );
        let mut all: Vec<Granted> = of_json(self.all_rows(Aim::Read, text, &[]).await?)?;
        all.retain(|grant| {
            grant.valid_from.is_none_or(|from| from <= now)
                && grant.valid_until.is_none_or(|until| now < until)
        });
        all.sort_by(|a, b| (&a.name, &a.username, a.user).cmp(&(&b.name, &b.username, b.user)));
        let mut holders: Vec<Holder> = Vec::new();
        for grant in all {
            // A grant at an area that no longer reads as one grants nothing.
            let held = match grant.area {
                None => Some(ground.everywhere()),
                Some(area) => ground.below(area),
            };
            let Some(held) = held.map(|places| (grant.role, places)) else { continue };
            match holders.last_mut() {
                Some(last) if last.user == grant.user => last.held.push(held),
                _ => holders.push(Holder { user: grant.user, held: vec![held] }),
            }
        }
        Ok(holders)
    }

    /// The members of each team, by their numbers.
    pub(super) async fn members(
        &self,
        numbers: &HashMap<Uuid, usize>,
    ) -> Result<HashMap<Uuid, Vec<usize>>, StoreError> {
        let dialect = self.dialect();
        let member = dialect.object(&[
            ("team".to_owned(), dialect.hex_of_uuid("m.team_id")),
            ("user".to_owned(), dialect.hex_of_uuid("m.user_id")),
        ]);
        let text = format!(
            "select {} from team_members m where m.left_at is null",
            dialect.json_text(&member)
        );
        let mut members: HashMap<Uuid, Vec<usize>> = HashMap::new();
        for Member { team, user } in of_json(self.all_rows(Aim::Read, text, &[]).await?)? {
            if let Some(number) = numbers.get(&user) {
                members.entry(team).or_default().push(*number);
            }
        }
        Ok(members)
    }
}
