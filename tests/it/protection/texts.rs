//! A text that may stand anywhere in another is not looked for in very many cases.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{Backend, Server, both};

/// The id of the area of this code.
async fn area(server: &Server, token: &str, code: &str) -> String {
    let query = json!({"query": format!("{{ area(by: {{code: \"{code}\"}}) {{ id }} }}")});
    let (_, answer) = server.ask_with(token, query).await;
    answer["data"]["area"]["id"].as_str().unwrap().to_owned()
}

fn cases(filter: &str) -> serde_json::Value {
    json!({"query": format!("{{ cases(filter: {filter}) {{ totalCount nodes {{ number }} }} }}")})
}

both! {
    async fn what_would_look_through_all_is_refused_with_what_indexes_find(backend: Backend) {
        let server = Server::start(backend).await;
        let (analyst, _) = server.login("analyst").await;
        let (town, _) = server.login("town").await;
        let looked_for = "{title: {contains: \"wal\"}}";
        let (status, answer) = server.ask_with(&analyst, cases(looked_for)).await;
        assert_eq!((status, &answer["data"]["cases"]["totalCount"]), (200, &json!(1)));
        server.store.sizes().note_cases(1_000_000);
        for wide in [
            "{title: {contains: \"walls\"}}",
            "{or: [{number: {eq: \"N-1\"}}, {title: {contains: \"a\"}}]}",
            "{area: {within: \"@\"}, title: {contains: \"wal\"}}",
        ] {
            let district = area(&server, &analyst, "35").await;
            let (status, answer) = server.ask_with(&analyst, cases(&wide.replace('@', &district))).await;
            let error = &answer["errors"][0];
            assert_eq!((status, &error["extensions"]["code"]), (400, &json!("QUERY_TOO_EXPENSIVE")), "{wide}");
            let said = error["message"].as_str().unwrap();
            assert!(said.contains("whole words by `search`"), "{said}");
        }
        for all_is_looked_at in [
            "{search: \"wall\"}, orderBy: [{field: RELEVANCE, direction: DESC}]",
            "{or: [{search: \"wall\"}, {search: \"fire\"}]}",
            "{not: {search: \"wall\"}}",
        ] {
            let (status, answer) = server.ask_with(&analyst, cases(all_is_looked_at)).await;
            let error = &answer["errors"][0];
            assert_eq!((status, &error["extensions"]["code"]), (400, &json!("QUERY_TOO_EXPENSIVE")));
            let said = error["message"].as_str().unwrap();
            assert!(said.contains("search in one `area`"), "{said}");
        }
        for events_of_all in [
            "{not: {event: {kind: {eq: REGISTERED}}}}",
            "{and: [{or: [{event: {kind: {eq: NOTED}}}, {number: {eq: \"N-1\"}}]}]}",
        ] {
            let (status, answer) = server.ask_with(&analyst, cases(events_of_all)).await;
            let error = &answer["errors"][0];
            assert_eq!((status, &error["extensions"]["code"]), (400, &json!("QUERY_TOO_EXPENSIVE")), "{answer}");
            let said = error["message"].as_str().unwrap();
            assert!(said.contains("`event` in one `area`"), "{said}");
        }
        let in_town = area(&server, &analyst, "351").await;
        for narrow in [
            "{search: \"wall\", title: {contains: \"wall\"}}".to_owned(),
            "{open: {eq: true}, title: {contains: \"wall\"}}".to_owned(),
            format!("{{area: {{within: \"{in_town}\"}}, title: {{contains: \"wall\"}}}}"),
            "{number: {eq: \"N-3\"}, title: {contains: \"wall\"}}".to_owned(),
            "{search: \"wall\"}, orderBy: [{field: RECEIVED_AT, direction: DESC}]".to_owned(),
            format!("{{area: {{within: \"{in_town}\"}}, search: \"wall\"}}, orderBy: [{{field: RELEVANCE, direction: DESC}}]"),
            "{open: {eq: true}, or: [{search: \"wall\"}, {search: \"walls\"}]}".to_owned(),
            "{search: \"wall\", not: {event: {kind: {eq: MEDIATED}}}}".to_owned(),
            "{open: {eq: true}, search: \"wall\", not: {event: {kind: {eq: MEDIATED}}}}".to_owned(),
            format!("{{area: {{within: \"{in_town}\"}}, search: \"wall\", not: {{event: {{kind: {{eq: MEDIATED}}}}}}}}"),
            "{search: \"wall\", and: [{event: {kind: {ne: MEDIATED}}}]}".to_owned(),
        ] {
            let (status, answer) = server.ask_with(&analyst, cases(&narrow)).await;
            assert_eq!((status, &answer["data"]["cases"]["totalCount"]), (200, &json!(1)), "{answer}");
        }
        let (status, answer) = server.ask_with(&town, cases("{title: {contains: \"Wall\"}}")).await;
        assert_eq!((status, &answer["data"]["cases"]["totalCount"]), (200, &json!(1)), "{answer}");
    }
}

both! {
    async fn how_many_cases_there_are_is_looked_up(backend: Backend) {
        let server = Server::start(backend).await;
        if backend == Backend::Postgres {
            server.database.connection().execute_unprepared("analyze cases").await.unwrap();
        }
        server.store.look_up_sizes().await.unwrap();
        assert_eq!(server.store.sizes().cases(), 8, "five, told as a power of two");
    }
}
