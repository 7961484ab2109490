//! When a grant was last used.

use chrono::{SubsecRound, TimeDelta, Utc};
use entity::grant_use;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use super::{Office, uuid_of};
use crate::support::{Backend, both};

const SHOWN: &str = "{user(by:{username:\"mill\"}){grants{role lastUsedAt}}}";

both! {
    async fn a_grant_that_lets_somebody_in_is_noted_once_an_hour(backend: Backend) {
        let office = Office::open(backend).await;
        let later = office.grant_of("mill", "analyst", "3511").await;
        let tomorrow = json!({"validFrom": Utc::now() + TimeDelta::days(1)});
        office.grants_with("administrator", &later, tomorrow).await.unwrap();
        let used = |seen: &Value, role: &str| {
            let grants = seen["data"]["user"]["grants"].as_array().unwrap();
            let grant = grants.iter().find(|grant| grant["role"] == role).unwrap();
            grant["lastUsedAt"].as_str().map(|at| at.parse::<chrono::DateTime<Utc>>().unwrap())
        };
        let seen = office.desk.ask("administrator", SHOWN, json!({})).await;
        assert_eq!(used(&seen, "community"), None);
        office.desk.data("mill", "{viewer{user{id}}}").await;
        office.until("administrator", SHOWN, |seen| used(seen, "community").is_some()).await;
        let seen = office.desk.ask("administrator", SHOWN, json!({})).await;
        assert_eq!(used(&seen, "analyst"), None, "it has not begun");
        let (store, now) = (&office.desk.server.store, Utc::now());
        let mill = uuid_of(&office.id("mill").await);
        let first = used(&seen, "community").unwrap();
        assert_eq!(first, first.trunc_subsecs(6), "as every other moment");
        // Another server notes the same: within the hour it is left as it is.
        store.note_grant_uses(&[mill], now).await.unwrap();
        let seen = office.desk.ask("administrator", SHOWN, json!({})).await;
        assert_eq!(used(&seen, "community"), Some(first));
        grant_use::Entity::update_many()
            .col_expr(grant_use::Column::LastUsedAt, Expr::value(now - TimeDelta::hours(2)))
            .exec(office.desk.server.database.connection())
            .await
            .unwrap();
        store.note_grant_uses(&[mill], now).await.unwrap();
        let seen = office.desk.ask("administrator", SHOWN, json!({})).await;
        assert!(used(&seen, "community").unwrap() > now - TimeDelta::minutes(1));
    }
}
