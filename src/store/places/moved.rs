//! What moves with a place.

use chrono::{DateTime, Utc};
use entity::{area, check, hazard};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Statement,
};
use uuid::Uuid;

use crate::policy::Object;
use crate::read::sql::Dialect;
use crate::read::subject::Subject;
use crate::store::StoreError;
use crate::store::change::{Word, leave_word};
use crate::store::hazards::stand_anew;

/// Takes a place's checks and hazards along to the area that it lies in now, and tells those who
/// follow hazards.
pub(in crate::store) async fn take_along(
    transaction: &DatabaseTransaction,
    (dialect, now): (Dialect, DateTime<Utc>),
    place: Uuid,
    to: &area::Model,
) -> Result<(), StoreError> {
    let image = Subject::Hazard.image(dialect, "held");
    let text = format!("select held.id, {image} as image from hazards held where place_id = $1");
    let backend = transaction.get_database_backend();
    let of_place = Statement::from_sql_and_values(backend, text, [place.into()]);
    for row in transaction.query_all_raw(of_place).await? {
        let (record, image) = (row.try_get("", "id")?, Some(row.try_get("", "image")?));
        let word = Word { object: Object::Hazard, record, event: None, image };
        leave_word(transaction, now, word).await?;
    }
    macro_rules! take_along {
        ($table:ident) => {
            $table::Entity::update_many()
                .col_expr($table::Column::AreaId, Expr::value(to.id))
                .col_expr($table::Column::ProvinceId, Expr::value(to.province_id))
                .col_expr($table::Column::CityId, Expr::value(to.city_id))
                .col_expr($table::Column::DistrictId, Expr::value(to.district_id))
                .col_expr($table::Column::TownId, Expr::value(to.town_id))
                .col_expr($table::Column::CommunityId, Expr::value(to.community_id))
                .col_expr($table::Column::GroupId, Expr::value(to.group_id))
                .filter($table::Column::PlaceId.eq(place))
                .exec(transaction)
                .await?
        };
    }
    take_along!(check);
    take_along!(hazard);
    stand_anew(transaction, ("place_id", &[place])).await?;
    Ok(())
}
