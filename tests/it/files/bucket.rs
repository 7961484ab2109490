//! Files in a bucket: a small store that speaks as much of S3 as is asked of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response};
use chrono::{DateTime, TimeDelta, Utc};
use object_store::aws::AmazonS3Builder;
use parking_lot::Mutex;
use wardbook::files::{Files, Swept};

use super::sample::{pdf, photograph};
use super::{get, id_of, send, sent_at};
use crate::support::{Backend, Database, Server, Setup};

/// What a bucket holds, and when each was put there.
type Bucket = Arc<Mutex<BTreeMap<String, (Vec<u8>, DateTime<Utc>)>>>;

fn reply(status: u16, body: impl Into<Body>) -> Response<Body> {
    Response::builder().status(status).header("etag", "\"x\"").body(body.into()).unwrap()
}

async fn speak(State(bucket): State<Bucket>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let key = parts.uri.path().strip_prefix("/files").unwrap().trim_start_matches('/').to_owned();
    assert!(parts.headers.contains_key("authorization"), "every request is signed");
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    let mut bucket = bucket.lock();
    match parts.method {
        Method::PUT => {
            bucket.insert(key, (body, Utc::now()));
            reply(200, "")
        }
        Method::DELETE => {
            bucket.remove(&key);
            reply(204, "")
        }
        Method::POST if query.starts_with("delete") => {
            let text = String::from_utf8(body).unwrap();
            let keys = text.split("<Key>").skip(1).map(|rest| rest.split_once('<').unwrap().0);
            let gone: String = keys
                .map(|key| {
                    bucket.remove(key);
                    format!("<Deleted><Key>{key}</Key></Deleted>")
                })
                .collect();
            reply(200, format!("<DeleteResult>{gone}</DeleteResult>"))
        }
        Method::GET if query.contains("list-type=2") => {
            let prefix =
                form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "prefix");
            let prefix = prefix.map(|(_, prefix)| prefix.into_owned()).unwrap_or_default();
            let found = bucket.iter().filter(|(key, _)| key.starts_with(&prefix));
            let found: String = found
                .map(|(key, (bytes, at))| {
                    let (length, at) = (bytes.len(), at.to_rfc3339());
                    format!("<Contents><Key>{key}</Key><Size>{length}</Size><LastModified>{at}</LastModified><ETag>x</ETag></Contents>")
                })
                .collect();
            reply(200, format!("<ListBucketResult>{found}</ListBucketResult>"))
        }
        Method::GET | Method::HEAD => {
            let Some((bytes, at)) = bucket.get(&key) else { return reply(404, "<Error/>") };
            let range = parts.headers.get("range").map(|range| range.to_str().unwrap().to_owned());
            let mut response = Response::builder().header("etag", "\"x\"");
            response = response.header("last-modified", at.to_rfc2822());
            let bytes = match range {
                Some(range) => {
                    let (first, last) =
                        range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
                    let (first, last): (usize, usize) =
                        (first.parse().unwrap(), last.parse().unwrap());
                    let told = format!("bytes {first}-{last}/{}", bytes.len());
                    response = response.status(206).header("content-range", told);
                    bytes[first..=last].to_vec()
                }
                None => bytes.clone(),
            };
            let response = response.header("content-length", bytes.len());
            let is_head = parts.method == Method::HEAD;
            response.body(if is_head { Body::empty() } else { bytes.into() }).unwrap()
        }
        other => panic!("{other} {key}?{query}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_kept_in_a_bucket_and_swept_there() {
    let bucket = Bucket::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let store = axum::Router::new().fallback(speak).with_state(Arc::clone(&bucket));
    let limits = wardbook::http::serve(
        listener,
        store,
        tokio_util::sync::CancellationToken::new(),
        std::time::Duration::ZERO,
    );
    tokio::spawn(limits);
    let builder = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_region("here")
        .with_access_key_id("key")
        .with_secret_access_key("secret");
    let url = "s3://files/wardbook".parse().unwrap();
    let files = Files::in_bucket_of(builder, &url).unwrap();
    let setup = Setup { files: Some(files.clone()), ..Setup::default() };
    let server = Server::over(Database::fresh(Backend::Sqlite).await, setup).await;

    let (token, _) = server.login("community").await;
    let picture = send(&server, &token, "a.jpg", &photograph()).await;
    let letter = send(&server, &token, "a.pdf", &pdf()).await;
    let keys: Vec<String> = bucket.lock().keys().cloned().collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| key.starts_with("wardbook/20")), "{keys:?}");
    let path = format!("/files/{}", letter["id"].as_str().unwrap());
    assert_eq!(get(&server, &token, &path).await.bytes().await.unwrap(), pdf());
    let part = server.client.get(format!("{}{path}", server.url)).bearer_auth(&token);
    let part = part.header("range", "bytes=1-3").send().await.unwrap();
    assert_eq!((part.status().as_u16(), part.text().await.unwrap().as_str()), (206, "PDF"));
    let small = format!("/files/{}?thumbnail", picture["id"].as_str().unwrap());
    assert_eq!(get(&server, &token, &small).await.status(), 200);
    assert_eq!(get(&server, &token, &format!("{path}?thumbnail")).await.status(), 404);

    // The picture was sent a day ago, and bytes without a row are as old.
    let long_ago = Utc::now() - TimeDelta::hours(25);
    sent_at(&server, id_of(&picture), long_ago).await;
    let lost = format!("wardbook/20260101/{}", uuid::Uuid::now_v7().simple());
    let lost_whole = keys[0].replace(&keys[0][keys[0].len() - 4..], "0000");
    for key in [lost.clone(), lost_whole.clone()] {
        bucket.lock().insert(key, (b"lost".to_vec(), long_ago));
    }
    assert!(server.files.sweep(&server.store, Utc::now(), Swept::Everything).await.unwrap() >= 2);
    let left: Vec<String> = bucket.lock().keys().cloned().collect();
    let letter = format!("/{}", id_of(&letter).simple());
    // What lies where no file of that id would is somebody else's.
    let expected: Vec<&String> =
        left.iter().filter(|key| key.ends_with(&letter) || **key == lost).collect();
    assert_eq!((left.len(), expected.len()), (2, 2), "{left:?}");
}
