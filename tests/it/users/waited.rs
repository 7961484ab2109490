//! Whoever administers waits while somebody else does: what they may do is asked once it is their turn.

use std::sync::Arc;

use chrono::{SubsecRound, TimeDelta, Utc};
use entity::api_token;
use sea_orm::EntityTrait;
use serde_json::json;
use wardbook::config::SecondAdministrator;
use wardbook::desk::refusal::Refusal;
use wardbook::policy::Grants;
use wardbook::policy::change::{PolicyChange, RoleLine};
use wardbook::read::problem::Problems;
use wardbook::schema::Writing;
use wardbook::store::GrantTimes;
use wardbook::store::change::{Acting, Target, Unmade};
use wardbook::store::policies::{PolicyEdit, RollBack};
use wardbook::store::tokens::NewToken;
use wardbook::store::users::{GrantToMake, GrantedAt, MakePassword, OneTimePassword};

use super::{DEACTIVATE, Office, REACTIVATE, REVOKE, uuid_of};
use crate::support::{Backend, both, writing};

const MAKE: &str = "mutation($input:CreateTokenInput!){createToken(input:$input){tokenId}}";
const END: &str = "mutation($id:ID!){revokeToken(id:$id){tokenId}}";

/// Somebody as they came in, whatever has become of them since.
fn as_they_came<'a>(grants: &'a Grants, writing: &'a Writing) -> Acting<'a> {
    Acting {
        grants,
        now: Utc::now().trunc_subsecs(6),
        zone: chrono_tz::Asia::Shanghai,
        authorizer: &writing.authorizer,
        keys: &writing.keys,
        second_administrator: SecondAdministrator::Off,
    }
}

fn forbidden<T: std::fmt::Debug>(result: Result<T, Unmade>, what: &str) {
    let refused =
        matches!(result, Err(Unmade::Refused(Refusal::Forbidden(..) | Refusal::NotFound)));
    assert!(refused, "{what}: {result:?}");
}

/// Somebody tries all that administrators do one after the other.
async fn can_do_nothing(office: &Office, grants: &Grants, writing: &Writing) {
    let acting = as_they_came(grants, writing);
    let store = &office.desk.server.store;
    let mill = uuid_of(&office.id("mill").await);
    let grant = |user| GrantToMake {
        user,
        role: "administrator".to_owned(),
        at: Some(GrantedAt::Everywhere),
        times: GrantTimes { from: None, until: None },
        reason: "a last one".to_owned(),
        problems: Problems::default(),
    };
    forbidden(store.grant(acting, grant(mill)).await, "grants");
    let of = |record| Target { record, ..Target::default() };
    let held = uuid_of(&office.grant_id("mill", "community").await);
    forbidden(store.revoke_grant(acting, of(held), "away".to_owned()).await, "revokes");
    forbidden(store.deactivate_user(acting, of(mill), "away".to_owned()).await, "deactivates");
    let password: MakePassword = || {
        let text = zeroize::Zeroizing::new("for one use alone".to_owned());
        Ok(OneTimePassword { text, hash: "none".to_owned() })
    };
    forbidden(store.reset_password(acting, of(mill), password).await.map(|made| made.0), "resets");
    let token = NewToken {
        user: Some(mill),
        name: "a last one".to_owned(),
        scope: None,
        areas: Vec::new(),
        expires_at: Utc::now() + TimeDelta::days(1),
        hash: [7; 32],
        problems: Problems::default(),
    };
    forbidden(store.create_token(acting, token).await, "makes tokens");
    let role = RoleLine { name: "helper".into(), title: "助理".into(), title_en: None };
    let (expected_version, _) = store.policy().await.unwrap();
    let edit = PolicyEdit {
        expected_version,
        change: PolicyChange { add_roles: vec![role], ..PolicyChange::default() },
        reason: "a last one".to_owned(),
        ..PolicyEdit::default()
    };
    forbidden(store.apply_policy(acting, edit).await.map(|applied| applied.version), "applies");
    let back = RollBack {
        to_version: 1,
        expected_version,
        reason: "a last one".to_owned(),
        ..RollBack::default()
    };
    forbidden(
        store.roll_back_policy(acting, back).await.map(|applied| applied.version),
        "rolls back",
    );
    let waits = office.grants("administrator", "administrator", "analyst", "351").await.unwrap();
    let id = uuid_of(waits["pending"]["id"].as_str().unwrap());
    forbidden(store.approve_change(acting, id, Problems::default()).await, "approves");
    let rejected = store.reject_change(acting, id, "no".to_owned(), Problems::default()).await;
    forbidden(rejected, "rejects");
}

async fn comes_in(office: &Office, writing: &Writing, user: &str) -> Arc<Grants> {
    let id = uuid_of(&office.id(user).await);
    let grants = writing.authorizer.grants_of_now(id).await.unwrap().unwrap();
    Arc::new(grants.of_session(None))
}

both! {
    async fn whoever_was_relieved_meanwhile_administers_no_more(backend: Backend) {
        let office = Office::open(backend).await;
        let writing = writing(&office.desk.server.store);
        for other in ["second", "above"] {
            office.grants("administrator", other, "administrator", "*").await.unwrap();
        }
        let second = comes_in(&office, &writing, "second").await;
        let granted = office.grant_id("second", "administrator").await;
        let input = json!({"grantId": granted, "reason": "relieved"});
        office.send("administrator", REVOKE, input).await.unwrap();
        can_do_nothing(&office, &second, &writing).await;
    }
}

both! {
    async fn whoever_was_let_go_meanwhile_administers_no_more(backend: Backend) {
        let office = Office::open(backend).await;
        let writing = writing(&office.desk.server.store);
        for other in ["second", "above"] {
            office.grants("administrator", other, "administrator", "*").await.unwrap();
        }
        let second = comes_in(&office, &writing, "second").await;
        let id = office.id("second").await;
        office.send_id("administrator", DEACTIVATE, &id).await.unwrap();
        can_do_nothing(&office, &second, &writing).await;
        // Nor does a session that is over do, after they came back.
        office.send_id("administrator", REACTIVATE, &id).await.unwrap();
        can_do_nothing(&office, &second, &writing).await;
    }
}

both! {
    async fn a_token_that_was_revoked_meanwhile_administers_no_more(backend: Backend) {
        let office = Office::open(backend).await;
        let writing = writing(&office.desk.server.store);
        for other in ["second", "above"] {
            office.grants("administrator", other, "administrator", "*").await.unwrap();
        }
        office.until("second", "{pendingChanges{id}}", |seen| seen.get("errors").is_none()).await;
        let scope = ["user:read", "user:grant", "user:deactivate", "policy:read", "policy:apply"];
        let ends = Utc::now() + TimeDelta::days(1);
        let input = json!({"name": "office", "scope": scope, "expiresAt": ends});
        let made = office.send("second", MAKE, input).await.unwrap();
        let id = uuid_of(made["tokenId"].as_str().unwrap());
        let kept = api_token::Entity::find_by_id(id);
        let kept = kept.one(office.desk.server.database.connection()).await.unwrap().unwrap();
        let hash = hex::decode(kept.token_hash).unwrap().try_into().unwrap();
        let token = writing.authorizer.token(hash).await.unwrap().unwrap();
        let grants = writing.authorizer.grants_of_token(token).await.unwrap().unwrap();
        office.send_id("second", END, made["tokenId"].as_str().unwrap()).await.unwrap();
        can_do_nothing(&office, &grants, &writing).await;
    }
}
