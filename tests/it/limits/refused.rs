//! Each limit from both sides: what is just within it is answered, what is just over it refused.

use serde_json::{Map, Value, json};

use crate::life::Desk;
use crate::support::{Backend, Server, Wire, both, statuses};
use crate::told::Socket;

/// A document of fragments, each of which spreads the next one so many times.
fn spreading(times: usize, fragments: usize) -> String {
    let spread = |n: usize| format!("...f{n} ").repeat(times);
    let mut text = format!("query {{ {}}}", spread(0));
    for n in 0..fragments {
        text += &format!(" fragment f{n} on Query {{ {}}}", spread(n + 1));
    }
    text += &format!(" fragment f{fragments} on Query {{ __typename }}");
    text
}

/// A document of inline fragments in each other.
fn inlined(levels: usize) -> String {
    format!("{{ {}__typename{} }}", "... { ".repeat(levels), " }".repeat(levels))
}

fn brackets_in(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

fn times(number: usize, part: impl Fn(usize) -> String) -> String {
    (0..number).map(part).collect()
}

/// A document in which so many areas lie between a case and what is asked for.
fn above(levels: usize) -> String {
    let (open, close) = ("parent { ".repeat(levels), "} ".repeat(levels));
    format!("{{ cases {{ nodes {{ area {{ {open}id {close}}} }} }} }}")
}

/// What is measured, and a document within its limit and one over it.
fn documents() -> Vec<(&'static str, String, String)> {
    let aliases = |n| format!("{{ {} }}", times(n, |i| format!("a{i}: __typename ")));
    let directives = |n| {
        format!("{{ __typename {} }}", times(n, |i| format!("a{i}: __typename @skip(if: true) ")))
    };
    let fragments = |n| {
        let spread = times(n, |i| format!("...f{i} "));
        let defined = times(n, |i| format!("fragment f{i} on Query {{ __typename }} "));
        format!("{{ {spread} }} {defined}")
    };
    let fields = |n| format!("{{ {} }}", "__typename ".repeat(n));
    let brackets = |n: usize| format!("{{ cases(filter: {}) {{ totalCount }} }}", brackets_in(n));
    let pages = |n, first| {
        let one = |i| format!("a{i}: cases(first: {first}) {{ nodes {{ id }} }} ");
        format!("{{ {} }}", times(n, one))
    };
    let values = |n| {
        let notes = times(n, |i| format!("a{i}: note "));
        format!(
            "{{ cases(first: 100) {{ nodes {{ events(first: 100) {{ nodes {{ {notes} }} }} }} }} }}"
        )
    };
    let schema = |inner: &str| format!("{{ __schema {{ types {{ {inner} }} }} }}");
    vec![
        ("tokens", fields(1_500), format!("{{ {} }}", "a ".repeat(10_000))),
        ("nesting", "{ cases { totalCount } }".to_owned(), brackets(63)),
        ("nesting", inlined(60), spreading(1, 70)),
        ("depth", above(12), above(13)),
        ("selections", fields(2_000), fields(2_001)),
        ("selections", spreading(2, 8), spreading(2, 30)),
        ("aliases", aliases(200), aliases(201)),
        ("directives", directives(100), directives(101)),
        ("fragments", fragments(100), fragments(101)),
        (
            "cost",
            pages(100, 100),
            pages(100, 100).replace(
                "{ id }",
                "{ team { name } area { name } desk { name } receivedBy { id } handler { id } }",
            ),
        ),
        ("values", values(40), values(60)),
        (
            "introspection",
            schema("name fields { name type { name fields { name } } }"),
            schema(&(0..4).fold(times(12, |i| format!("n{i}: name ")), |inner, _| {
                format!("fields {{ type {{ {inner} ofType {{ {inner} }} }} }}")
            })),
        ),
    ]
}

both! {
    async fn what_a_document_asks_for(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        for (measure, good, bad) in documents() {
            let (status, answer) = server.ask_with(&token, json!({"query": good})).await;
            assert_eq!((status, answer.get("errors")), (200, None), "{measure}: {good:.200}");
            let (status, answer) = server.ask_with(&token, json!({"query": bad})).await;
            let error = &answer["errors"][0]["extensions"];
            assert_eq!(status, 400, "{measure}: {answer}");
            assert_eq!(error["code"], "QUERY_TOO_EXPENSIVE", "{measure}: {answer}");
            assert_eq!(error["measure"], measure, "{answer}");
            assert!(error["cost"].as_u64() > error["limit"].as_u64(), "{answer}");
            if ["cost", "values"].contains(&measure) {
                assert!(!error["field"].as_str().unwrap().is_empty(), "{answer}");
            }
        }
    }
}

both! {
    async fn fragments_that_spread_themselves(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        for document in [
            "{ ...a } fragment a on Query { ...b ...b } fragment b on Query { ...a ...a }",
            "{ __typename } fragment a on Query { ...a }",
            "{ ...a } fragment a on Query { ...b ...b } fragment b on Query { ...c ...c } fragment c on Query { viewer { __typename } ...a ...a }",
        ] {
            let (status, answer) = server.ask_with(&token, json!({"query": document})).await;
            assert_eq!((status, answer["errors"][0]["extensions"]["code"].as_str()), (400, Some("INVALID_INPUT")), "{answer}");
            assert!(answer["errors"][0]["message"].as_str().unwrap().contains("spreads itself"), "{answer}");
        }
    }
}

async fn send(
    server: &Server,
    token: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> (u16, Value) {
    let url = format!("{}/graphql", server.url);
    let mut request = server.client.post(url).bearer_auth(token).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(Value::Null, |inner, _| json!([inner]))
}

both! {
    async fn what_a_body_holds(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let json = ("content-type", "application/json");
        let with = |variables: Value| json!({"query": "{ __typename }", "variables": variables}).to_string().into_bytes();
        let many = |number: usize| Value::Object(Map::from_iter((0..number).map(|n| (format!("v{n:06}"), json!(n)))));
        let deep = brackets_in(10_000);
        let deep = format!("{{\"query\": \"{{ __typename }}\", \"variables\": {{\"a\": {deep}}}}}");
        for (what, headers, body, status, code) in [
            ("small variables", &[json][..], with(many(10)), 200, ""),
            ("a long text", &[json], with(json!({"a": "x".repeat(250_000)})), 200, ""),
            ("a longer text", &[json], with(json!({"a": "x".repeat(262_145)})), 413, "PAYLOAD_TOO_LARGE"),
            ("many variables", &[json], with(many(20_000)), 413, "PAYLOAD_TOO_LARGE"),
            ("nested variables", &[json], with(json!({"a": nested(100)})), 200, ""),
            ("deep variables", &[json], deep.into_bytes(), 400, "INVALID_INPUT"),
            ("a large body", &[json], vec![b' '; (1 << 20) + 1], 413, "PAYLOAD_TOO_LARGE"),
            ("a batch", &[json], b"[{\"query\": \"{ __typename }\"}]".to_vec(), 400, "INVALID_INPUT"),
            ("compressed", &[json, ("content-encoding", "gzip")], vec![0x1f, 0x8b], 415, "UNSUPPORTED_MEDIA_TYPE"),
            ("not compressed", &[json, ("content-encoding", "identity")], with(many(1)), 200, ""),
            ("not UTF-8", &[json], b"{\"query\": \"\xff\xfe\"}".to_vec(), 400, "INVALID_INPUT"),
        ] {
            let (found, answer) = send(&server, &token, headers, body).await;
            assert_eq!(found, status, "{what}: {answer}");
            if code.is_empty() {
                assert_eq!(answer["data"]["__typename"], "Query", "{what}: {answer}");
            } else {
                assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{what}: {answer}");
            }
        }
    }
}

both! {
    /// What is asked for is read anew with each change, and so is a filter, which counts once.
    async fn what_a_subscription_s_filter_holds(backend: Backend) {
        let desk = Desk::open(backend).await;
        let mut socket = Socket::of(&desk.server, &desk.token("community").await).await;
        let comparisons = |number: usize| {
            json!({"or": vec![json!({"title": {"eq": "Noise at night"}}); number]})
        };
        socket.watch("most", comparisons(200), None).await;
        desk.registered("community", "3511", json!({})).await;
        assert_eq!(socket.change("most").await["case"]["title"], "Noise at night");
        socket.watch("more", comparisons(201), None).await;
        let said = socket.hear().await;
        assert_eq!((&said["type"], &said["id"]), (&json!("error"), &json!("more")), "{said}");
        let problems = said["payload"][0]["extensions"]["problems"].as_array().unwrap();
        assert_eq!(problems.len(), 1, "{said}");
    }
}

both! {
    /// A client learns that the connection ends with the refusal, and not by a broken next request.
    async fn whoever_sends_too_much_is_told_that_the_connection_ends(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let send = async |path: &str, kind: &str, body: &str| {
            let length = body.len();
            let mut wire = Wire::to(server.address()).await;
            wire.send(format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
                 Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
            )).await;
            let answer = wire.read().await;
            let (head, _) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{path}: {answer}"));
            (statuses(head), head.contains("\r\nconnection: close"))
        };
        let long = " ".repeat(2 << 20);
        assert_eq!(send("/graphql", "application/json", &long).await, (vec![413], true));
        assert_eq!(send("/auth/login", "application/json", &long).await, (vec![413], true));
        // What was read whole can be followed by another request.
        let text = "x".repeat(262_145);
        let large = format!("{{\"query\": \"{{__typename}}\", \"variables\": {{\"a\": \"{text}\"}}}}");
        assert_eq!(send("/graphql", "application/json", &large).await, (vec![413], false));
        let small = "{\"query\": \"{__typename}\"}";
        assert_eq!(send("/graphql", "application/json", small).await, (vec![200], false));
    }
}
