//! Files that are on their way to a bucket, which speaks as much of S3 as uploads in parts need.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response};
use object_store::aws::AmazonS3Builder;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wardbook::files::Files;

/// What the bucket was asked for.
#[derive(Default)]
struct Asked {
    /// The second part, whose receipt it never says.
    second: Notify,
    /// To give the upload up.
    abort: Notify,
}

async fn speak(State(asked): State<Arc<Asked>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    to_bytes(body, usize::MAX).await.unwrap();
    let said = match parts.method {
        Method::POST if query.starts_with("uploads") => {
            "<InitiateMultipartUploadResult><UploadId>one</UploadId></InitiateMultipartUploadResult>"
        }
        Method::PUT if query.contains("partNumber=1") => "",
        Method::PUT if query.contains("uploadId=one") => {
            asked.second.notify_one();
            std::future::pending().await
        }
        Method::DELETE if query.contains("uploadId=one") => {
            asked.abort.notify_one();
            ""
        }
        other => panic!("{other} {query}"),
    };
    Response::builder().header("etag", "\"x\"").body(said.into()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_nobody_waits_for_any_longer_is_given_up() {
    let asked = Arc::new(Asked::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let bucket = axum::Router::new().fallback(speak).with_state(Arc::clone(&asked));
    let serving = wardbook::http::serve(listener, bucket, CancellationToken::new(), Duration::ZERO);
    tokio::spawn(serving);
    let builder = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_region("here")
        .with_access_key_id("key")
        .with_secret_access_key("secret");
    let files = Files::in_bucket_of(builder, &"s3://files".parse().unwrap()).unwrap();

    let file = tempfile::tempfile().unwrap();
    file.set_len(20 << 20).unwrap();
    let keeping = tokio::spawn(async move { files.keep_export(Uuid::now_v7(), file).await });
    let soon = |what| tokio::time::timeout(Duration::from_secs(30), what);
    soon(asked.second.notified()).await.expect("it is sent in parts");
    keeping.abort();
    soon(asked.abort.notified()).await.expect("its parts are given up");
}
