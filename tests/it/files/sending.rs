//! A file is sent, and its sender has it back.

use memchr::memmem;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::sample::{PLACE, docx, pdf, photograph};
use super::{get, id_of, kept, send};
use crate::support::{Backend, Server, both};

both! {
    async fn a_photograph_comes_back_without_its_place(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("community").await;
        let sent = photograph();
        assert!(memmem::find(&sent, PLACE).is_some());
        let answer = send(&server, &token, "现场.JPG", &sent).await;
        assert_eq!(answer["fileName"], "现场.JPG");
        assert_eq!(answer["mediaType"], "image/jpeg");

        let path = format!("/files/{}", answer["id"].as_str().unwrap());
        let response = get(&server, &token, &path).await;
        assert_eq!(response.status(), 200);
        let bytes = response.bytes().await.unwrap();
        assert_eq!(memmem::find(&bytes, PLACE), None);
        assert_eq!(memmem::find(&bytes, b"Exif"), None);
        assert_eq!(answer["byteLength"], json!(bytes.len()));
        assert_eq!(answer["sha256"], json!(hex::encode(Sha256::digest(&bytes))));
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(picture, image::load_from_memory(&sent).unwrap(), "the same to the pixel");

        let small = get(&server, &token, &format!("{path}?thumbnail")).await;
        assert_eq!(small.headers()["content-type"], "image/jpeg");
        let small = image::load_from_memory(&small.bytes().await.unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (320, 240));
        // The bytes as they were sent are nowhere.
        assert_eq!(kept(&server).len(), 2);
    }
}

both! {
    async fn a_document_comes_back_as_it_was_and_has_no_small_picture(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("community").await;
        for (name, bytes, media_type) in [
            ("答复.pdf", pdf(), "application/pdf"),
            ("信.docx", docx(&[]), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("talk.amr", b"#!AMR\n\x3c\x08".to_vec(), "audio/amr"),
        ] {
            let answer = send(&server, &token, name, &bytes).await;
            assert_eq!((&answer["fileName"], &answer["mediaType"]), (&json!(name), &json!(media_type)));
            let path = format!("/files/{}", answer["id"].as_str().unwrap());
            let back = get(&server, &token, &path).await.bytes().await.unwrap();
            assert_eq!(back, bytes);
            assert_eq!(get(&server, &token, &format!("{path}?thumbnail=1")).await.status(), 404);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_made_safe_and_a_kind_is_what_the_bytes_say() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("community").await;
    for (given, name) in [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\\\..\\\\boot.ini", "boot.pdf"),
        ("a%0D%0ASet-Cookie: x.pdf", "a%0D%0ASet-Cookie x.pdf"),
        ("a\u{202e}fdp.exe", "afdp.pdf"),
        ("photo.jpg", "photo.pdf"),
        ("", "file.pdf"),
    ] {
        let answer = send(&server, &token, given, &pdf()).await;
        assert_eq!(answer["fileName"], name, "{given:?}");
        assert_eq!(answer["mediaType"], "application/pdf");
        let path = format!("/files/{}", answer["id"].as_str().unwrap());
        let response = get(&server, &token, &path).await;
        assert_eq!(response.headers().get("set-cookie"), None);
        assert!(kept(&server).contains(&id_of(&answer).simple().to_string()));
    }
    assert!(
        kept(&server).iter().all(|name| name.len() == 32),
        "names are ids: {:?}",
        kept(&server)
    );
}
