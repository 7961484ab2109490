//! Each change is judged by the grants of its own moment.

use std::time::Duration;

use serde_json::json;

use super::{Socket, registered, short, upserted};
use crate::life::Desk;
use crate::support::{Backend, both};

both! {
    async fn a_grant_that_is_taken_or_given_is_in_effect_at_once(backend: Backend) {
        use entity::{grant, user};
        use sea_orm::sea_query::Expr;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let desk = Desk::open(backend).await;
        let connection = desk.server.database.connection();
        let mut socket = Socket::of(&desk.server, &desk.token("mill").await).await;
        socket.watch("w", json!(null), None).await;
        registered(&desk, "town", "3512", "Before").await;
        assert_eq!(short(&socket.change("w").await), upserted("REGISTERED", "Before"));

        let mill = desk.user("mill").await;
        let mill = uuid::Uuid::try_parse(mill.trim_start_matches("user_")).unwrap();
        grant::Entity::delete_many()
            .filter(grant::Column::UserId.eq(mill))
            .exec(connection)
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        registered(&desk, "town", "3512", "Without a grant").await;
        assert!(socket.is_silent_for(Duration::from_millis(700)).await);

        user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Id.eq(mill))
            .exec(connection)
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        registered(&desk, "town", "3512", "Without an account").await;
        let said = socket.hear().await;
        assert_eq!(said["payload"][0]["extensions"]["code"], "UNAUTHENTICATED", "{said}");
    }
}
