//! The messages of graphql-transport-ws.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// What a client says.
#[derive(Debug)]
pub(super) enum Said {
    Init { authorization: Option<String> },
    Ping { payload: Option<Box<RawValue>> },
    Pong,
    Subscribe { id: String, request: Box<RawValue> },
    Complete { id: String },
}

/// The longest id of an operation, in bytes.
const LONGEST_ID: usize = 256;

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(rename = "type", borrow)]
    kind: std::borrow::Cow<'a, str>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    payload: Option<Box<RawValue>>,
}

#[derive(Default, Deserialize)]
struct InitPayload {
    #[serde(default, alias = "Authorization")]
    authorization: Option<String>,
}

/// What a text says; none where it says nothing of the protocol.
pub(super) fn parse(text: &str) -> Option<Said> {
    let Wire { kind, id, payload } = serde_json::from_str(text).ok()?;
    let id = id.filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
    Some(match kind.as_ref() {
        "connection_init" => {
            let said = payload.map(|payload| serde_json::from_str(payload.get()));
            let said: Option<InitPayload> = said.transpose().ok()?.flatten();
            Said::Init { authorization: said.unwrap_or_default().authorization }
        }
        "ping" => Said::Ping { payload },
        "pong" => Said::Pong,
        "subscribe" => Said::Subscribe { id: id?, request: payload? },
        "complete" => Said::Complete { id: id? },
        _ => return None,
    })
}

/// The client is known.
pub(super) fn ack() -> String {
    json!({"type": "connection_ack"}).to_string()
}

/// An answer to a ping.
pub(super) fn pong(payload: Option<&RawValue>) -> String {
    match payload {
        Some(payload) => format!("{{\"type\":\"pong\",\"payload\":{}}}", payload.get()),
        None => json!({"type": "pong"}).to_string(),
    }
}

/// A question whether the client is still there.
pub(super) fn ping() -> String {
    json!({"type": "ping"}).to_string()
}

/// A response of an operation, which is JSON text.
pub(super) fn next(id: &str, response: &str) -> String {
    let id = Value::from(id);
    format!("{{\"type\":\"next\",\"id\":{id},\"payload\":{response}}}")
}

/// An operation has ended by these errors, a JSON array.
pub(super) fn error(id: &str, errors: &str) -> String {
    let id = Value::from(id);
    format!("{{\"type\":\"error\",\"id\":{id},\"payload\":{errors}}}")
}

/// An operation has ended.
pub(super) fn complete(id: &str) -> String {
    json!({"type": "complete", "id": id}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_the_protocol_is_understood_and_nothing_else() {
        let init =
            r#"{"type":"connection_init","payload":{"authorization":"Bearer x","more":[1]}}"#;
        assert!(
            matches!(parse(init), Some(Said::Init { authorization: Some(a) }) if a == "Bearer x")
        );
        for bare in
            [r#"{"type":"connection_init"}"#, r#"{"type":"connection_init","payload":null}"#]
        {
            assert!(matches!(parse(bare), Some(Said::Init { authorization: None })), "{bare}");
        }
        let subscribe = r#"{"id":"1","type":"subscribe","payload":{"query":"{x}"}}"#;
        assert!(matches!(parse(subscribe), Some(Said::Subscribe { .. })));
        for text in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"start","id":"1"}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","payload":{}}"#,
            r#"{"type":"complete","id":""}"#,
            r#"{"type":"connection_init","payload":7}"#,
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert_eq!(next("a\"b", "{}"), r#"{"type":"next","id":"a\"b","payload":{}}"#);
    }
}
