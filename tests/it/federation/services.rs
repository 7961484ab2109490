//! Services show tokens of an issuer as they are.

use std::time::Duration;

use chrono::Utc;
use entity::{grant, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use wardbook::config::{Algorithm, Federation, JwtIssuer};

use super::provider::{Fault, Provider};
use super::signing::{Signer, unsigned};
use super::{WHO, standing, user_named, within_a_second};
use crate::support::{Backend, Database, Server, Setup, both};

const AUDIENCE: &str = "wardbook-api";

/// A server that takes tokens of an issuer, which calls the town's user `svc-1`. Its keys are read
/// anew at most so often.
async fn town(backend: Backend, pause: Duration) -> (Provider, Server) {
    let provider = Provider::start().await;
    let issuer = JwtIssuer {
        issuer: provider.issuer.clone(),
        audience: AUDIENCE.to_owned(),
        jwks_url: None,
        algorithms: vec![Algorithm::ES256, Algorithm::EdDSA],
        leeway: Duration::from_secs(5),
        longest_life: Duration::from_secs(3600),
        key_pause: pause,
    };
    let federation = Federation { provider: None, jwt_issuers: vec![issuer] };
    let setup = Setup { federation, ..Setup::default() };
    let server = Server::over(Database::fresh(backend).await, setup).await;
    let tom = user_named(&server, "town").await.unwrap();
    server.store.link_user(tom.id, &provider.issuer, "svc-1", Utc::now()).await.unwrap();
    (provider, server)
}

const MINUTE: Duration = Duration::from_secs(60);

fn claims(provider: &Provider) -> Value {
    let now = Utc::now().timestamp();
    json!({"iss": provider.issuer, "aud": AUDIENCE, "sub": "svc-1", "iat": now, "exp": now + 300})
}

async fn status(server: &Server, token: &str) -> u16 {
    server.ask_with(token, json!({"query": WHO})).await.0
}

both! {
    async fn a_service_reads_what_its_user_may(backend: Backend) {
        let (provider, server) = town(backend, MINUTE).await;
        let token = provider.signer().sign(&claims(&provider));
        let (name, grants) = standing(&server, &token).await;
        assert_eq!((name.as_str(), grants), ("town", vec!["town_center@351".to_owned()]));
        let cases = server.ask(&token, "{ cases { nodes { number } } }").await;
        assert_eq!(cases["cases"]["nodes"].as_array().unwrap().len(), 4);
        let mut many = claims(&provider);
        many["aud"] = json!(["another", AUDIENCE]);
        many["iat"] = json!(Utc::now().timestamp() as f64 - 0.25);
        assert_eq!(status(&server, &provider.signer().sign_as("at+jwt", &many)).await, 200);
        assert_eq!(provider.keys_read(), 1, "its keys are known");
    }
}

both! {
    async fn a_token_that_is_not_good_is_none(backend: Backend) {
        let (provider, server) = town(backend, MINUTE).await;
        let signer = provider.signer();
        assert_eq!(status(&server, &signer.sign(&claims(&provider))).await, 200);
        let now = Utc::now().timestamp();
        for (claim, value) in [
            ("iss", json!("https://id.example.org")),
            ("iss", json!("wardbook")),
            ("aud", json!("another")),
            ("aud", json!("wardbook")),
            ("aud", json!([])),
            ("sub", json!("svc-2")),
            ("sub", json!("svc-1\u{0}")),
            ("sub", json!("town")),
            ("sub", json!(1)),
            ("exp", json!(now - 60)),
            ("exp", json!(now + 2 * 3600)),
            ("exp", json!(1e300)),
            ("exp", json!("tomorrow")),
            ("nbf", json!(now + 60)),
            ("iat", json!(now + 60)),
            ("iat", json!(now - 2 * 3600)),
        ] {
            let mut claims = claims(&provider);
            claims[claim] = value;
            assert_eq!(status(&server, &signer.sign(&claims)).await, 401, "{claims}");
        }
        for claim in ["iss", "aud", "sub", "exp", "iat"] {
            let mut claims = claims(&provider);
            claims.as_object_mut().unwrap().remove(claim);
            assert_eq!(status(&server, &signer.sign(&claims)).await, 401, "without {claim}");
        }
        let good = claims(&provider);
        let public_key = signer.jwk.to_string();
        for (what, token) in [
            ("nobody's", unsigned(&good)),
            ("by the public key", Signer::hs256("first", public_key.as_bytes()).sign(&good)),
            ("by another key of the name", Signer::es256("first").sign(&good)),
            ("by a key of another kind", Signer::eddsa("first").sign(&good)),
            ("by a key of another name", signer.called("second").sign(&good)),
            ("told at a sign-out", signer.sign_as("logout+jwt", &good)),
        ] {
            assert_eq!(status(&server, &token).await, 401, "{what}");
        }
    }
}

both! {
    /// The issuer signs by a new key, and the old one is worth nothing once it is gone.
    async fn keys_are_rotated_without_a_restart(backend: Backend) {
        let (provider, server) = town(backend, Duration::ZERO).await;
        let (old, new) = (provider.signer(), Signer::eddsa("second"));
        assert_eq!(status(&server, &old.sign(&claims(&provider))).await, 200);
        assert_eq!(status(&server, &new.sign(&claims(&provider))).await, 401, "not published yet");
        provider.rotate(new.clone());
        assert_eq!(status(&server, &old.sign(&claims(&provider))).await, 200, "not read anew yet");
        assert_eq!(status(&server, &new.sign(&claims(&provider))).await, 200);
        assert_eq!(status(&server, &old.sign(&claims(&provider))).await, 401);
    }
}

both! {
    async fn whoever_makes_names_of_keys_up_does_not_make_the_issuer_work(backend: Backend) {
        let (provider, server) = town(backend, MINUTE).await;
        let signer = provider.signer();
        assert_eq!(status(&server, &signer.sign(&claims(&provider))).await, 200);
        for number in 0..20 {
            let made_up = signer.called(&format!("key-{number}")).sign(&claims(&provider));
            assert_eq!(status(&server, &made_up).await, 401);
        }
        assert_eq!(provider.keys_read(), 1);
    }
}

both! {
    async fn while_the_issuer_is_away_what_is_known_of_it_will_do(backend: Backend) {
        let (provider, server) = town(backend, Duration::ZERO).await;
        provider.goes_wrong(Fault::Away);
        let token = provider.signer().sign(&claims(&provider));
        let (status_away, answer) = server.ask_with(&token, json!({"query": WHO})).await;
        assert_eq!((status_away, &answer["errors"][0]["extensions"]["code"]), (503, &json!("UNAVAILABLE")));
        provider.goes_wrong(Fault::None);
        assert_eq!(status(&server, &token).await, 200);
        provider.goes_wrong(Fault::Away);
        assert_eq!(status(&server, &token).await, 200);
        let made_up = provider.signer().called("second").sign(&claims(&provider));
        assert_eq!(status(&server, &made_up).await, 401);
    }
}

both! {
    async fn what_is_granted_and_who_is_active_counts_here(backend: Backend) {
        let (provider, server) = town(backend, MINUTE).await;
        let token = provider.signer().sign(&claims(&provider));
        assert_eq!(status(&server, &token).await, 200);
        let tom = user_named(&server, "town").await.unwrap();
        let connection = server.database.connection();
        grant::Entity::delete_many()
            .filter(grant::Column::UserId.eq(tom.id))
            .exec(connection)
            .await
            .unwrap();
        within_a_second("the grant is gone", async || standing(&server, &token).await.1.is_empty())
            .await;
        user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Id.eq(tom.id))
            .exec(connection)
            .await
            .unwrap();
        within_a_second("the user is out", async || status(&server, &token).await == 401).await;
    }
}
