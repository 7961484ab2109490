//! What is not kept: bytes that are something else or more than they seem, and bodies that are not
//! as they should be. Nothing of it stays, and the server goes on.

use std::time::Duration;

use serde_json::json;

use super::sample::{docx, pdf, photograph};
use super::{attach, body_of, id_of, kept, post, refused, send};
use crate::support::{Backend, Database, Server, Setup, Wire, both, statuses};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_of_no_kind_that_is_kept_is_refused_whatever_it_is_called() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("community").await;
    let zeroes = vec![0; 64 << 20];
    let program = [b"MZ\x90\0\x03\0\0\0".as_slice(), &[0; 512]].concat();
    let inside = [&photograph()[..200], &program].concat();
    for (what, bytes) in [
        ("a program", program),
        ("a program behind a picture's head", inside),
        ("a page", b"<!DOCTYPE html><script>alert(1)</script>".to_vec()),
        ("a drawing", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec()),
        ("words", b"just words".to_vec()),
        ("nothing", Vec::new()),
        ("a program in a document", docx(&[("word/vbaProject.bin", b"x")])),
        ("half a photograph's head", photograph()[..300].to_vec()),
    ] {
        let answer = refused(&server, &token, body_of("file", "photo.jpg", &bytes)).await;
        assert_eq!(answer, (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()), "{what}");
    }
    let bomb = docx(&[("word/media/image1.png", &zeroes)]);
    assert!(bomb.len() < 200_000);
    let answer = refused(&server, &token, body_of("file", "letter.docx", &bomb)).await;
    assert_eq!(answer, (413, "PAYLOAD_TOO_LARGE".to_owned()), "a bomb");
    assert!(kept(&server).is_empty());

    let (_, answer) = post(&server, &token, body_of("file", "a.exe", b"MZ")).await;
    let error = &answer["errors"][0];
    assert!(error["message"].as_str().unwrap().contains("jpg, png, gif"), "{error}");
    assert!(error["extensions"]["allowed"].as_array().unwrap().contains(&"image/jpeg".into()));
    send(&server, &token, "a.pdf", &pdf()).await;
}

both! {
    async fn a_body_is_one_part_of_the_right_name_and_size(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("community").await;
        let (kind, whole) = body_of("file", "a.pdf", &pdf());
        let part = &whole[..whole.len() - "--edge--\r\n".len()];
        let bodies = [
            ("two parts", [part, &whole].concat()),
            ("no part", b"--edge--\r\n".to_vec()),
            ("no body", Vec::new()),
            ("another name", body_of("upload", "a.pdf", &pdf()).1),
            ("no end", part.to_vec()),
            ("half a file", whole[..whole.len() / 2].to_vec()),
            ("half a head", whole[..30].to_vec()),
            ("no multipart inside", b"{\"file\": 1}".to_vec()),
        ];
        for (what, body) in bodies {
            let answer = refused(&server, &token, (kind.clone(), body)).await;
            assert_eq!(answer, (400, "INVALID_INPUT".to_owned()), "{what}");
        }
        for kind in ["application/json", "multipart/form-data", "text/plain", ""] {
            let answer = refused(&server, &token, (kind.to_owned(), whole.clone())).await;
            assert_eq!(answer, (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()), "{kind}");
        }
        let mut most = pdf();
        most.resize((20 << 20) + 1, b' ');
        let answer = refused(&server, &token, body_of("file", "a.pdf", &most)).await;
        assert_eq!(answer, (413, "PAYLOAD_TOO_LARGE".to_owned()));
        most.resize(64 << 20, b' ');
        let request = server.client.post(format!("{}/files", server.url)).bearer_auth(&token);
        let (kind, body) = body_of("file", "a.pdf", &most);
        // A client that goes on and on may find itself hung up on.
        if let Ok(response) = request.header("content-type", kind).body(body).send().await {
            assert_eq!(response.status(), 413);
        }
        assert!(kept(&server).is_empty());
        most.truncate(20 << 20);
        send(&server, &token, "a.pdf", &most).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_is_signed_in_sends_files() {
    let server = Server::start(Backend::Sqlite).await;
    let (kind, body) = body_of("file", "a.pdf", &pdf());
    let request = server.client.post(format!("{}/files", server.url));
    let response = request.header("content-type", kind).body(body).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(server.status("/files").await, 405);
    assert!(kept(&server).is_empty());
}

both! {
    async fn nobody_fills_the_disk_with_what_is_attached_to_nothing(backend: Backend) {
        let mut setup = Setup::default();
        setup.queries.loose_bytes = 100;
        let server = Server::over(Database::fresh(backend).await, setup).await;
        let (token, _) = server.login("community").await;
        let (other, _) = server.login("town").await;
        send(&server, &token, "a.pdf", &pdf()).await;
        let last = send(&server, &token, "a.pdf", &pdf()).await;
        let answer = refused(&server, &token, body_of("file", "a.pdf", &pdf())).await;
        assert_eq!(answer, (429, "RATE_LIMITED".to_owned()));
        send(&server, &other, "a.pdf", &pdf()).await;
        attach(&server, id_of(&last), "N-1", false).await;
        send(&server, &token, "a.pdf", &pdf()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_many_at_once_waits_for_themselves_alone() {
    let mut setup = Setup::default();
    setup.queries.uploads_of_one_user = 2;
    setup.limits.upload = Duration::from_secs(2);
    let server = Server::over(Database::fresh(Backend::Sqlite).await, setup).await;
    let (token, _) = server.login("community").await;
    let (other, _) = server.login("town").await;
    let head = format!(
        "POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: \
         multipart/form-data; boundary=edge\r\nContent-Length: 5000\r\n\r\n--edge\r\n"
    );
    let mut slow = Vec::new();
    for _ in 0..2 {
        let mut wire = Wire::to(server.address()).await;
        assert!(wire.send(&head).await);
        slow.push(wire);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = refused(&server, &token, body_of("file", "a.pdf", &pdf())).await;
    assert_eq!(answer, (429, "RATE_LIMITED".to_owned()));
    send(&server, &other, "a.pdf", &pdf()).await;
    for mut wire in slow {
        let answer = wire.read_to_end().await;
        assert_eq!(statuses(&answer), [408], "{answer}");
    }
    send(&server, &token, "a.pdf", &pdf()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_says_of_what() {
    let server = Server::start(Backend::Sqlite).await;
    let (token, _) = server.login("community").await;
    let told = async |name: &str, bytes: &[u8]| {
        let (status, answer) = post(&server, &token, body_of("file", name, bytes)).await;
        let error = &answer["errors"][0];
        assert_eq!(
            (status, &error["extensions"]["code"]),
            (413, &json!("PAYLOAD_TOO_LARGE")),
            "{answer}"
        );
        (error["message"].as_str().unwrap().to_owned(), error["extensions"]["limit"].as_u64())
    };
    for (width, height) in [(30_001, 1), (1, 30_001)] {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let (message, limit) = told("long.png", &png.into_inner()).await;
        assert!(message.contains("30000 pixels"), "{message}");
        assert_eq!(limit, Some(30_000));
    }
    let zeroes = vec![0; 20 << 20];
    let (message, limit) = told("letter.docx", &docx(&[("word/media/image1.png", &zeroes)])).await;
    assert!(message.contains("100 times"), "{message}");
    assert_eq!(limit, Some(100));
    assert!(kept(&server).is_empty());
}
