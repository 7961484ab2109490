//! graphql-sse: a subscription as server-sent events.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{CHANGED, registered};
use crate::life::Desk;
use crate::support::{Backend, both};

struct Events {
    response: std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<bytes::Bytes>>>>,
    text: String,
}

impl Events {
    async fn of(desk: &Desk, user: &str, last_event_id: Option<&str>) -> Self {
        let token = desk.token(user).await;
        let mut request = desk
            .server
            .client
            .post(format!("{}/graphql", desk.server.url))
            .bearer_auth(token)
            .header("accept", "text/event-stream")
            .json(&json!({"query": CHANGED}));
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        Self { response: Box::pin(response.bytes_stream()), text: String::new() }
    }

    /// The next event that is no comment: its name, its id and its data.
    async fn next(&mut self) -> (String, String, Value) {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let lines = event.lines().filter_map(|line| line.strip_prefix(name));
                    lines.map(|line| line.trim_start()).collect::<Vec<_>>().join("\n")
                };
                if event.starts_with(':') {
                    continue;
                }
                let data = serde_json::from_str(&field("data:")).unwrap_or(Value::Null);
                return (field("event:"), field("id:"), data);
            }
            let bytes = tokio::time::timeout(Duration::from_secs(20), self.response.next());
            let bytes = bytes.await.expect("in time").expect("it goes on").unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }
}

both! {
    async fn a_stream_of_events_is_resumed_by_its_last_id(backend: Backend) {
        let desk = Desk::open(backend).await;
        let mut events = Events::of(&desk, "community", None).await;
        registered(&desk, "community", "3511", "One").await;
        let (name, id, data) = events.next().await;
        assert_eq!(name, "next");
        assert_eq!(data["data"]["caseChanged"]["cursor"], id);
        assert_eq!(data["data"]["caseChanged"]["case"]["title"], "One");
        drop(events);
        registered(&desk, "community", "3511", "Two").await;
        registered(&desk, "far", "3521", "Elsewhere").await;
        registered(&desk, "community", "3511", "Three").await;
        let mut events = Events::of(&desk, "community", Some(&id)).await;
        for title in ["Two", "Three"] {
            let (_, _, data) = events.next().await;
            assert_eq!(data["data"]["caseChanged"]["case"]["title"], title);
        }
    }
}

both! {
    async fn what_is_no_subscription_is_answered_as_ever(backend: Backend) {
        let desk = Desk::open(backend).await;
        let token = desk.token("community").await;
        let ask = async |accept: &str, query: &str| {
            let request = desk.server.client.post(format!("{}/graphql", desk.server.url));
            let request = request.bearer_auth(&token).header("accept", accept);
            let response = request.json(&json!({"query": query})).send().await.unwrap();
            (response.status().as_u16(), response.json::<Value>().await.unwrap())
        };
        let (status, answer) = ask("text/event-stream", "{__typename}").await;
        assert_eq!((status, answer), (200, json!({"data": {"__typename": "Query"}})));
        let plain = "application/graphql-response+json";
        let (status, answer) = ask(plain, "subscription{caseChanged{kind}}").await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("INVALID_INPUT")));
        let (_, answer) = ask("text/event-stream", "subscription{caseChanged{nothing}}").await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT");
        let stranger = desk.server.client.post(format!("{}/graphql", desk.server.url));
        let stranger = stranger.header("accept", "text/event-stream").json(&json!({"query": CHANGED}));
        assert_eq!(stranger.send().await.unwrap().status().as_u16(), 401);
    }
}
