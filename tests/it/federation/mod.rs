//! Identities of elsewhere: people who sign in by an OpenID provider, and services that show tokens
//! of an issuer. The provider is a small one of the tests' own, so that it can go wrong on purpose;
//! `tests/http/sign_in.mjs` does the same with a certified one.

mod browser;
mod changes;
mod provider;
mod refused;
mod services;
mod sign_in;
mod signing;

use std::time::{Duration, Instant};

use entity::{audit_entry, grant, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use wardbook::config::{
    ClientSecret, Federation, OpenIdProvider, Provisioning, RoleRule, RulePlace,
};

use self::provider::{CLIENT, Provider, SECRET};
use crate::support::{Backend, Database, Server, Setup};

const WHO: &str = "{ viewer { user { username displayName } grants { role area { code } } } }";

/// A provider, and a server where people may sign in by it.
async fn town(backend: Backend) -> (Provider, Server) {
    let provider = Provider::start().await;
    let settings = settings(&provider);
    let server = Server::over(Database::fresh(backend).await, trusting(settings)).await;
    (provider, server)
}

fn trusting(provider: OpenIdProvider) -> Setup {
    let federation = Federation { provider: Some(provider), jwt_issuers: Vec::new() };
    Setup { federation, ..Setup::default() }
}

/// What a file says of the provider: `desk` holds at the areas of a claim, `statistics` everywhere.
fn settings(provider: &Provider) -> OpenIdProvider {
    let rule = |value: &str, role: &str, place| RoleRule {
        claim: "realm_access.roles".into(),
        value: value.to_owned(),
        role: role.to_owned(),
        place,
    };
    OpenIdProvider {
        issuer: provider.issuer.clone(),
        client_id: CLIENT.to_owned(),
        client_secret: ClientSecret(SECRET.to_owned().into()),
        redirect_url: "https://desk.example.org/auth/oidc/callback".parse().unwrap(),
        page: "/explorer".to_owned(),
        name: "Town ID".to_owned(),
        scopes: vec!["profile".to_owned()],
        username: "preferred_username".into(),
        display_name: "name".into(),
        provisioning: Provisioning::Create,
        session: Duration::from_secs(3600),
        roles: vec![
            rule("desk", "town_center", RulePlace::Claim("areas".into())),
            rule("mill", "community", RulePlace::Area("3512".to_owned())),
            rule("statistics", "analyst", RulePlace::Everywhere),
            rule("chief", "no_such_role", RulePlace::Everywhere),
            rule("admin", "administrator", RulePlace::Everywhere),
        ],
        key_pause: Duration::from_secs(60),
    }
}

/// What the provider says of Wei, who holds these roles there.
fn wei(roles: &[&str]) -> Value {
    json!({
        "sub": "f:1:wei",
        "preferred_username": "wei",
        "name": "Wei",
        "realm_access": {"roles": roles},
        "areas": ["351"],
    })
}

/// Who somebody is, and their grants as ROLE@CODE in order.
async fn standing(server: &Server, token: &str) -> (String, Vec<String>) {
    let answer = server.ask(token, WHO).await;
    let viewer = &answer["viewer"];
    let mut grants: Vec<String> = viewer["grants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|grant| {
            let code = grant["area"]["code"].as_str().unwrap_or("*");
            format!("{}@{code}", grant["role"].as_str().unwrap())
        })
        .collect();
    grants.sort();
    (viewer["user"]["username"].as_str().unwrap().to_owned(), grants)
}

/// Asks again until it holds, for as long as a change may take to be in effect and a little.
async fn within_a_second(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_secs(5), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn user_named(server: &Server, name: &str) -> Option<user::Model> {
    let named = user::Entity::find().filter(user::Column::Username.eq(name));
    named.one(server.database.connection()).await.unwrap()
}

async fn grants_of(server: &Server, name: &str) -> Vec<grant::Model> {
    let user = user_named(server, name).await.unwrap();
    let of_user = grant::Entity::find().filter(grant::Column::UserId.eq(user.id));
    of_user.all(server.database.connection()).await.unwrap()
}

/// What the audit trail tells of a user, as ACTION or ACTION ROLE.
async fn trail(server: &Server, name: &str) -> Vec<String> {
    let user = user_named(server, name).await.unwrap();
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Object.eq("user"))
        .filter(audit_entry::Column::RecordId.eq(user.id))
        .order_by_asc(audit_entry::Column::Id)
        .all(server.database.connection())
        .await
        .unwrap();
    let told = entries.into_iter().map(|entry| {
        let detail: Value = serde_json::from_str(&entry.detail.unwrap()).unwrap();
        // What no provider did, the operator of the machine has.
        let by = match detail["from"].as_str() {
            Some(from) => {
                assert!(from.starts_with("http://127.0.0.1:"), "{detail}");
                ""
            }
            None => "by hand: ",
        };
        format!("{by}{} {}", entry.action, detail["role"].as_str().unwrap_or_default())
            .trim()
            .to_owned()
    });
    told.collect()
}
