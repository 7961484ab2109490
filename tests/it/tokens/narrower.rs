//! What a token takes from its owner: objects, actions, areas, all but reading; and never adds.

use serde_json::{Value, json};

use super::{area, ask_for, cases, code, fields, in_days, token};
use crate::files::{body_of, pdf};
use crate::support::{Backend, Server, both};

/// Adds a note to a case; the answer.
async fn note(server: &Server, by: &str, number: &str) -> Value {
    let query = format!("{{ case(by: {{number: \"{number}\"}}) {{ id }} }}");
    let id = server.ask(by, &query).await["case"]["id"].clone();
    let text = "mutation($id: ID!) { addCaseNote(input: {id: $id, text: \"seen\"}) { caseId } }";
    server.ask_with(by, json!({"query": text, "variables": {"id": id}})).await.1
}

async fn look_at_reporter(server: &Server, by: &str) -> Value {
    let id = server.ask(by, "{ case(by: {number: \"N-2\"}) { id } }").await["case"]["id"].clone();
    let text = "mutation($id: ID!) { readReporter(input: {caseId: $id}) { reporter { name } } }";
    server.ask_with(by, json!({"query": text, "variables": {"id": id}})).await.1
}

/// The status of sending a file.
async fn send(server: &Server, by: &str) -> u16 {
    let (kind, body) = body_of("file", "a.pdf", &pdf());
    let request = server.client.post(format!("{}/files", server.url)).bearer_auth(by);
    let response = request.header("content-type", kind).body(body).send().await.unwrap();
    response.status().as_u16()
}

both! {
    async fn by_object_action_and_area(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let all = ["N-5", "N-3", "N-2", "N-1"];
        assert_eq!(cases(&server, &town).await, all);
        // One without a scope does what its owner does.
        let (whole, _) = token(&server, &town, json!({})).await;
        assert!(whole.starts_with("wb_"), "{whole}");
        assert_eq!(cases(&server, &whole).await, all);
        assert_eq!(note(&server, &whole, "N-1").await.get("errors"), None);
        // By object: another's records are out of sight, as they are for whoever has no rule.
        let (areas, _) = token(&server, &town, json!({"scope": ["area:read"]})).await;
        assert!(cases(&server, &areas).await.is_empty());
        let seen = server.ask(&areas, "{ areas { nodes { code } } }").await;
        assert_eq!(seen["areas"]["nodes"].as_array().unwrap().len(), 4, "{seen}");
        // By action.
        let (reads, _) = token(&server, &town, json!({"scope": ["case:read"]})).await;
        assert_eq!(cases(&server, &reads).await, all);
        let refused = note(&server, &reads, "N-1").await;
        assert_eq!((code(&refused), &refused["errors"][0]["extensions"]["action"]), ("FORBIDDEN", &json!("note")));
        let (notes, _) = token(&server, &town, json!({"scope": ["case:read", "case:note"]})).await;
        assert_eq!(note(&server, &notes, "N-1").await.get("errors"), None);
        // By area: exactly what lies inside, also where another code begins with the same letters.
        let bridge = area(&server, &town, "3511").await;
        let inside = json!({"scope": ["case:*"], "areaIds": [bridge]});
        let (inside, _) = token(&server, &town, inside).await;
        assert_eq!(cases(&server, &inside).await, ["N-2", "N-1"]);
        let counted = server.ask(&inside, "{ cases { totalCount } }").await;
        assert_eq!(counted["cases"]["totalCount"], 2);
        // Wider than the owner is no wider.
        let (community, _) = server.login("community").await;
        let own = area(&server, &community, "3511").await;
        let (own, _) = token(&server, &community, json!({"areaIds": [own]})).await;
        assert_eq!(cases(&server, &own).await, ["N-2", "N-1"]);
        let beyond = ask_for(&server, &community, json!({"areaIds": [area(&server, &town, "3512").await]})).await;
        assert_eq!(fields(&beyond), ["input.areaIds[0]"], "out of the maker's sight");
    }
}

both! {
    async fn to_reading_alone_and_never_to_reporters_unless_named(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (reads, _) = token(&server, &town, json!({"scope": ["read-only"]})).await;
        assert_eq!(cases(&server, &reads).await.len(), 4);
        assert_eq!(code(&note(&server, &reads, "N-1").await), "FORBIDDEN");
        let listed = server.ask(&reads, "{ case(by: {number: \"N-1\"}) { allowedActions } }").await;
        assert_eq!(listed["case"]["allowedActions"], json!([]), "what is listed may be done");
        assert_eq!(send(&server, &reads).await, 403, "it attaches nothing");
        let (whole, _) = token(&server, &town, json!({})).await;
        assert_eq!(send(&server, &whole).await, 201);
        for unnamed in [&reads, &whole] {
            assert_eq!(code(&look_at_reporter(&server, unnamed).await), "FORBIDDEN");
        }
        let named = json!({"scope": ["case:read", "reporter:read"]});
        let (named, _) = token(&server, &town, named).await;
        let seen = look_at_reporter(&server, &named).await;
        assert_eq!(seen["data"]["readReporter"]["reporter"]["name"], "Wei Secret", "{seen}");
    }
}

both! {
    /// A token makes no token, changes no password and begins no session.
    async fn to_what_outlives_it_in_no_way(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let (whole, _) = token(&server, &town, json!({})).await;
        assert_eq!(code(&ask_for(&server, &whole, json!({})).await), "FORBIDDEN");
        let change = "mutation { changePassword(current: \"correct horse battery\", \
                      new: \"a lantern above the bridge\") { userId } }";
        let refused = server.ask_with(&whole, json!({"query": change})).await.1;
        assert_eq!(code(&refused), "FORBIDDEN");
        let (status, _) = server.post("/auth/refresh", json!({"refresh_token": whole})).await;
        assert_eq!(status, 401);
        // One that is to make tokens says so, and makes none that may do more or for longer.
        let makes = json!({"scope": ["token:create", "token:read", "case:read"]});
        let (makes, _) = token(&server, &town, makes).await;
        let wider = json!({"scope": ["case:note"], "expiresAt": in_days(1)});
        let wider = ask_for(&server, &makes, wider).await;
        assert_eq!(fields(&wider), ["input.scope"]);
        let longer = json!({"scope": ["case:read"], "expiresAt": in_days(91)});
        assert_eq!(fields(&ask_for(&server, &makes, longer).await), ["input.expiresAt"]);
        let less = json!({"scope": ["case:read"], "expiresAt": in_days(1)});
        let (less, _) = token(&server, &makes, less).await;
        assert_eq!(cases(&server, &less).await.len(), 4);
    }
}
