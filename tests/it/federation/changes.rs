//! What changes at the provider, or here, until somebody signs in again.

use entity::{federated_grant, federated_identity, grant, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use wardbook::import::areas::Area;
use wardbook::import::users::WantedGrant;
use wardbook::policy::change::{PolicyChange, RuleLine};
use wardbook::store::GrantTimes;
use wardbook::store::policies::{PolicyEdit, PolicyTexts};

use super::browser::Browser;
use super::{WHO, grants_of, standing, town, trail, user_named, wei, within_a_second};
use crate::support::{Backend, Server, both};

async fn grant_everywhere(server: &Server, name: &str, role: &str) {
    let user = user_named(server, name).await.unwrap();
    let wanted = WantedGrant { role: role.to_owned(), area_code: None };
    let none = std::collections::HashMap::<&str, &Area>::new();
    server.store.grant_role(user.id, &wanted, &none, GrantTimes::default()).await.unwrap();
}

both! {
    /// What claims gave goes with them; what an administrator granted stays, also where claims give
    /// the same.
    async fn claims_take_back_only_what_they_gave(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk", "mill"]));
        let mut browser = Browser::at(&server);
        let (token, _) = browser.sign_in().await;
        assert_eq!(standing(&server, &token).await.1, ["community@3512", "town_center@351"]);
        grant_everywhere(&server, "wei", "analyst").await;

        provider.seat(wei(&["statistics", "desk"]));
        browser.sign_in().await;
        within_a_second("the old token's grants follow", async || {
            standing(&server, &token).await.1 == ["analyst@*", "town_center@351"]
        })
        .await;

        provider.seat(wei(&[]));
        browser.sign_in().await;
        within_a_second("the administrator's grant stays", async || {
            standing(&server, &token).await.1 == ["analyst@*"]
        })
        .await;
        assert_eq!(
            trail(&server, "wei").await,
            [
                "create",
                "grant town_center",
                "grant community",
                "by hand: grant analyst",
                "revoke community",
                "revoke town_center",
            ]
        );
        let marks = federated_grant::Entity::find().all(server.database.connection()).await.unwrap();
        assert_eq!(marks, []);
    }
}

both! {
    /// No word of a provider leaves an installation that nobody administers.
    async fn claims_never_take_the_last_administrator(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["admin"]));
        let mut browser = Browser::at(&server);
        let (token, _) = browser.sign_in().await;
        user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Username.eq("administrator"))
            .exec(server.database.connection())
            .await
            .unwrap();

        provider.seat(wei(&[]));
        browser.sign_in().await;
        assert_eq!(standing(&server, &token).await.1, ["administrator@*"]);
        // Nor do they bind who is left by what a role denies.
        let denial = RuleLine {
            role: "analyst".to_owned(),
            domain: "/35/351/".to_owned(),
            object: "user".to_owned(),
            action: "grant".to_owned(),
            relation: "any".to_owned(),
            effect: "deny".to_owned(),
            comment: None,
        };
        let edit = PolicyEdit {
            expected_version: 1,
            change: PolicyChange { add: vec![denial], ..PolicyChange::default() },
            reason: "for a trial".to_owned(),
            ..PolicyEdit::default()
        };
        let (now, texts) = (chrono::Utc::now(), PolicyTexts::default());
        server.store.apply_policy_as_operator(now, edit, &texts, false).await.unwrap();
        provider.seat(wei(&["statistics"]));
        browser.sign_in().await;
        assert_eq!(standing(&server, &token).await.1, ["administrator@*"]);
        let user = user_named(&server, "wei").await.unwrap().id;
        let unlinked = server.store.unlink_user(user, &provider.issuer, "f:1:wei", now).await;
        assert!(unlinked.unwrap_err().to_string().starts_with("nobody would be left"));

        grant_everywhere(&server, "town", "administrator").await;
        browser.sign_in().await;
        within_a_second("somebody else does", async || {
            standing(&server, &token).await.1 == ["analyst@*"]
        })
        .await;
        assert_eq!(
            trail(&server, "wei").await,
            [
                "create",
                "grant administrator",
                "keep administrator",
                "withhold analyst",
                "keep administrator",
                "grant analyst",
                "revoke administrator",
            ]
        );
    }
}

both! {
    async fn a_grant_that_an_administrator_took_comes_back_with_the_claims(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["mill"]));
        let mut browser = Browser::at(&server);
        browser.sign_in().await;
        let id = grants_of(&server, "wei").await[0].id;
        let connection = server.database.connection();
        grant::Entity::delete_by_id(id).exec(connection).await.unwrap();
        let marks = federated_grant::Entity::find().all(connection).await.unwrap();
        assert_eq!(marks, [], "its mark goes with it");
        browser.sign_in().await;
        assert_eq!(grants_of(&server, "wei").await.len(), 1);
    }
}

