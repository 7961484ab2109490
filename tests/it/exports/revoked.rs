//! What is taken out midway from whoever makes a file is not in it.

use std::sync::Arc;
use std::time::Duration;

use entity::{area, grant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use wardbook::export::{Maker, Pages};
use wardbook::policy::{Action, Grants, Object};
use wardbook::schema::columns::CASES;

use super::{kept, many_cases, order, shown, status, user_of, written};
use crate::support::{Backend, Server, add_grant, add_role, both};

/// Waits until what was changed of somebody's grants is in effect.
pub(super) async fn noticed(server: &Server, user: uuid::Uuid, is: impl Fn(&Grants) -> bool) {
    let authorizer = &server.exports.authorizer;
    let wait = async {
        while !authorizer.grants(user).await.unwrap().is_some_and(|grants: Arc<Grants>| is(&grants))
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.expect("it is noticed");
}

both! {
    async fn pages_are_read_under_the_grants_of_their_moment(backend: Backend) {
        let server = Server::start(backend).await;
        many_cases(&server, 250).await;
        let user = user_of(&server, "analyst").await;
        let columns: Vec<_> = ["number", "areaCode"].map(|name| CASES.column(name).unwrap()).to_vec();
        let rooms = (&server.exports.engine, &*server.exports.authorizer);
        let maker = Maker { user, token: None };
        let mut pages = Pages::new(rooms, maker, (&CASES, &columns), CASES.asking(None, None));
        let of_lake = |page: &[Value]| page.iter().filter(|row| row["area"]["code"] == "3521").count();
        let first = pages.next().await.unwrap().unwrap();
        assert_eq!((first.len(), of_lake(&first)), (100, 50));

        let connection = server.database.connection();
        let east = area::Entity::find().filter(area::Column::Code.eq("351")).one(connection).await.unwrap().unwrap();
        let own = || grant::Entity::update_many().filter(grant::Column::UserId.eq(user));
        own().col_expr(grant::Column::AreaId, Expr::value(east.id)).exec(connection).await.unwrap();
        noticed(&server, user, |grants| grants.scope(Object::Case, Action::Read).level_of(east.id).is_some()).await;
        let second = pages.next().await.unwrap().unwrap();
        assert_eq!((second.len(), of_lake(&second)), (79, 0), "the rest of what is left to them");

        let mut pages = Pages::new(rooms, maker, (&CASES, &columns), CASES.asking(None, None));
        assert_eq!(pages.next().await.unwrap().unwrap().len(), 100);
        grant::Entity::delete_many().filter(grant::Column::UserId.eq(user)).exec(connection).await.unwrap();
        noticed(&server, user, |grants| !grants.may_somewhere(Object::Export, Action::Create)).await;
        let refused = pages.next().await.unwrap_err().to_string();
        assert!(refused.contains("does not let you create an export any longer"), "{refused}");
    }
}

both! {
    async fn whoever_may_no_longer_gets_neither_a_new_file_nor_an_old_one(backend: Backend) {
        let server = Server::start(backend).await;
        let user = user_of(&server, "town").await;
        let (town, _) = server.login("town").await;
        let old = written(&server, &town, json!({"format": "CSV"})).await;
        let id = order(&server, &town, json!({"format": "CSV", "locale": "zh"})).await;
        let connection = server.database.connection();
        grant::Entity::delete_many().filter(grant::Column::UserId.eq(user)).exec(connection).await.unwrap();
        noticed(&server, user, |grants| !grants.may_somewhere(Object::Export, Action::Create)).await;
        assert!(server.exports.write_next().await.unwrap());
        let failed = shown(&server, &town, &id).await;
        assert_eq!((&failed["status"], &failed["error"]), (&json!("FAILED"), &json!("权限策略已不允许您创建导出")));
        assert_eq!(kept(&server), 1);
        assert_eq!(status(&server, &town, &format!("/export/{}", old["id"].as_str().unwrap())).await, 403);
        assert_eq!(server.status(old["url"].as_str().unwrap()).await, 403);
    }
}

both! {
    async fn what_is_read_by_another_grant_is_not_taken_out(backend: Backend) {
        let server = Server::start(backend).await;
        let (user, connection) = (user_of(&server, "community").await, server.database.connection());
        add_role(connection, "exporter", &["export read any", "export create any"]).await;
        let [bridge, lake] = ["3511", "3521"].map(|code| async move {
            let area = area::Entity::find().filter(area::Column::Code.eq(code));
            area.one(connection).await.unwrap().unwrap().id
        });
        let (bridge, lake) = (bridge.await, lake.await);
        add_grant(connection, user, "exporter", Some(bridge)).await;
        add_grant(connection, user, "community", Some(lake)).await;
        let both_grants = |grants: &Grants| {
            grants.may_somewhere(Object::Export, Action::Create)
                && grants.scope(Object::Case, Action::Read).level_of(lake).is_some()
        };
        noticed(&server, user, both_grants).await;
        let (token, _) = server.login("community").await;
        let read = server.ask(&token, "{ cases { nodes { number } } }").await;
        assert_eq!(read["cases"]["nodes"].as_array().unwrap().len(), 3);

        let columns = [CASES.column("number").unwrap()];
        let rooms = (&server.exports.engine, &*server.exports.authorizer);
        let maker = Maker { user, token: None };
        let of_two = json!({"and": {"number": {"notIn": ["N-2"]}}});
        for (filter, expected) in [(None, vec!["N-1", "N-2"]), (Some(of_two), vec!["N-1"])] {
            let asked = CASES.asking(filter, None);
            let mut pages = Pages::new(rooms, maker, (&CASES, &columns), asked);
            assert_eq!(pages.count().await.unwrap(), Some(expected.len() as u64));
            let page = pages.next().await.unwrap().unwrap();
            let mut numbers: Vec<_> = page.iter().map(|row| row["number"].as_str().unwrap()).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, expected);
        }
    }
}
