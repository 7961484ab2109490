//! Exports while they are written: each by one run at a time. A run holds its export for some seconds
//! and goes on saying that it is there; where it does not, the next one begins anew.

use chrono::{DateTime, TimeDelta, Utc};
use entity::export;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, Statement,
};
use uuid::Uuid;

use crate::store::{Store, StoreError};

/// For how long a run holds an export from its last word on.
const HELD: TimeDelta = TimeDelta::seconds(20);

/// How long a file may be had.
const GOOD_FOR: TimeDelta = TimeDelta::hours(24);

/// An export that a run has taken.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenExport {
    /// Its row.
    pub row: export::Model,
    /// The run that has it.
    pub run: Uuid,
}

/// How the writing of an export ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The file is there.
    Ready {
        /// How many records are in it.
        rows: u64,
        /// How many bytes it has.
        bytes: u64,
    },
    /// It could not be written, as its maker is told.
    Failed(String),
}

impl Store {
    /// Takes the export that has waited longest, or one whose run is not heard of any longer.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_export(&self, now: DateTime<Utc>) -> Result<Option<TakenExport>, StoreError> {
        // Mostly there is none, and nobody who writes is kept waiting to learn that.
        let backend = self.reader().get_database_backend();
        let text = "select 1 from exports where status = 'WAITING' \
                    or (status = 'RUNNING' and leased_until < $1) limit 1";
        let any = Statement::from_sql_and_values(backend, text, [now.into()]);
        if self.reader().query_one_raw(any).await?.is_none() {
            return Ok(None);
        }
        let transaction = self.begin().await?;
        let locked = match backend {
            DbBackend::Postgres => " for update skip locked",
            _ => "",
        };
        let text = format!(
            "update exports set status = 'RUNNING', run = $1, leased_until = $2, kept = true, \
             rows_done = 0, rows_total = null where id = (select id from exports \
             where status = 'WAITING' or (status = 'RUNNING' and leased_until < $3) \
             order by created_at, id limit 1{locked}) returning *"
        );
        let run = Uuid::now_v7();
        let values = [run.into(), (now + HELD).into(), now.into()];
        let taken = Statement::from_sql_and_values(backend, text, values);
        let taken = transaction.query_one_raw(taken).await?;
        let row = taken.map(|row| export::Model::from_query_result(&row, "")).transpose()?;
        transaction.commit().await?;
        Ok(row.map(|row| TakenExport { row, run }))
    }

    /// Says that the run is there and how far it is. False where the export is not its any longer: it
    /// was cancelled, or taken over.
    ///
    /// # Errors
    /// The database's.
    pub async fn hold_export(
        &self,
        taken: &TakenExport,
        (done, total): (u64, Option<u64>),
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let number = |many: u64| i64::try_from(many).unwrap_or(i64::MAX);
        let held = export::Entity::update_many()
            .col_expr(export::Column::LeasedUntil, Expr::value(now + HELD))
            .col_expr(export::Column::RowsDone, Expr::value(number(done)))
            .col_expr(export::Column::RowsTotal, Expr::value(total.map(number)))
            .filter(export::Column::Id.eq(taken.row.id))
            .filter(export::Column::Run.eq(taken.run))
            .filter(export::Column::Status.eq("RUNNING"))
            .exec(self.writer())
            .await?;
        Ok(held.rows_affected > 0)
    }

    /// Notes how it ended. False where the export is not the run's any longer.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_export(
        &self,
        taken: &TakenExport,
        ended: &Ended,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let number = |many: u64| i64::try_from(many).unwrap_or(i64::MAX);
        let update = export::Entity::update_many();
        let update = match ended {
            Ended::Ready { rows, bytes } => update
                .col_expr(export::Column::Status, Expr::value("READY"))
                .col_expr(export::Column::RowsDone, Expr::value(number(*rows)))
                .col_expr(export::Column::RowsTotal, Expr::value(number(*rows)))
                .col_expr(export::Column::ByteLength, Expr::value(number(*bytes)))
                .col_expr(export::Column::ExpiresAt, Expr::value(now + GOOD_FOR)),
            Ended::Failed(why) => update
                .col_expr(export::Column::Status, Expr::value("FAILED"))
                .col_expr(export::Column::Error, Expr::value(why.as_str())),
        };
        let update = update
            .col_expr(export::Column::LeasedUntil, Expr::value(now))
            .filter(export::Column::Id.eq(taken.row.id))
            .filter(export::Column::Run.eq(taken.run))
            .filter(export::Column::Status.eq("RUNNING"));
        Ok(update.exec(self.writer()).await?.rows_affected > 0)
    }

    /// Puts an export back that the end of a server broke off, for the next run.
    ///
    /// # Errors
    /// The database's.
    pub async fn release_export(&self, taken: &TakenExport) -> Result<(), StoreError> {
        export::Entity::update_many()
            .col_expr(export::Column::Status, Expr::value("WAITING"))
            .filter(export::Column::Id.eq(taken.row.id))
            .filter(export::Column::Run.eq(taken.run))
            .filter(export::Column::Status.eq("RUNNING"))
            .exec(self.writer())
            .await?;
        Ok(())
    }
}
