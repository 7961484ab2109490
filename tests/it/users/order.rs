//! Grants made, made again and taken back in any order come to the same as if those that are left had
//! been there from the start.

use std::collections::BTreeMap;

use chrono::Utc;
use entity::grant;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;
use wardbook::policy::{Authorizer, Object};

use super::{CREATE, Office, REVOKE, uuid_of};
use crate::support::{Backend, Dice, both};

/// How many changes each of a user's stories has.
const CHANGES: usize = 14;

const ROLES: [&str; 5] = ["group_leader", "community", "town_center", "team_member", "analyst"];
const AREAS: [&str; 4] = ["351", "3511", "3512", "*"];

/// All that somebody may do, with nothing of who it is.
async fn permissions(office: &Office, user: Uuid) -> Vec<String> {
    let grants = Authorizer::new(office.desk.server.store.policy_source());
    let grants = grants.grants(user).await.unwrap().unwrap();
    let all = Object::ALL.iter().flat_map(|object| {
        object.actions().iter().map(|action| format!("{:?}", grants.scope(*object, *action)))
    });
    all.map(|scope| scope.replace(&user.to_string(), "user")).collect()
}

both! {
    async fn any_order_of_grants_and_revocations_is_a_fresh_start(backend: Backend) {
        let office = Office::open(backend).await;
        for seed in 0..3 {
            let mut dice = Dice::new(seed);
            let (one, fresh) = (format!("one{seed}"), format!("fresh{seed}"));
            for name in [&one, &fresh] {
                let input = json!({"username": name, "displayName": name});
                office.send("administrator", CREATE, input).await.unwrap();
            }
            // The role and the area of what is held, and whether it holds now.
            let mut held: BTreeMap<(&str, &str), (String, bool)> = BTreeMap::new();
            for _ in 0..CHANGES {
                let kept: Vec<_> = held.keys().copied().collect();
                if !kept.is_empty() && dice.below(3) == 0 {
                    let key = kept[dice.below(kept.len())];
                    let (grant, _) = held.remove(&key).unwrap();
                    let input = json!({"grantId": grant, "reason": "no longer"});
                    office.send("administrator", REVOKE, input).await.unwrap();
                    continue;
                }
                let key = (ROLES[dice.below(ROLES.len())], AREAS[dice.below(AREAS.len())]);
                let grant = office.grant_of(&one, key.0, key.1).await;
                let is_now = dice.below(4) > 0;
                let from = (!is_now).then(|| Utc::now() + chrono::TimeDelta::days(3));
                let made = office.grants_with("administrator", &grant, json!({"validFrom": from}));
                let id = made.await.unwrap()["grant"]["id"].as_str().unwrap().to_owned();
                if let Some((known, _)) = held.get(&key) {
                    assert_eq!(*known, id, "held once at one area");
                }
                held.insert(key, (id, is_now));
            }
            let start = uuid_of(&office.id(&fresh).await);
            let mut left: Vec<_> = held.iter().collect();
            left.sort_by_key(|_| dice.next());
            for ((role, area), (_, is_now)) in left {
                let area_id = match *area {
                    "*" => None,
                    code => Some(uuid_of(&office.desk.area(code).await)),
                };
                let row = grant::Model {
                    id: Uuid::now_v7(),
                    user_id: start,
                    role: (*role).to_owned(),
                    area_id,
                    valid_from: (!is_now).then(|| Utc::now() + chrono::TimeDelta::days(9)),
                    valid_until: None,
                    granted_by: None,
                    created_at: Utc::now(),
                    reason: None,
                };
                let row = sea_orm::IntoActiveModel::into_active_model(row);
                let row = sea_orm::ActiveModelTrait::reset_all(row);
                let connection = office.desk.server.database.connection();
                grant::Entity::insert(row).exec_without_returning(connection).await.unwrap();
            }
            let user = uuid_of(&office.id(&one).await);
            assert_eq!(permissions(&office, user).await, permissions(&office, start).await, "{seed}");
        }
    }
}
