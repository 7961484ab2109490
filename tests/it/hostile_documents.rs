//! Documents and bodies that mean harm, sent over HTTP: each is refused with its code, within a
//! bounded time, and the server is alive afterwards.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::support::{Backend, Server, client};

/// Far more than any of these takes, and less than what makes one give up on a server.
const HANGS: Duration = Duration::from_secs(20);

/// All that was answered otherwise than expected.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn expect(&mut self, what: &str, found: (u16, String), status: u16, codes: &[&str]) {
        if found.0 != status || !codes.contains(&found.1.as_str()) {
            self.0.push(format!("{what}: {found:?}, not {status} with one of {codes:?}"));
        }
    }

    fn assert_none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

/// Sends a body as it is; the status and the code of its answer.
async fn send(server: &Server, token: &str, body: impl Into<reqwest::Body>) -> (u16, String) {
    sent(server.client.post(format!("{}/graphql", server.url)).bearer_auth(token).body(body)).await
}

async fn sent(request: reqwest::RequestBuilder) -> (u16, String) {
    let request = request
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/graphql-response+json")
        .timeout(HANGS);
    let Ok(response) = request.send().await else { return (0, "no answer".to_owned()) };
    let status = response.status().as_u16();
    let answer: Value = response.json().await.expect("a body of JSON");
    let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none");
    (status, code.to_owned())
}

fn document(query: &str) -> String {
    json!({"query": query}).to_string()
}

async fn assert_alive(server: &Server, after: &str) {
    let health = server.client.get(format!("{}/healthz", server.url)).timeout(HANGS).send().await;
    assert_eq!(health.unwrap().status(), 200, "after {after}");
}

/// Fragments of which each spreads the next two, so that the last is reached in 2^n ways.
fn doubling(n: usize) -> String {
    let fragments: String =
        (0..n).map(|i| format!("fragment f{i} on Query{{...f{} ...f{}}}", i + 1, i + 1)).collect();
    format!("{{...f0}}{fragments}fragment f{n} on Query{{__typename}}")
}

/// Fragments in a ring, each spreading the next one twice.
fn ring(n: usize) -> String {
    let fragments: String = (0..n)
        .map(|i| format!("fragment f{i} on Query{{...f{} ...f{}}}", (i + 1) % n, (i + 1) % n))
        .collect();
    format!("{{...f0}}{fragments}")
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_grow_when_they_are_read_are_refused_on_sqlite() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("town").await;
    let mut wrong = Wrong::default();
    let doubling_kilobyte = doubling(24);
    assert!(doubling_kilobyte.len() < 1024);
    for (what, query, code) in [
        ("1 kB of fragments that double", doubling_kilobyte, "QUERY_TOO_EXPENSIVE"),
        ("1 kB of fragments in a ring", ring(24), "INVALID_INPUT"),
        ("two fragments in a ring", ring(2), "INVALID_INPUT"),
        ("a fragment that spreads itself", ring(1), "INVALID_INPUT"),
    ] {
        let answer = send(&server, &token, document(&query)).await;
        wrong.expect(what, answer, 400, &[code]);
        assert_alive(&server, what).await;
    }
    wrong.assert_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_far_too_much_are_refused_on_sqlite() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("town").await;
    let mut wrong = Wrong::default();
    let many = |n: usize, of: &dyn Fn(usize) -> String| -> String { (0..n).map(of).collect() };
    let aliases = |n| format!("{{{}}}", many(n, &|i| format!("a{i}:__typename ")));
    let brackets = |open: &str, n: usize| format!("{{cases(filter:{}", open.repeat(n));
    for (what, query) in
        [("a million aliases", aliases(1_000_000)), ("2 MB of brackets", "{".repeat(2 << 20))]
    {
        let answer = send(&server, &token, document(&query)).await;
        wrong.expect(what, answer, 413, &["PAYLOAD_TOO_LARGE"]);
        assert_alive(&server, what).await;
    }
    let (opened, closed) = ("{a".repeat(300_000), "}".repeat(300_000));
    let one_type = |i| format!("fragment f{i} on Query{{__typename}} ");
    for (what, query) in [
        ("as many aliases as fit", aliases(40_000)),
        ("brackets, not closed", "{".repeat(900_000)),
        ("fields in each other", format!("{opened}{closed}")),
        ("a list of lists", brackets("[", 900_000)),
        ("an object of objects", brackets("{not:", 150_000)),
        ("a type of types", format!("query($a:{}", "[".repeat(900_000))),
        ("one field again and again", format!("{{{}}}", "__typename ".repeat(80_000))),
        ("variables", format!("query({}){{__typename}}", many(50_000, &|i| format!("$v{i}:Int ")))),
        ("operations", many(40_000, &|i| format!("query q{i}{{a}} "))),
        ("fragments that nobody spreads", format!("{{__typename}}{}", many(20_000, &one_type))),
        ("a text without an end", format!("{{case(by:{{number:\"{}", "a".repeat(900_000))),
        ("a comment and nothing else", "#".repeat(900_000)),
    ] {
        let answer = send(&server, &token, document(&query)).await;
        // Which of two limits stops it first is nobody's concern.
        wrong.expect(what, answer, 400, &["INVALID_INPUT", "QUERY_TOO_EXPENSIVE"]);
        assert_alive(&server, what).await;
    }
    wrong.assert_none();
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_json_of_ours_are_refused_on_sqlite() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("town").await;
    let mut wrong = Wrong::default();
    let deep = |n: usize| {
        let value = format!("{}{}", "[".repeat(n), "]".repeat(n));
        format!("{{\"query\":\"query($a:JSON){{__typename}}\",\"variables\":{{\"a\":{value}}}}}")
    };
    let deep_object = |n: usize| {
        let value = format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n));
        format!("{{\"query\":\"{{__typename}}\",\"variables\":{value}}}")
    };
    let mut latin = document("{ case(by: {number: \"?\"}) { id } }").into_bytes();
    let at = latin.iter().position(|byte| *byte == b'?').unwrap();
    latin[at] = 0xe9;
    let surrogate = r#"{"query":"{ case(by: {number: \"\\uD800\"}) { id } }"}"#;
    for (what, body) in [
        ("no UTF-8", latin),
        ("half a character", b"{\"query\":\"{__typename}\xe4\xb8".to_vec()),
        ("half a surrogate pair", surrogate.into()),
        ("half a surrogate pair of JSON", b"{\"query\":\"{__typename} \\ud800\"}".to_vec()),
        ("variables 10,000 lists deep", deep(10_000).into_bytes()),
        ("variables 10,000 objects deep", deep_object(10_000).into_bytes()),
        ("variables 120 lists deep", deep(120).into_bytes()),
        ("a megabyte of open lists", "[".repeat(1 << 20).into_bytes()),
        ("a batch", b"[{\"query\":\"{__typename}\"}]".to_vec()),
    ] {
        let answer = send(&server, &token, body).await;
        wrong.expect(what, answer, 400, &["INVALID_INPUT"]);
        assert_alive(&server, what).await;
    }
    wrong.assert_none();
}

