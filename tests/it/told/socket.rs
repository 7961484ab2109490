//! A client of graphql-transport-ws, as front ends have one.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::CHANGED;
use crate::support::Server;

/// Much longer than anything here takes that is not stuck.
const LONGEST: Duration = Duration::from_secs(20);

pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// A socket that has said nothing yet.
    pub(crate) async fn silent(server: &Server) -> Self {
        let url = server.url.replace("http://", "ws://") + "/graphql/ws";
        let mut request = url.into_client_request().unwrap();
        let protocol = "graphql-transport-ws".parse().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        Self(connect_async(request).await.unwrap().0)
    }

    /// A socket of whoever has this token.
    pub(crate) async fn of(server: &Server, token: &str) -> Self {
        let mut socket = Self::silent(server).await;
        let authorization = format!("Bearer {token}");
        let payload = json!({"authorization": authorization});
        socket.say(json!({"type": "connection_init", "payload": payload})).await;
        assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
        socket
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.say_text(&message.to_string()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// What is said next, questions whether it still lives left out.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            let said = tokio::time::timeout(LONGEST, self.0.next()).await.expect("in time");
            match said.expect("the socket is open").unwrap() {
                Message::Text(text) => {
                    let said: Value = serde_json::from_str(&text).unwrap();
                    if said["type"] != "ping" {
                        return said;
                    }
                }
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Whether nothing is said for so long.
    pub(crate) async fn is_silent_for(&mut self, time: Duration) -> bool {
        tokio::time::timeout(time, self.hear()).await.is_err()
    }

    /// The code that it is closed with.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            let said = tokio::time::timeout(LONGEST, self.0.next()).await.expect("in time");
            match said {
                Some(Ok(Message::Close(Some(close)))) => return close.code.into(),
                Some(Ok(Message::Close(None)) | Err(_)) | None => return 0,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Subscribes to cases, and waits until it is heard.
    pub(crate) async fn watch(&mut self, id: &str, filter: Value, since: Option<&str>) {
        let variables = json!({"filter": filter, "since": since});
        let payload = json!({"query": CHANGED, "variables": variables});
        self.say(json!({"type": "subscribe", "id": id, "payload": payload})).await;
        // Answered after it was begun: one and the same turn begins them in their order.
        tokio::time::sleep(Duration::from_millis(150)).await;
    }

    /// The next change that the operation of this id tells.
    pub(crate) async fn change(&mut self, id: &str) -> Value {
        let mut said = self.hear().await;
        assert_eq!((&said["type"], &said["id"]), (&json!("next"), &json!(id)), "{said}");
        assert_eq!(said["payload"].get("errors"), None, "{said}");
        said["payload"]["data"]["caseChanged"].take()
    }
}
