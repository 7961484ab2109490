//! Requests that two programs may read differently: each gets one answer at most, and what stands
//! after it is never taken for another.

use crate::support::{Backend, Server, Wire, statuses};

const GET: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

/// A request and the status of the one answer that it may get.
type Shape = (&'static str, String, u16);

fn post(head: &str, body: &str) -> String {
    format!(
        "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{head}\r\n{body}"
    )
}

/// Each is followed by bytes that are a request only to whoever reads it wrongly.
fn smuggled() -> Vec<Shape> {
    let chunked = "Transfer-Encoding: chunked\r\n";
    let empty_chunk = "0\r\n\r\n";
    let after = |head: &str, body: &str| post(head, &format!("{body}{GET}"));
    vec![
        ("both lengths", after(&format!("Content-Length: 5\r\n{chunked}"), empty_chunk), 400),
        (
            "both lengths turned",
            after(&format!("{chunked}Content-Length: 5\r\n"), empty_chunk),
            400,
        ),
        (
            "a long length and chunks",
            after(&format!("Content-Length: 500\r\n{chunked}"), empty_chunk),
            400,
        ),
        ("two lengths", after("Content-Length: 2\r\nContent-Length: 44\r\n", "{}"), 400),
        ("a list of lengths", after("Content-Length: 2, 44\r\n", "{}"), 400),
        ("a negative length", after("Content-Length: -2\r\n", "{}"), 400),
        ("a length with a sign", after("Content-Length: +2\r\n", "{}"), 400),
        ("a length in hex", after("Content-Length: 0x2\r\n", "{}"), 400),
        (
            "a length beyond all bounds",
            after("Content-Length: 99999999999999999999999\r\n", "{}"),
            400,
        ),
        ("an unknown coding", after("Transfer-Encoding: cow\r\n", empty_chunk), 400),
        (
            "chunked, but not last",
            after("Transfer-Encoding: chunked, identity\r\n", empty_chunk),
            400,
        ),
        (
            "a coding that looks like chunked",
            after("Transfer-Encoding: xchunked\r\n", empty_chunk),
            400,
        ),
        ("space before the colon", after("Transfer-Encoding : chunked\r\n", empty_chunk), 400),
        (
            "a folded line",
            after("X-A: b\r\n Content-Length: 2\r\nContent-Length: 2\r\n", "{}"),
            400,
        ),
        ("a negative chunk", after(chunked, "-1\r\n{}\r\n0\r\n\r\n"), 400),
        ("a chunk beyond all bounds", after(chunked, "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"), 400),
        ("a chunk without its end", after(chunked, "2\r\n{}0\r\n\r\n"), 400),
        ("a null in a header", after("X-A: \0\r\nContent-Length: 2\r\n", "{}"), 400),
        ("a bare CR", after("X-A: b\rContent-Length: 2\r\n", "{}"), 400),
        ("no host", "GET /healthz HTTP/1.1\r\n\r\n".to_owned(), 400),
        ("two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(), 400),
        ("no version", format!("GET /healthz\r\n\r\n{GET}"), 400),
        ("another version", format!("GET /healthz HTTP/1.7\r\nHost: x\r\n\r\n{GET}"), 400),
        (
            "an endless head",
            format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: {}\r\n\r\n", "a".repeat(200_000)),
            431,
        ),
        (
            "countless headers",
            format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(5_000)),
            431,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_be_read_in_two_ways_is_answered_once_and_hung_up_on() {
    let server = Server::start(Backend::Sqlite).await;
    for (what, bytes, expected) in smuggled() {
        let answer = Wire::exchange(server.address(), &bytes).await;
        assert_eq!(statuses(&answer), [expected], "{what}: {answer}");
        assert_eq!(server.status("/healthz").await, 200, "after {what}");
    }
}

/// Unusual, but clear: two requests, two answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_odd_but_clear_is_served() {
    let server = Server::start(Backend::Sqlite).await;
    let last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let chunked = "Transfer-Encoding: chunked\r\n";
    for (what, bytes, first) in [
        ("two equal lengths", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400),
        ("a chunk with an extension", post(chunked, "2;a=\"b\"\r\n{}\r\n0\r\n\r\n"), 400),
        ("trailers", post(chunked, "2\r\n{}\r\n0\r\nContent-Length: 44\r\n\r\n"), 400),
        ("lines that end without CR", "GET /healthz HTTP/1.1\nHost: x\n\n".to_owned(), 200),
        (
            "an address with a host",
            "GET http://elsewhere/healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            200,
        ),
        ("a strange host", "GET /healthz HTTP/1.1\r\nHost: ../../<script>\r\n\r\n".to_owned(), 200),
        ("an empty host", "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n".to_owned(), 200),
        ("a tunnel", "CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 404),
        ("a made-up method", "FROBNICATE /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 405),
        (
            "a path above the root",
            "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            404,
        ),
    ] {
        let answer = Wire::exchange(server.address(), bytes + last).await;
        assert_eq!(statuses(&answer), [first, 200], "{what}: {answer}");
    }
    let newer = Wire::exchange(server.address(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert_eq!(newer, "", "HTTP/2 is hung up on");
    let old = Wire::exchange(server.address(), "GET /healthz HTTP/1.0\r\n\r\n").await;
    assert!(old.starts_with("HTTP/1.0 200"), "{old}");
}

/// Who a client says that it is, or asks for, changes no byte of the answer, nor how often it may
/// guess a password.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_depends_on_what_a_client_says_of_hosts_and_proxies() {
    let server = Server::start(Backend::Sqlite).await;
    let wrong = r#"{"username": "town", "password": "wrong"}"#;
    let ask = async |path: &str, headers: &str, body: &str| {
        let method = if body.is_empty() { "GET" } else { "POST" };
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\nContent-Type: \
             application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let answer = Wire::exchange(server.address(), request).await;
        let own = |line: &&str| !line.starts_with("x-request-id:") && !line.starts_with("date:");
        answer.lines().filter(own).collect::<Vec<_>>().join("\n")
    };
    let lies = "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\
                \r\nX-Original-URL: /metrics\r\nX-Forwarded-For: 127.0.0.1\r\nForwarded: for=_x";
    for path in ["/healthz", "/readyz", "/explorer", "/schema.graphql", "/metrics", "/nothing"] {
        assert_eq!(ask(path, "Host: x", "").await, ask(path, lies, "").await, "{path}");
    }
    let mut limited = false;
    for n in 0..8 {
        let from = format!("Host: x\r\nX-Forwarded-For: 10.0.0.{n}\r\nX-Real-IP: 10.0.0.{n}");
        limited |= ask("/auth/login", &from, wrong).await.starts_with("HTTP/1.1 429");
    }
    assert!(limited, "another address does not make guesses free");
}
