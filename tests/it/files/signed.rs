//! Addresses that are signed for one viewer and a few minutes.

use chrono::{TimeDelta, Utc};
use entity::{grant, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::sample::photograph;
use super::{attach, id_of, send};
use crate::support::{Backend, Server, both};

async fn user(server: &Server, name: &str) -> Uuid {
    let user = user::Entity::find().filter(user::Column::Username.eq(name));
    user.one(server.database.connection()).await.unwrap().unwrap().id
}

both! {
    async fn an_address_is_good_for_its_viewer_while_that_viewer_may_look(backend: Backend) {
        let server = Server::start(backend).await;
        let (sender, _) = server.login("leader").await;
        let file = id_of(&send(&server, &sender, "a.jpg", &photograph()).await);
        let (town, far) = (user(&server, "town").await, user(&server, "far").await);
        let now = Utc::now();
        let url = |viewer, thumbnail| server.signer.url(file, viewer, thumbnail, now);
        let nothing = server.client.get(format!("{}{}", server.url, url(town, false)));
        let nothing = nothing.send().await.unwrap();
        assert_eq!(nothing.status(), 404, "it is not attached yet");
        let nothing = nothing.text().await.unwrap();

        attach(&server, file, "N-1", false).await;
        assert_eq!(server.status(&url(town, false)).await, 200);
        let small = server.client.get(format!("{}{}", server.url, url(town, true)));
        let small = small.send().await.unwrap().bytes().await.unwrap();
        assert_eq!(image::load_from_memory(&small).unwrap().width(), 320);
        let late = server.signer.url(file, town, false, now - TimeDelta::minutes(6));
        let good = url(town, false);
        for bad in [
            url(far, false),
            url(Uuid::now_v7(), false),
            late,
            format!("{good}&thumbnail=1"),
            good.replace(&town.simple().to_string(), &far.simple().to_string()),
            good.replace("attachment_", "file_"),
            good[..good.len() - 2].to_owned(),
            good.replace(&file.simple().to_string(), &Uuid::now_v7().simple().to_string()),
        ] {
            let response = server.client.get(format!("{}{bad}", server.url)).send().await.unwrap();
            assert_eq!(response.status(), 404, "{bad}");
            assert_eq!(response.text().await.unwrap(), nothing, "{bad}");
        }

        let revoked = grant::Entity::delete_many().filter(grant::Column::UserId.eq(town));
        revoked.exec(server.database.connection()).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(server.status(&good).await, 404, "the grant is gone");
        let leader = user(&server, "leader").await;
        let own = url(leader, false);
        assert_eq!(server.status(&own).await, 200);
        user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Id.eq(leader))
            .exec(server.database.connection())
            .await
            .unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(server.status(&own).await, 404, "the user is gone");
    }
}
