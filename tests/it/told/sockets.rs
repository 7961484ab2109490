//! graphql-transport-ws: its messages, its codes, and what a dashboard is told over it.

use std::time::Duration;

use serde_json::json;

use super::{Socket, out_of_sight, registered, short, upserted};
use crate::life::Desk;
use crate::support::{Backend, both};

const A_WHILE: Duration = Duration::from_millis(700);

both! {
    /// A community's dashboard follows its cases: what is foreign is not told, what leaves its sight
    /// or its list is told to be dropped.
    async fn a_dashboard_is_told_what_it_may_see_and_what_to_drop(backend: Backend) {
        let desk = Desk::open(backend).await;
        let category = desk.category().await;
        let mut community = Socket::of(&desk.server, &desk.token("community").await).await;
        community.watch("all", json!(null), None).await;
        let mut town = Socket::of(&desk.server, &desk.token("town").await).await;
        town.watch("received", json!({"status": {"eq": "RECEIVED"}}), None).await;

        registered(&desk, "far", "3521", "Elsewhere").await;
        let case = registered(&desk, "leader", "35111", "Noise").await;
        let first = community.change("all").await;
        assert_eq!(short(&first), upserted("REGISTERED", "Noise"));
        assert!(first["case"]["allowedActions"].as_array().unwrap().contains(&json!("TRIAGE")));
        assert_eq!(short(&town.change("received").await), upserted("REGISTERED", "Noise"));

        desk.acts("community", "triageCase", &case, json!({
            "severity": "SIMPLE", "categoryId": category,
        })).await;
        assert_eq!(short(&community.change("all").await), upserted("TRIAGED", "Noise"));
        // Triaged, it is no longer among those received.
        assert_eq!(short(&town.change("received").await), out_of_sight());

        desk.acts("town", "triageCase", &case, json!({
            "severity": "SIMPLE", "categoryId": category, "confidential": true,
        })).await;
        assert_eq!(short(&community.change("all").await), out_of_sight());
        desk.acts("town", "amendCase", &case, json!({"title": "Secret", "note": "n"})).await;
        assert!(community.is_silent_for(A_WHILE).await, "what is out of sight is told no more");
        // A number of a person is masked: nobody asked for the case alone.
        let other = registered(&desk, "community", "3511", "Call 13812345678").await;
        assert_eq!(short(&community.change("all").await), upserted("REGISTERED", "Call 138********"));
        desk.does("community", "addCaseNote", json!({"id": other, "text": "13812345678"})).await;
        let noted = community.change("all").await;
        assert_eq!(noted["event"]["note"], "138********");
    }
}

both! {
    async fn a_socket_is_closed_by_the_protocol_s_codes(backend: Backend) {
        let desk = Desk::open(backend).await;
        let token = desk.token("community").await;
        let subscribe = json!({"type": "subscribe", "id": "1", "payload": {"query": "{__typename}"}});
        let mut early = Socket::silent(&desk.server).await;
        early.say(subscribe.clone()).await;
        assert_eq!(early.closed().await, 4401);
        for bad in [json!({"authorization": "Bearer x"}), json!({"authorization": token}), json!({})] {
            let mut stranger = Socket::silent(&desk.server).await;
            stranger.say(json!({"type": "connection_init", "payload": bad})).await;
            assert_eq!(stranger.closed().await, 4403, "{bad}");
        }
        let mut twice = Socket::of(&desk.server, &token).await;
        twice.say(json!({"type": "connection_init"})).await;
        assert_eq!(twice.closed().await, 4429);
        let mut same = Socket::of(&desk.server, &token).await;
        same.watch("1", json!(null), None).await;
        same.say(subscribe.clone()).await;
        assert_eq!(same.closed().await, 4409);
        for garbage in ["", "[]", "{\"type\":\"start\"}", "{\"type\":\"subscribe\",\"id\":\"1\"}"] {
            let mut odd = Socket::of(&desk.server, &token).await;
            odd.say_text(garbage).await;
            assert_eq!(odd.closed().await, 4400, "{garbage}");
        }
        // Queries and mutations may be sent too, and what is refused says why.
        let mut socket = Socket::of(&desk.server, &token).await;
        socket.say(json!({"type": "ping", "payload": {"a": 1}})).await;
        assert_eq!(socket.hear().await, json!({"type": "pong", "payload": {"a": 1}}));
        socket.say(subscribe).await;
        assert_eq!(socket.hear().await, json!(
            {"type": "next", "id": "1", "payload": {"data": {"__typename": "Query"}}}
        ));
        assert_eq!(socket.hear().await, json!({"type": "complete", "id": "1"}));
        for (query, code) in [
            ("subscription { nothing }", "INVALID_INPUT"),
            ("subscription { __typename }", "INVALID_INPUT"),
            ("subscription { caseChanged(since: \"x\") { kind } }", "INVALID_INPUT"),
            ("subscription { a: caseChanged { kind } b: caseChanged { kind } }", "INVALID_INPUT"),
            ("subscription { caseChanged(filter: {id: {eq: \"x\"}}) { kind } }", "INVALID_INPUT"),
        ] {
            let payload = json!({"query": query});
            socket.say(json!({"type": "subscribe", "id": "2", "payload": payload})).await;
            let said = socket.hear().await;
            assert_eq!(said["type"], "error", "{said}");
            assert_eq!(said["payload"][0]["extensions"]["code"], code, "{query}: {said}");
            assert_eq!(said["payload"].as_array().unwrap().len(), 1, "{query}: {said}");
        }
    }
}
