//! How a file is served: as what it is and nothing else, whole or in part.

use super::sample::{pdf, photograph};
use super::{get, send};
use crate::support::{Backend, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_served_as_what_it_is_and_runs_nothing() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("community").await;
    for (name, bytes, disposition) in [
        (
            "现场.jpg",
            photograph(),
            "inline; filename=\"__.jpg\"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.jpg",
        ),
        ("a b.pdf", pdf(), "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf"),
    ] {
        let sent = send(&server, &token, name, &bytes).await;
        let path = format!("/files/{}", sent["id"].as_str().unwrap());
        let response = get(&server, &token, &path).await;
        let field = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(field("content-type"), sent["mediaType"].as_str().unwrap());
        assert_eq!(field("content-disposition"), disposition);
        assert_eq!(field("x-content-type-options"), "nosniff");
        assert!(field("content-security-policy").contains("default-src 'none'"));
        assert!(field("content-security-policy").ends_with("sandbox"));
        assert_eq!(field("cache-control"), "private, no-store");
        assert_eq!(field("accept-ranges"), "bytes");
        assert_eq!(field("etag"), format!("\"{}\"", sent["sha256"].as_str().unwrap()));
        assert_eq!(field("content-length"), sent["byteLength"].to_string());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_of_a_file_is_served_and_no_more_than_there_is() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("community").await;
    let bytes = pdf();
    let sent = send(&server, &token, "a.pdf", &bytes).await;
    let url = format!("{}/files/{}", server.url, sent["id"].as_str().unwrap());
    let tag = format!("\"{}\"", sent["sha256"].as_str().unwrap());
    let length = bytes.len();
    for (range, if_range, expected) in [
        ("bytes=0-3", None, Some(0..4)),
        ("bytes=5-", None, Some(5..length)),
        ("bytes=-6", None, Some(length - 6..length)),
        ("bytes=2-99999", None, Some(2..length)),
        ("bytes=0-1,3-4", None, None),
        ("bytes=0-3", Some(tag.as_str()), Some(0..4)),
        ("bytes=0-3", Some("\"another\""), None),
    ] {
        let mut request = server.client.get(&url).bearer_auth(&token).header("range", range);
        if let Some(tag) = if_range {
            request = request.header("if-range", tag);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let told =
            response.headers().get("content-range").map(|of| of.to_str().unwrap().to_owned());
        let body = response.bytes().await.unwrap();
        match expected {
            Some(range) => {
                assert_eq!(status, 206);
                let (first, last) = (range.start, range.end - 1);
                assert_eq!(told, Some(format!("bytes {first}-{last}/{length}")));
                assert_eq!(body, bytes[range]);
            }
            None => assert_eq!((status.as_u16(), told, body.len()), (200, None, length)),
        }
    }
    let beyond = server.client.get(&url).bearer_auth(&token).header("range", "bytes=99999-");
    let beyond = beyond.send().await.unwrap();
    assert_eq!(beyond.status(), 416);
    assert_eq!(beyond.headers()["content-range"], format!("bytes */{length}"));
    let head = server.client.head(&url).bearer_auth(&token).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], length.to_string());
    assert_eq!(head.bytes().await.unwrap().len(), 0);
}
