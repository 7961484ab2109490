//! The clocks of a case: started, met, ended, and set anew.

use chrono::{DateTime, Utc};
use entity::{category, clock};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::held::Held;
use crate::desk::clock::{ClockKind, follow_up_due};
use crate::desk::deadline::{Limits, Severity, due_at};
use crate::store::change::{Changing, Unmade};

impl Changing<'_> {
    /// How long cases of a category may take.
    #[expect(clippy::disallowed_methods, reason = "all who sign in may read categories")]
    pub(super) async fn limits(&self, category: Option<Uuid>) -> Result<Limits, Unmade> {
        let Some(category) = category else { return Ok(Limits::default()) };
        let known = category::Entity::find_by_id(category).one(&self.transaction).await?;
        Ok(known.map_or_else(Limits::default, |known| Limits {
            simple_days: known.simple_days.unsigned_abs(),
            ordinary_days: known.ordinary_days.unsigned_abs(),
            major_days: known.major_days.unsigned_abs(),
        }))
    }

    /// When a case that counts from this moment is due.
    pub(super) async fn due(
        &self,
        held: &Held,
        from: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Unmade> {
        let limits = self.limits(held.row.category_id).await?;
        let severity = Severity::from_name(&held.row.severity).unwrap_or(Severity::Ordinary);
        Ok(due_at(from, severity, limits, self.acting.zone))
    }

    /// When the time of a case counts from: its receipt, or when it was last taken up again.
    #[expect(clippy::disallowed_methods, reason = "it is a part of a case that was judged")]
    pub(super) async fn counts_from(&self, held: &Held) -> Result<DateTime<Utc>, Unmade> {
        let running = clock::Entity::find()
            .filter(clock::Column::CaseId.eq(held.row.id))
            .filter(clock::Column::Kind.eq(ClockKind::Resolution.as_str()))
            .filter(clock::Column::MetAt.is_null())
            .filter(clock::Column::EndedAt.is_null())
            .one(&self.transaction)
            .await?;
        Ok(running.map_or(held.row.received_at, |running| running.started_at))
    }

    pub(super) async fn start(
        &self,
        case: Uuid,
        kind: ClockKind,
        (started_at, due_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), Unmade> {
        let row = clock::ActiveModel {
            id: Set(Uuid::now_v7()),
            case_id: Set(case),
            kind: Set(kind.as_str().to_owned()),
            started_at: Set(started_at),
            due_at: Set(due_at),
            missed_at: Set(None),
            met_at: Set(None),
            ended_at: Set(None),
        };
        clock::Entity::insert(row).exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    pub(super) async fn start_emergency(
        &self,
        case: Uuid,
        from: DateTime<Utc>,
    ) -> Result<(), Unmade> {
        for (kind, time) in ClockKind::of_emergency() {
            self.start(case, kind, (from, from + time)).await?;
        }
        Ok(())
    }

    pub(super) async fn start_follow_up(&self, case: Uuid) -> Result<(), Unmade> {
        let now = self.acting.now;
        let due = follow_up_due(now, self.acting.zone);
        self.start(case, ClockKind::FollowUp, (now, due)).await
    }

    /// What a clock of this kind waited for has happened.
    pub(super) async fn meet(
        &self,
        case: Uuid,
        kind: ClockKind,
        at: DateTime<Utc>,
    ) -> Result<(), Unmade> {
        self.stop(case, &[kind], clock::Column::MetAt, at).await
    }

    /// Nobody waits any more for what clocks of these kinds waited for.
    pub(super) async fn end(&self, case: Uuid, kinds: &[ClockKind]) -> Result<(), Unmade> {
        self.stop(case, kinds, clock::Column::EndedAt, self.acting.now).await
    }

    async fn stop(
        &self,
        case: Uuid,
        kinds: &[ClockKind],
        column: clock::Column,
        at: DateTime<Utc>,
    ) -> Result<(), Unmade> {
        clock::Entity::update_many()
            .col_expr(column, Expr::value(at))
            .filter(clock::Column::CaseId.eq(case))
            .filter(clock::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
            .filter(clock::Column::MetAt.is_null())
            .filter(clock::Column::EndedAt.is_null())
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// The clock of the case itself is due at another time.
    pub(super) async fn put_off(&self, held: &mut Held, due: DateTime<Utc>) -> Result<(), Unmade> {
        held.row.due_at = Some(due);
        // What was missed stays missed.
        let missed = Expr::case(
            Condition::all()
                .add(clock::Column::MissedAt.is_null())
                .add(clock::Column::DueAt.lte(self.acting.now)),
            Expr::col(clock::Column::DueAt),
        )
        .finally(Expr::col(clock::Column::MissedAt));
        let running = clock::Entity::update_many()
            .col_expr(clock::Column::MissedAt, missed.into())
            .col_expr(clock::Column::DueAt, Expr::value(due))
            .filter(clock::Column::CaseId.eq(held.row.id))
            .filter(clock::Column::Kind.eq(ClockKind::Resolution.as_str()))
            .filter(clock::Column::MetAt.is_null())
            .filter(clock::Column::EndedAt.is_null())
            .exec(&self.transaction)
            .await?;
        if running.rows_affected == 0 {
            let begun = held.row.received_at;
            self.start(held.row.id, ClockKind::Resolution, (begun, due)).await?;
        }
        Ok(())
    }

    /// The clocks of an emergency that were ended when the case was closed run on.
    pub(super) async fn run_on_emergency(
        &self,
        case: Uuid,
        closed_at: DateTime<Utc>,
    ) -> Result<(), Unmade> {
        let kinds = ClockKind::of_emergency().map(|(kind, _)| kind.as_str());
        clock::Entity::update_many()
            .col_expr(clock::Column::EndedAt, Expr::value(None::<DateTime<Utc>>))
            .filter(clock::Column::CaseId.eq(case))
            .filter(clock::Column::Kind.is_in(kinds))
            .filter(clock::Column::MetAt.is_null())
            .filter(clock::Column::EndedAt.eq(closed_at))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// The last clock of the case itself runs on, as if it had never been met.
    pub(super) async fn run_on(&self, case: Uuid) -> Result<(), Unmade> {
        let text = "update clocks set met_at = null, ended_at = null where id = \
                    (select id from clocks where case_id = $1 and kind = 'RESOLUTION' \
                     order by started_at desc, id desc limit 1) returning id";
        self.row(text, [case.into()]).await?;
        Ok(())
    }
}
