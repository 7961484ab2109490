//! Who makes and ends tokens for whom, and what is told of them.

use entity::{api_token, audit_entry};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use wardbook::config::SecondAdministrator;

use super::{ask_for, cases, code, fields, in_days, revoke, token, who};
use crate::support::{Backend, Database, Server, Setup, both, import, password_hashes};

async fn user(server: &Server, name: &str) -> String {
    let id = server.store.usernames().await.unwrap()[name];
    format!("user_{}", id.simple())
}

both! {
    async fn what_a_token_is_shows_once_and_is_kept_nowhere(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let answer = ask_for(&server, &town, json!({"scope": ["case:read"]})).await;
        let made = &answer["data"]["createToken"];
        let (secret, shown) = (made["secret"].as_str().unwrap(), &made["token"]);
        assert_eq!(shown["name"], "nightly", "{answer}");
        assert_eq!(shown["scope"], json!(["case:read"]));
        assert_eq!(shown["areas"], json!([]));
        assert_eq!(shown["user"]["displayName"], "Tom");
        assert_eq!(shown["createdBy"]["displayName"], "Tom");
        assert_eq!(shown["lastUsedAt"], json!(null));
        assert_eq!(who(&server, secret).await.0, 200);
        let listed = "{ viewer { tokens { id name scope user { id } } user { tokens { id } } } }";
        let listed = server.ask(&town, listed).await;
        assert_eq!(listed["viewer"]["tokens"][0]["id"], made["tokenId"], "{listed}");
        assert_eq!(listed["viewer"]["user"]["tokens"][0]["id"], made["tokenId"]);
        // Another town sees nothing of it.
        let (far, _) = server.login("far").await;
        let query = format!("{{ node(id: {}) {{ id }} }}", made["tokenId"]);
        assert_eq!(server.ask(&far, &query).await["node"], json!(null));
        assert_eq!(code(&revoke(&server, &far, made["tokenId"].as_str().unwrap()).await), "NOT_FOUND");
        let row = api_token::Entity::find().one(server.database.connection()).await.unwrap().unwrap();
        assert!(!format!("{row:?}").contains(&secret[3..]), "only its hash is kept");
        let trail = audit_entry::Entity::find()
            .filter(audit_entry::Column::Object.eq("token"))
            .order_by_asc(audit_entry::Column::Id)
            .all(server.database.connection())
            .await
            .unwrap();
        assert_eq!(trail.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["create"]);
        assert!(!format!("{trail:?}").contains(&secret[3..]));
    }
}

both! {
    async fn it_is_noted_that_a_token_is_used(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (secret, _) = token(&server, &town, json!({})).await;
        who(&server, &secret).await;
        let noted = async || {
            let row = api_token::Entity::find().one(server.database.connection()).await;
            row.unwrap().unwrap().last_used_at
        };
        // It is written while the request goes on.
        let waited = tokio::time::timeout(std::time::Duration::from_secs(20), async {
            while noted().await.is_none() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
        waited.await.expect("it is noted");
        let first = noted().await;
        for _ in 0..3 {
            who(&server, &secret).await;
        }
        assert_eq!(noted().await, first, "once an hour");
    }
}

both! {
    async fn an_administrator_makes_them_for_programs_but_none_that_administers(backend: Backend) {
        let server = Server::start(backend).await;
        let (admin, _) = server.login("administrator").await;
        let (town, _) = server.login("town").await;
        let whose = user(&server, "town").await;
        let for_town = json!({"userId": whose, "scope": ["case:read"]});
        let (secret, id) = token(&server, &admin, for_town.clone()).await;
        assert_eq!(cases(&server, &secret).await.len(), 4);
        // Whoever may not, in sight or out of it.
        let (community, _) = server.login("community").await;
        assert_eq!(code(&ask_for(&server, &community, for_town.clone()).await), "NOT_FOUND");
        let lea = json!({"userId": user(&server, "leader").await, "scope": ["case:read"]});
        assert_eq!(code(&ask_for(&server, &town, lea).await), "FORBIDDEN");
        // What names who may do what is for those alone who may change that there.
        let own = json!({"scope": ["token:create"]});
        token(&server, &town, own).await;
        let over = json!({"userId": whose, "scope": ["user:grant"]});
        token(&server, &admin, over).await;
        assert_eq!(revoke(&server, &admin, &id).await.get("errors"), None);
        assert_eq!(revoke(&server, &admin, &id).await.get("errors"), None, "twice is as once");
    }
}

both! {
    /// By the token of a second administrator the first would approve what they proposed themselves.
    async fn nobody_makes_one_that_administers_for_somebody_who_could_decide(backend: Backend) {
        for (setting, may) in [(SecondAdministrator::Auto, false), (SecondAdministrator::Off, true)] {
            let setup = Setup { second_administrator: setting, ..Setup::default() };
            let server = Server::over(Database::fresh(backend).await, setup).await;
            let ben = "username,display_name,role,area_code\nben,Ben,administrator,351\n";
            import::users(&server.store, ben, &password_hashes(ben)).await;
            Server::passwords_were_changed(&server.database).await;
            let (admin, _) = server.login("administrator").await;
            let whose = user(&server, "ben").await;
            for word in ["policy:apply", "user:*", "token:create"] {
                let answer = ask_for(&server, &admin, json!({"userId": whose, "scope": [word]})).await;
                match may {
                    true => assert_eq!(answer.get("errors"), None, "{answer}"),
                    false => assert_eq!(fields(&answer), ["input.scope"], "{answer}"),
                }
            }
            token(&server, &admin, json!({"userId": whose, "scope": ["user:read"]})).await;
            let (ben, _) = server.login("ben").await;
            token(&server, &ben, json!({"scope": ["policy:apply"]})).await;
        }
    }
}

both! {
    async fn what_is_wrong_is_told_with_what_would_be_right(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let wrong = json!({
            "name": " ",
            "scope": ["case:red", "cases:read", "read only"],
            "expiresAt": in_days(400),
        });
        let answer = ask_for(&server, &town, wrong).await;
        let expected =
            ["input.name", "input.scope[0]", "input.scope[1]", "input.scope[2]", "input.expiresAt"];
        assert_eq!(fields(&answer), expected, "{answer}");
        let text = answer.to_string();
        assert!(text.contains("did you mean `read`?") && text.contains("did you mean `read-only`?"), "{text}");
        assert_eq!(fields(&ask_for(&server, &town, json!({"scope": []})).await), ["input.scope"]);
        let past = json!({"expiresAt": in_days(-1)});
        assert_eq!(fields(&ask_for(&server, &town, past).await), ["input.expiresAt"]);
        assert_eq!(fields(&revoke(&server, &town, "token_1").await), ["id"]);
    }
}
