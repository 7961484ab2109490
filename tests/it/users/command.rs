//! What the operator of the machine does to users by commands.

use std::time::Instant;

use serde_json::{Value, json};

use super::{LONGEST, Office};
use crate::support::{Backend, Installed, PASSWORD, both};

impl Office {
    /// The last of the trail about users: what was done, and to whom; nobody is said to have done it.
    async fn done_by_nobody(&self) -> (String, String, Value) {
        use entity::{area, audit_entry, user};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
        let connection = self.desk.server.database.connection();
        let of_users = audit_entry::Entity::find().filter(audit_entry::Column::Object.eq("user"));
        let last = of_users.order_by_desc(audit_entry::Column::Id).one(connection).await.unwrap();
        let last = last.unwrap();
        assert_eq!(last.actor_id, None);
        let user = user::Entity::find_by_id(last.record_id.unwrap()).one(connection).await.unwrap();
        let area = match last.area_id {
            Some(id) => area::Entity::find_by_id(id).one(connection).await.unwrap().unwrap().code,
            None => "*".to_owned(),
        };
        let detail = last.detail.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        (format!("{} {}", last.action, user.unwrap().username), area, detail)
    }
}

both! {
    async fn somebody_leaves_and_comes_back(backend: Backend) {
        let office = Office::open(backend).await;
        let server = &office.desk.server;
        let operator = Installed::around(&server.database);
        let (token, refresh) = server.login("mill").await;
        assert_eq!(
            operator.done(&["user", "deactivate", "mill"]).trim(),
            "mill had in hand: 0 open cases, 0 open hazards"
        );
        let done = ("deactivate mill".to_owned(), "3512".to_owned(), Value::Null);
        assert_eq!(office.done_by_nobody().await, done);
        let begun = Instant::now();
        while server.ask_with(&token, json!({"query": "{viewer{user{id}}}"})).await.0 != 401 {
            assert!(begun.elapsed() < LONGEST, "the session goes on");
        }
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": refresh})).await.0, 401);
        let login = json!({"username": "mill", "password": PASSWORD});
        assert_eq!(server.post("/auth/login", login.clone()).await.0, 401);
        let before = office.rows().await;
        assert!(operator.done(&["user", "deactivate", "mill"]).contains("deactivated already"));
        assert_eq!(office.rows().await, before);

        assert_eq!(operator.done(&["user", "reactivate", "mill"]), "");
        let done = ("reactivate mill".to_owned(), "3512".to_owned(), Value::Null);
        assert_eq!(office.done_by_nobody().await, done);
        assert_eq!(server.post("/auth/login", login).await.0, 200);
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": refresh})).await.0, 401);
        assert_eq!(server.ask_with(&token, json!({"query": "{viewer{user{id}}}"})).await.0, 401);
        assert!(operator.done(&["user", "reactivate", "mill"]).contains("active already"));
        assert!(operator.failed(&["user", "deactivate", "mil"]).contains("there is no user `mil`"));
        // A slip would take the password away.
        let slip = operator.failed(&["user", "link", "mill", "id.example.org", "mill"]);
        assert!(slip.contains("`id.example.org` is no issuer"), "{slip}");
        server.login("mill").await;
    }
}

both! {
    async fn a_role_is_taken_back_where_it_is_held(backend: Backend) {
        let office = Office::open(backend).await;
        let operator = Installed::around(&office.desk.server.database);
        operator.done(&["user", "grant", "walker", "community@3511"]);
        office.until("walker", "{cases{totalCount}}", |seen| {
            seen["data"]["cases"]["totalCount"] != json!(0)
        }).await;
        let elsewhere = operator.failed(&["user", "revoke", "walker", "community@3512"]);
        assert!(elsewhere.contains("walker does not hold community@3512"), "{elsewhere}");
        operator.done(&["user", "revoke", "walker", "community@3511"]);
        let (done, area, detail) = office.done_by_nobody().await;
        assert_eq!((&*done, &*area, &detail["role"]), ("revoke walker", "3511", &json!("community")));
        office.until("walker", "{cases{totalCount}}", |seen| {
            seen["data"]["cases"]["totalCount"] == json!(0)
        }).await;
        assert!(!operator.done(&["user", "list"]).contains("walker\tWal\tactive\tteam_member@3511,"));
    }
}

both! {
    /// Whoever could make another administrator makes one first.
    async fn the_last_administrator_is_not_taken_by_a_command(backend: Backend) {
        let office = Office::open(backend).await;
        let operator = Installed::around(&office.desk.server.database);
        let before = office.rows().await;
        for command in [
            &["user", "deactivate", "administrator"][..],
            &["user", "revoke", "administrator", "administrator@*"],
            &["user", "grant", "administrator", "administrator@*", "--until", "2999-01-01T00:00:00Z"],
        ] {
            let said = operator.failed(command);
            assert!(said.contains("nobody would be left who may apply policies"), "{command:?}: {said}");
        }
        assert_eq!(office.rows().await, before);
        operator.done(&["user", "grant", "second", "administrator@*"]);
        operator.done(&["user", "deactivate", "administrator"]);
    }
}