both! {
    /// A link that was a mistake is taken away, and nobody is let in by it any longer.
    async fn a_link_goes_with_what_came_by_it(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["mill"]));
        let (token, _) = Browser::at(&server).sign_in().await;
        grant_everywhere(&server, "wei", "analyst").await;
        let user = user_named(&server, "wei").await.unwrap().id;
        let now = chrono::Utc::now();
        let wrong = server.store.unlink_user(user, &provider.issuer, "f:1:another", now).await;
        assert!(wrong.unwrap_err().to_string().contains("not linked"));
        server.store.unlink_user(user, &provider.issuer, "f:1:wei", now).await.unwrap();
        let left = grants_of(&server, "wei").await;
        assert_eq!(left.iter().map(|grant| grant.role.as_str()).collect::<Vec<_>>(), ["analyst"]);
        assert_eq!(
            trail(&server, "wei").await,
            [
                "create",
                "grant community",
                "by hand: grant analyst",
                "revoke community",
                "unlink",
            ]
        );
        within_a_second("the session has ended", async || {
            server.ask_with(&token, json!({"query": WHO})).await.0 == 401
        })
        .await;
        assert_eq!(Browser::at(&server).why_not().await, "name_taken");
    }
}

both! {
    async fn whoever_was_deactivated_stays_out(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let mut browser = Browser::at(&server);
        let (token, refresh) = browser.sign_in().await;
        // On the way when it happens: let in already, but without tokens yet.
        let mut late = Browser::at(&server);
        let (_, code) = late.go().await;
        user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Username.eq("wei"))
            .exec(server.database.connection())
            .await
            .unwrap();
        assert_eq!(late.settle_in(&code).await.0, 401);
        provider.seat(wei(&["desk", "statistics"]));
        assert_eq!(browser.why_not().await, "deactivated");
        assert_eq!(grants_of(&server, "wei").await.len(), 1, "nor is anything granted");
        assert_eq!(server.post("/auth/refresh", json!({"refresh_token": refresh})).await.0, 401);
        within_a_second("the access token is void", async || {
            server.ask_with(&token, json!({"query": WHO})).await.0 == 401
        })
        .await;
    }
}

both! {
    /// A provider where anybody may choose a name makes nobody an administrator.
    async fn a_name_that_is_there_already_is_not_taken_over(backend: Backend) {
        let (provider, server) = town(backend).await;
        let mut browser = Browser::at(&server);
        for name in ["administrator", "town"] {
            let mut person = wei(&["desk"]);
            person["preferred_username"] = name.into();
            provider.seat(person);
            assert_eq!(browser.why_not().await, "name_taken");
        }
        for name in [json!(null), json!(""), json!(" wei"), json!("a\nb"), json!("x".repeat(65))] {
            let mut person = wei(&["desk"]);
            person["preferred_username"] = name;
            provider.seat(person);
            assert_eq!(browser.why_not().await, "unknown_user");
        }
        let links = federated_identity::Entity::find().all(server.database.connection()).await;
        assert_eq!(links.unwrap(), []);
        server.login("administrator").await;
    }
}

both! {
    /// The name is looked at once: from then on it is the subject that tells who somebody is.
    async fn whoever_is_renamed_at_the_provider_stays_the_same_user(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let mut browser = Browser::at(&server);
        browser.sign_in().await;
        let mut renamed = wei(&["desk"]);
        renamed["preferred_username"] = "administrator".into();
        provider.seat(renamed);
        let (token, _) = browser.sign_in().await;
        assert_eq!(standing(&server, &token).await.0, "wei");
        let mut namesake = wei(&["statistics"]);
        namesake["sub"] = "f:1:another".into();
        provider.seat(namesake);
        assert_eq!(browser.why_not().await, "name_taken", "another of the name is another");
    }
}

both! {
    /// Twice at once for the first time: one user, whichever comes first.
    async fn somebody_new_in_two_browsers_at_once_is_one_user(backend: Backend) {
        let (provider, server) = town(backend).await;
        provider.seat(wei(&["desk"]));
        let mut browsers = [Browser::at(&server), Browser::at(&server)];
        let [one, other] = &mut browsers;
        let (one, other) = tokio::join!(one.sign_in(), other.sign_in());
        for (token, _) in [one, other] {
            assert_eq!(standing(&server, &token).await.1, ["town_center@351"]);
        }
    }
}
