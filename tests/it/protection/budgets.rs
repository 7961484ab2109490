//! What a query may cost depends on the roles of whoever asks.

use std::sync::Arc;

use serde_json::{Value, json};
use wardbook::schema::Limits;

use crate::support::{Backend, Database, Server, Setup, both};

/// Pages of a hundred cases each, so many of them.
fn pages(number: usize) -> String {
    let one = |n| format!("a{n}: cases(first: 100) {{ nodes {{ id }} }} ");
    format!("{{ {} }}", (0..number).map(one).collect::<String>())
}

async fn server(backend: Backend, costs: &[(&str, u64)]) -> Server {
    let by_role = costs.iter().map(|(role, cost)| ((*role).to_owned(), *cost)).collect();
    let documents = Limits { cost: 1_000, cost_by_role: Arc::new(by_role), ..Limits::default() };
    let setup = Setup { documents, ..Setup::default() };
    Server::over(Database::fresh(backend).await, setup).await
}

/// The limit that refused a query; none where it was answered.
async fn limit(server: &Server, token: &str, query: &str) -> Option<u64> {
    let (status, answer) = server.ask_with(token, json!({"query": query})).await;
    if status == 200 {
        assert_eq!(answer.get("errors"), None, "{answer}");
        return None;
    }
    let error = &answer["errors"][0]["extensions"];
    assert_eq!((status, &error["code"]), (400, &json!("QUERY_TOO_EXPENSIVE")), "{answer}");
    error["limit"].as_u64()
}

both! {
    async fn each_role_has_its_own_and_the_best_one_counts(backend: Backend) {
        let costs = [("analyst", 5_000), ("community", 3_000), ("group_leader", 100)];
        let server = server(backend, &costs).await;
        for (user, within, over, most) in [
            ("analyst", 50, 51, 5_000),
            ("community", 30, 31, 3_000),
            // Of no cost of its own, but it contains a role that has one, higher than everybody's.
            ("town", 30, 31, 3_000),
            ("leader", 1, 2, 100),
            ("administrator", 10, 11, 1_000),
        ] {
            let (token, _) = server.login(user).await;
            assert_eq!(limit(&server, &token, &pages(within)).await, None, "{user}");
            assert_eq!(limit(&server, &token, &pages(over)).await, Some(most), "{user}");
        }
    }
}

both! {
    async fn a_lower_one_of_a_role_within_takes_nothing_away(backend: Backend) {
        let server = server(backend, &[("group_leader", 100)]).await;
        let (token, _) = server.login("community").await;
        assert_eq!(limit(&server, &token, &pages(10)).await, None);
        assert_eq!(limit(&server, &token, &pages(11)).await, Some(1_000));
    }
}

both! {
    async fn a_token_has_its_owner_s(backend: Backend) {
        let server = server(backend, &[("analyst", 5_000)]).await;
        let (owner, _) = server.login("analyst").await;
        let made = "mutation($input: CreateTokenInput!) { createToken(input: $input) { secret } }";
        let ends = chrono::Utc::now() + chrono::TimeDelta::days(1);
        let input = json!({"name": "nightly", "expiresAt": ends});
        let body = json!({"query": made, "variables": {"input": input}});
        let (_, answer) = server.ask_with(&owner, body).await;
        let secret = answer["data"]["createToken"]["secret"].as_str();
        let secret = secret.unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(limit(&server, secret, &pages(50)).await, None);
        assert_eq!(limit(&server, secret, &pages(51)).await, Some(5_000));
    }
}

both! {
    async fn a_query_of_ten_thousand_million_is_refused_with_what_would_be_cheaper(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("analyst").await;
        let cases = |inner: &str| format!("cases(first: 100) {{ nodes {{ {inner} }} }}");
        let again = |inner: &str| cases(&format!("area {{ {inner} }}"));
        let events = "events(first: 100) { nodes { id } }";
        let query = format!(
            "{{ areas(first: 100) {{ nodes {{ {} }} }} }}", again(&again(&cases(events))),
        );
        for (language, cheaper) in [("en", "ask for fewer `events` at a time"), ("zh-CN", "用 first 每次少取一些 events")] {
            let request = server.client.post(format!("{}/graphql", server.url));
            let request = request.bearer_auth(&token).header("accept-language", language);
            let response = request.json(&json!({"query": query})).send().await.unwrap();
            let answer: Value = response.json().await.unwrap();
            let error = &answer["errors"][0];
            assert_eq!(error["extensions"]["code"], "QUERY_TOO_EXPENSIVE", "{answer}");
            assert_eq!(error["extensions"]["measure"], "cost", "{answer}");
            assert!(error["extensions"]["cost"].as_u64().unwrap() > 1_000_000_000, "{answer}");
            assert_eq!(error["extensions"]["limit"], 50_000, "{answer}");
            assert!(error["message"].as_str().unwrap().contains(cheaper), "{answer}");
        }
        assert_eq!((server.status("/healthz").await, server.status("/readyz").await), (200, 200));
    }
}
