//! What is refused of a sign-in by the provider.

use entity::sign_in_code;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::json;

use super::browser::{Browser, location};
use super::provider::{CLIENT, Fault, Provider, SECRET, Wrong};
use super::signing::Signer;
use super::{settings, town, trusting, user_named, wei};
use crate::support::{Backend, Server, both};

both! {
    /// Somebody is led to another's callback, or to their own a second time.
    async fn a_callback_is_good_once_and_in_the_browser_that_set_out(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let mut browser = Browser::at(&server);
        let departure = browser.depart().await;
        let carried = browser.cookie.clone();
        let callback = browser.at_provider(&departure).await;
        let expired = ("sign_in_error".to_owned(), "expired".to_owned());

        let mut another = Browser::at(&server);
        assert_eq!(another.come_back(&callback).await, expired, "it carries nothing");
        another.depart().await;
        let own = another.cookie.clone();
        assert_eq!(another.come_back(&callback).await, expired, "it set out itself");
        assert_eq!(another.cookie, own, "and may still come back");
        another.cookie = Some("__Host-wardbook-sign-in=a.b".to_owned());
        assert_eq!(another.come_back(&callback).await, expired, "it carries what is made up");
        assert_eq!(provider.codes_exchanged(), 0, "the provider was not even asked");

        let (name, _) = browser.come_back(&callback).await;
        assert_eq!(name, "sign_in_code");
        // The very same request again, and what is carried with a new code and so with its nonce.
        browser.cookie = carried.clone();
        assert_eq!(browser.come_back(&callback).await, expired);
        let again = browser.at_provider(&departure).await;
        browser.cookie = carried;
        assert_eq!(browser.come_back(&again).await, expired);
        assert_eq!(provider.codes_exchanged(), 1);
    }
}

both! {
    async fn the_page_s_code_is_good_once_for_a_minute_and_in_its_browser(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let mut browser = Browser::at(&server);
        let (_, code) = browser.go().await;
        let mut thief = Browser::at(&server);
        assert_eq!(thief.settle_in(&code).await.0, 401, "who read the address bar");
        thief.go().await;
        assert_eq!(thief.settle_in(&code).await.0, 401, "who has one of their own");
        let carried = browser.cookie.clone();
        assert_eq!(browser.settle_in("made up").await.0, 401);
        assert_eq!(browser.settle_in(&code).await.0, 200);
        browser.cookie = carried;
        assert_eq!(browser.settle_in(&code).await.0, 401, "it is used up");

        let (_, code) = browser.go().await;
        let past = chrono::Utc::now() - chrono::TimeDelta::seconds(1);
        sign_in_code::Entity::update_many()
            .col_expr(sign_in_code::Column::ExpiresAt, Expr::value(past))
            .exec(server.database.connection())
            .await
            .unwrap();
        assert_eq!(browser.settle_in(&code).await.0, 401, "it is too late");
        let (status, answer) = server.post("/auth/oidc/token", json!({})).await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("INVALID_INPUT")));
    }
}

