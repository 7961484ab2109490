//! A checkpoint is visited and signed for, by whoever was there. Nobody else is recorded.

use chrono::{DateTime, Utc};
use entity::checkpoint;
use sea_orm::sea_query::LockType;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::json;
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::change::{
    Acting, Change, Changing, IdempotencyKey, Made, Target, Unmade, Words, must_be_sound,
};
use crate::store::{Store, StoreError};

/// A visit that was made.
#[derive(Debug)]
pub struct Visit {
    /// The checkpoint.
    pub target: Target,
    /// When, to the microsecond.
    pub at: DateTime<Utc>,
    /// What is wrong with that moment, unless the visit was recorded before.
    pub untimely: Problems,
    /// What was seen.
    pub note: Option<String>,
    /// The key of the request.
    pub key: Option<IdempotencyKey>,
}

impl Store {
    /// Records a visit. One that was recorded before, by the same user at the same moment, is
    /// answered with that one, also after the key of the request is forgotten and however late.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn record_patrol_visit(&self, acting: Acting<'_>, visit: Visit) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let key = visit.key.clone();
        if let Some(made) = changing.made_before(key.as_ref(), "recordPatrolVisit").await? {
            return Ok(made);
        }
        let record = changing.visit(visit).await?;
        let made = Made { record, ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

impl Changing<'_> {
    #[expect(clippy::disallowed_methods, reason = "its route is judged before it is used")]
    async fn visit(&self, visit: Visit) -> Result<Uuid, Unmade> {
        let Visit { target, at, untimely, note, .. } = visit;
        let Target { record: point, mut problems, .. } = target;
        let point = checkpoint::Entity::find_by_id(point).one(&self.transaction).await?;
        let point = point.ok_or(Refusal::NotFound)?;
        let target = Target { record: point.route_id, ..Target::default() };
        let route = self.take_route(&target, Action::Visit, LockType::Share).await?;
        if let Some(known) = self.known_visit(point.id, at).await? {
            must_be_sound(problems)?;
            return Ok(known);
        }
        problems.append(untimely);
        let day = at.with_timezone(&self.acting.zone).date_naive();
        // A phone that was offline may not know that the point is gone.
        if point.on_route_id.is_none() && !self.was_on_route(point.id, day).await? {
            problems.add(
                "input.checkpointId",
                "this checkpoint had been taken off its route by then: visit those that it has now",
                "该签到点当时已从路线中移除：请到路线现有的签到点签到",
            );
        }
        must_be_sound(problems)?;
        let (id, now, by) = (Uuid::now_v7(), self.acting.now, self.acting.user());
        let note = note.map(Words::from);
        let text = "insert into patrol_visits \
                    (id, route_id, checkpoint_id, by_id, at, day, received_at, note, masked_note) \
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                    on conflict (checkpoint_id, by_id, at) do nothing";
        let masked = note.as_ref().and_then(|note| note.masked.clone());
        let values = [
            id.into(),
            route.id.into(),
            point.id.into(),
            by.into(),
            at.into(),
            day.into(),
            now.into(),
            note.map(|note| note.plain).into(),
            masked.into(),
        ];
        let backend = self.transaction.get_database_backend();
        let written = Statement::from_sql_and_values(backend, text, values);
        if self.transaction.execute_raw(written).await?.rows_affected() == 0 {
            // The same was sent twice at once.
            let lost = || StoreError::Failed("a visit is lost".to_owned());
            return Ok(self.known_visit(point.id, at).await?.ok_or_else(lost)?);
        }
        let detail = json!({"visit": id, "checkpoint": point.id});
        let of = (Object::Patrol, route.id, Some(route.area_id));
        self.audit(now, "visit", of, Some(detail)).await?;
        Ok(id)
    }

    /// The actor's own visit to a checkpoint at this moment, if it is recorded.
    async fn known_visit(&self, point: Uuid, at: DateTime<Utc>) -> Result<Option<Uuid>, Unmade> {
        let text = "select id from patrol_visits \
                    where checkpoint_id = $1 and by_id = $2 and at = $3";
        let known = self.row(text, [point.into(), self.acting.user().into(), at.into()]).await?;
        Ok(known.map(|row| row.try_get("", "id")).transpose()?)
    }
}
