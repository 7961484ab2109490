//! Somebody signs in by the provider.

use entity::refresh_token;
use sea_orm::EntityTrait;
use serde_json::json;
use wardbook::config::{OpenIdProvider, Provisioning};

use super::browser::Browser;
use super::provider::{Fault, Provider};
use super::{
    WHO, grants_of, settings, standing, town, trail, trusting, user_named, wei, within_a_second,
};
use crate::support::{Backend, Database, PASSWORD, Server, both};

both! {
    async fn somebody_new_works_at_once_where_the_claims_say(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk", "offline_access"]));
        let mut browser = Browser::at(&server);
        let (token, refresh) = browser.sign_in().await;
        let (name, grants) = standing(&server, &token).await;
        assert_eq!((name.as_str(), grants), ("wei", vec!["town_center@351".to_owned()]));
        let cases = server.ask(&token, "{ cases { nodes { number } } }").await;
        assert_eq!(cases["cases"]["nodes"].as_array().unwrap().len(), 4, "East and all below it");
        let user = user_named(&server, "wei").await.unwrap();
        assert_eq!((user.display_name.as_str(), user.password_hash), ("Wei", None));
        assert!(user.area_id.is_some(), "the area of the first grant is their own");
        assert_eq!(trail(&server, "wei").await, ["create", "grant town_center"]);
        // The session goes on like any other.
        let (status, answer) = server.post("/auth/refresh", json!({"refresh_token": refresh})).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(browser.cookie, None, "nothing is carried any longer");
    }
}

both! {
    async fn no_password_is_theirs(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        Browser::at(&server).sign_in().await;
        for name in ["wei", "nobody at all"] {
            for password in ["", PASSWORD] {
                let body = json!({"username": name, "password": password});
                assert_eq!(server.post("/auth/login", body).await.0, 401, "{name}");
            }
        }
    }
}

both! {
    async fn a_session_ends_when_the_provider_is_to_be_asked_again(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let (_, refresh) = Browser::at(&server).sign_in().await;
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": refresh})).await.0, 200);
        let connection = server.database.connection();
        let tokens = refresh_token::Entity::find().all(connection).await.unwrap();
        assert_eq!(tokens.len(), 2);
        for token in &tokens {
            let left = token.expires_at - tokens[0].issued_at.min(tokens[1].issued_at);
            assert!(left <= chrono::TimeDelta::hours(1), "an hour is set, and not a day: {left}");
        }
    }
}

both! {
    /// The page may ask another instance than the one that people came back to.
    async fn any_instance_goes_on_where_another_left_off(backend: Backend) {
        let (provider, server) = town(backend).await;
        let other = Server::beside_as(&server, trusting(settings(&provider))).await;
        provider.seat(wei(&["statistics"]));
        let mut browser = Browser::at(&server);
        let departure = browser.depart().await;
        browser.server = &other;
        let callback = browser.at_provider(&departure).await;
        let (_, code) = browser.come_back(&callback).await;
        browser.server = &server;
        let (status, answer) = browser.settle_in(&code).await;
        assert_eq!(status, 200, "{answer}");
        let (_, grants) = standing(&other, answer["access_token"].as_str().unwrap()).await;
        assert_eq!(grants, ["analyst@*"]);
    }
}

both! {
    /// A role or an area that is not there gives nothing, nor does an area called `*`.
    async fn claims_give_no_more_than_there_is(backend: Backend) {
        let (provider, server) = town(backend).await;
        let mut person = wei(&["desk", "chief", "Statistics", "administrator"]);
        person["areas"] = json!(["*", "999", "", "3511\u{0}", "352", 351]);
        provider.seat(person);
        let (token, _) = Browser::at(&server).sign_in().await;
        assert_eq!(standing(&server, &token).await.1, ["town_center@352"]);
        let mut person = wei(&[]);
        person["sub"] = "f:1:li".into();
        person["preferred_username"] = "li".into();
        person["name"] = "  ".into();
        provider.seat(person);
        let (token, _) = Browser::at(&server).sign_in().await;
        let (name, grants) = standing(&server, &token).await;
        assert_eq!((name.as_str(), grants), ("li", vec![]), "a user who may do nothing yet");
        assert_eq!(user_named(&server, "li").await.unwrap().display_name, "li");
    }
}

both! {
    async fn where_nobody_is_made_a_user_an_operator_links_them(backend: Backend) {
        let (provider, server) = town(backend).await;
        drop(server);
        let only_known = OpenIdProvider {
            provisioning: Provisioning::Off,
            ..settings(&provider)
        };
        let server = Server::over(Database::fresh(backend).await, trusting(only_known)).await;
        let mut person = wei(&["mill"]);
        person["preferred_username"] = "town".into();
        provider.seat(person);
        let mut browser = Browser::at(&server);
        assert_eq!(browser.why_not().await, "unknown_user");
        let tom = user_named(&server, "town").await.unwrap();
        let (old, _) = server.login("town").await;
        let now = chrono::Utc::now();
        server.store.link_user(tom.id, &provider.issuer, "f:1:wei", now).await.unwrap();
        let (token, _) = browser.sign_in().await;
        let (name, grants) = standing(&server, &token).await;
        assert_eq!((name.as_str(), grants.len()), ("town", 2), "their own and the claims'");
        let body = json!({"username": "town", "password": PASSWORD});
        assert_eq!(server.post("/auth/login", body).await.0, 401, "the password is gone");
        within_a_second("a session from before has ended", async || {
            server.ask_with(&old, json!({"query": WHO})).await.0 == 401
        })
        .await;
        let again = server.store.link_user(tom.id, &provider.issuer, "f:1:wei", now).await;
        assert!(again.unwrap_err().to_string().contains("already"));
    }
}

both! {
    async fn a_provider_that_is_away_keeps_nobody_from_a_password(backend: Backend) {
        let provider = Provider::start().await;
        provider.goes_wrong(Fault::Away);
        let patient = OpenIdProvider {
            key_pause: std::time::Duration::ZERO,
            ..settings(&provider)
        };
        let server = Server::over(Database::fresh(backend).await, trusting(patient)).await;
        server.login("town").await;
        let mut browser = Browser::at(&server);
        assert_eq!(browser.depart().await, "/explorer#sign_in_error=unavailable");
        provider.goes_wrong(Fault::None);
        provider.seat(wei(&["desk"]));
        browser.sign_in().await;
        assert_eq!(grants_of(&server, "wei").await.len(), 1);
    }
}

both! {
    async fn without_a_provider_there_is_nothing_there(backend: Backend) {
        let server = Server::start(backend).await;
        assert_eq!(server.status("/auth/oidc/login").await, 404);
        assert_eq!(server.status("/auth/oidc/callback?code=a&state=b").await, 404);
        assert_eq!(server.post("/auth/oidc/token", json!({"code": "a"})).await.0, 404);
        let page = server.client.get(format!("{}/explorer", server.url)).send().await.unwrap();
        assert!(!page.text().await.unwrap().contains("id=\"provider\""));
    }
}