both! {
    async fn an_id_token_that_is_not_for_this_sign_in_is_none(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let wrong: [(&str, Wrong); 10] = [
            ("another nonce", |said| said["nonce"] = "another".into()),
            ("no nonce", |said| drop(said.as_object_mut().unwrap().remove("nonce"))),
            ("another client", |said| said["aud"] = "another".into()),
            ("another client too", |said| said["aud"] = json!([CLIENT, "another"])),
            ("another issuer", |said| said["iss"] = "https://id.example.org".into()),
            ("over", |said| said["exp"] = (chrono::Utc::now().timestamp() - 60).into()),
            ("no end", |said| drop(said.as_object_mut().unwrap().remove("exp"))),
            ("no subject", |said| drop(said.as_object_mut().unwrap().remove("sub"))),
            ("another subject than its claims", |said| said["sub"] = "f:1:another".into()),
            ("another access token", |said| said["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA".into()),
        ];
        let mut browser = Browser::at(&server);
        for (what, wrong) in wrong {
            provider.goes_wrong(Fault::IdToken(wrong));
            assert_eq!(browser.why_not().await, "refused", "{what}");
        }
        let first = provider.signer();
        let public_key = first.jwk.to_string();
        for (what, fault) in [
            ("nobody's", Fault::Unsigned),
            ("by a secret that is shared", Fault::SignedBy(Signer::hs256("first", SECRET.as_bytes()))),
            ("by the public key", Fault::SignedBy(Signer::hs256("first", public_key.as_bytes()))),
            ("by another key of the name", Fault::SignedBy(Signer::es256("first"))),
            ("by a key of another name", Fault::SignedBy(first.called("second"))),
        ] {
            provider.goes_wrong(fault);
            assert_eq!(browser.why_not().await, "refused", "{what}");
        }
        provider.goes_wrong(Fault::Claims(|person| person["sub"] = "f:1:another".into()));
        assert_eq!(browser.why_not().await, "refused", "another's claims");
        assert!(user_named(&server, "wei").await.is_none());
        provider.goes_wrong(Fault::None);
        browser.sign_in().await;
    }
}

both! {
    /// Somebody is sent back by another provider than they were sent to, which would be given a code.
    async fn whoever_mixes_up_providers_learns_no_code(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let mut browser = Browser::at(&server);
        let departure = browser.depart().await;
        let callback = browser.at_provider(&departure).await;
        let own = form_urlencoded::byte_serialize(provider.issuer.as_bytes()).collect::<String>();
        let other = callback.replace(&own, "https%3A%2F%2Fevil.example");
        assert_ne!(other, callback);
        assert_eq!(browser.come_back(&other).await.1, "refused");
        provider.goes_wrong(Fault::Anonymous);
        assert_eq!(browser.why_not().await, "refused", "it promised to name itself");
        assert_eq!(provider.codes_exchanged(), 0);
    }
}

both! {
    async fn nobody_is_sent_anywhere_else(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let mut browser = Browser::at(&server);
        let evil = "redirect_uri=https://evil.example&return_to=//evil.example&next=https://evil.example&page=//evil.example";
        let departure = location(&browser.get(&format!("/auth/oidc/login?{evil}")).await);
        assert!(departure.starts_with(&provider.issuer) && !departure.contains("evil"), "{departure}");
        let callback = browser.at_provider(&departure).await;
        let (name, _) = browser.come_back(&format!("{callback}&{evil}")).await;
        assert_eq!(name, "sign_in_code");
        // Of two states or codes, one may be another's.
        for double in ["state=a", "code=b"] {
            let departure = browser.depart().await;
            let callback = browser.at_provider(&departure).await;
            assert_eq!(browser.come_back(&format!("{callback}&{double}")).await.1, "refused");
        }
    }
}

both! {
    async fn whoever_turns_back_at_the_provider_is_told_so(backend: Backend) {
        let (_provider, server) = town(backend).await;
        let mut browser = Browser::at(&server);
        for (error, told) in [("access_denied", "cancelled"), ("server_error", "refused"), ("<b>", "refused")] {
            let departure = browser.depart().await;
            let state = url::Url::parse(&departure).unwrap();
            let state = state.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
            let callback = format!("/auth/oidc/callback?error={error}&state={state}");
            assert_eq!(browser.come_back(&callback).await.1, told);
        }
        assert_eq!(browser.come_back("/auth/oidc/callback").await.1, "expired");
    }
}

both! {
    /// What a provider tells of itself must be its own, whole and within bounds.
    async fn a_provider_is_not_believed_everything(backend: Backend) {
        let provider = Provider::start().await;
        let faults = [
            Fault::Discovery(|told| told["issuer"] = "https://id.example.org".into()),
            Fault::Discovery(|told| told["authorization_endpoint"] = "http://id.example.org/".into()),
            Fault::Discovery(|told| told["jwks_uri"] = "http://id.example.org/keys".into()),
            Fault::Discovery(|told| told["jwks_uri"] = "file:///etc/passwd".into()),
            Fault::Discovery(|told| drop(told.as_object_mut().unwrap().remove("jwks_uri"))),
            Fault::Moved,
            Fault::Endless,
        ];
        let server = Server::start(backend).await;
        for fault in faults {
            provider.goes_wrong(fault);
            let server = Server::beside_as(&server, trusting(settings(&provider))).await;
            assert_eq!(Browser::at(&server).depart().await, "/explorer#sign_in_error=unavailable");
        }
        provider.goes_wrong(Fault::Discovery(|told| told["token_endpoint"] = "http://id.example.org/".into()));
        provider.seat(wei(&["desk"]));
        let server = Server::beside_as(&server, trusting(settings(&provider))).await;
        assert_eq!(Browser::at(&server).why_not().await, "unavailable", "no secret goes out in clear");
    }
}