/// JSON in a text in JSON in a text, each 120 deep, under the key by which serde_json's own value
/// takes a text for JSON.
fn json_in_texts(levels: usize) -> String {
    (0..levels).fold("[".repeat(120), |inner, _| {
        let inner = inner.replace('\\', "\\u005c").replace('"', "\\u0022");
        format!("{}{{\"$serde_json::private::RawValue\":\"{inner}\"", "[".repeat(120))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn json_that_hides_in_texts_fills_no_stack_on_sqlite() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("town").await;
    let mut wrong = Wrong::default();
    let login = format!("{{\"username\":{}", json_in_texts(33));
    let url = format!("{}/auth/login", server.url);
    let request = server.client.post(url).header("content-type", "application/json");
    wrong.expect("a name", sent(request.body(login)).await, 400, &["INVALID_INPUT"]);
    let variables = json_in_texts(140);
    let cursor: String = json_in_texts(100).bytes().map(|byte| format!("{byte:02x}")).collect();
    for (what, body) in [
        (
            "variables",
            format!("{{\"query\":\"{{__typename}}\",\"variables\":{{\"a\":{variables}}}}}"),
        ),
        (
            "extensions",
            format!("{{\"query\":\"{{__typename}}\",\"extensions\":{{\"a\":{variables}}}}}"),
        ),
        ("a batch", format!("[{variables}]")),
        ("a cursor", document(&format!("{{ cases(after: \"{cursor}\") {{ totalCount }} }}"))),
        (
            "a number that nothing holds",
            r#"{"query":"{__typename}","variables":{"n":1e400}}"#.into(),
        ),
        ("half a surrogate pair", r#"{"query":"{__typename}","variables":{"n":"\ud800"}}"#.into()),
    ] {
        wrong.expect(what, send(&server, &token, body).await, 400, &["INVALID_INPUT"]);
        assert_alive(&server, what).await;
    }
    wrong.assert_none();
}

/// The binary with a town of its own, so that its memory is its own too.
struct Demo {
    child: Child,
    url: String,
    token: String,
}

impl Demo {
    async fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wardbook"));
        command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--seed", "7"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let served: Value = serde_json::from_str(&line).unwrap();
        let url = served["url"].as_str().unwrap().to_owned();
        let accounts = served["accounts"].as_array().unwrap();
        let account = accounts.iter().find(|of| of["username"] == "leader1").unwrap();
        let login = json!({"username": "leader1", "password": account["password"]});
        let request = client().post(format!("{url}/auth/login")).json(&login);
        let tokens: Value = request.send().await.unwrap().json().await.unwrap();
        Self { child, url, token: tokens["access_token"].as_str().unwrap().to_owned() }
    }

    /// Its memory, in bytes, as the kernel counts it.
    fn resident(&self) -> u64 {
        let pages = std::fs::read_to_string(format!("/proc/{}/statm", self.child.id())).unwrap();
        pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_huge_documents_fill_no_memory_on_sqlite() {
    let demo = Demo::start().await;
    let client = client();
    let ask = async |n: usize| {
        // Distinct, of the longest that are kept, and as many selections as they may have.
        let fields = "id number title status ".repeat(200);
        let padding = "x".repeat((31 << 10) - fields.len());
        let query = format!("{{ cases(first: 1) {{ nodes {{ {fields} }} }} }} # {n} {padding}");
        let request = client.post(format!("{}/graphql", demo.url)).bearer_auth(&demo.token);
        let request = request.json(&json!({"query": query})).timeout(HANGS);
        request.send().await.unwrap().status().as_u16()
    };
    for n in 0..20 {
        assert_eq!(ask(n).await, 200);
    }
    let before = demo.resident();
    for n in 20..1_000 {
        assert_eq!(ask(n).await, 200);
    }
    let grown = demo.resident().saturating_sub(before);
    assert!(grown < 256 << 20, "{} MB more", grown >> 20);
    let health = client.get(format!("{}/healthz", demo.url)).send().await.unwrap();
    assert_eq!(health.status(), 200);
}
