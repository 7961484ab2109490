//! The end of an export at its maker's word.

use entity::export;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::desk::refusal::Refusal;
use crate::policy::Object;
use crate::store::Store;
use crate::store::change::{Acting, Change, Changing, Made, Target, must_be_sound};

impl Store {
    /// Cancels an export; one that has ended already stays as it is. Whoever writes it stops, and what
    /// is there of it is swept.
    ///
    /// # Errors
    /// Why it was not cancelled.
    #[expect(clippy::disallowed_methods, reason = "an export is its maker's alone")]
    pub async fn cancel_export(&self, acting: Acting<'_>, target: Target) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let record = target.record;
        let own = export::Entity::find_by_id(record)
            .filter(export::Column::UserId.eq(acting.user()))
            .one(&changing.transaction)
            .await?;
        own.ok_or(Refusal::NotFound)?;
        must_be_sound(target.problems)?;
        let cancelled = export::Entity::update_many()
            .col_expr(export::Column::Status, Expr::value("CANCELLED"))
            .filter(export::Column::Id.eq(record))
            .filter(export::Column::Status.is_in(["WAITING", "RUNNING", "READY"]))
            .exec(&changing.transaction)
            .await?;
        if cancelled.rows_affected > 0 {
            let of = (Object::Export, record, None);
            changing.audit(acting.now, "cancel", of, None).await?;
        }
        changing.commit().await?;
        Ok(Made { record, ..Made::default() })
    }
}
