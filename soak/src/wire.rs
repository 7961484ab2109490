//! Clients that behave as no library does.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// How much a slow reader takes at a time, and how long it rests then.
const SIP: usize = 256;
const REST: Duration = Duration::from_millis(20);

fn request(token: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: soak\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Leaves in the midst of a request, or before its answer.
pub(crate) async fn break_off(address: SocketAddr, token: &str, body: &Value) -> String {
    let request = request(token, body);
    let length = if fastrand::bool() { request.len() } else { fastrand::usize(1..request.len()) };
    let Ok(mut stream) = TcpStream::connect(address).await else {
        return "not let in".to_owned();
    };
    let _ = stream.write_all(&request.as_bytes()[..length]).await;
    tokio::time::sleep(Duration::from_millis(fastrand::u64(..5))).await;
    "broken off".to_owned()
}

/// Reads an answer little by little; its status code, if it came whole.
pub(crate) async fn read_slowly(address: SocketAddr, token: &str, body: &Value) -> Option<String> {
    let socket = TcpSocket::new_v4().ok()?;
    socket.set_recv_buffer_size(4096).ok()?;
    let mut stream = socket.connect(address).await.ok()?;
    stream.write_all(request(token, body).as_bytes()).await.ok()?;
    let (mut answer, mut sip) = (Vec::new(), [0; SIP]);
    loop {
        match stream.read(&mut sip).await {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&sip[..length]),
            Err(_) => return None,
        }
        tokio::time::sleep(REST).await;
    }
    let text = String::from_utf8(answer).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let is_whole = serde_json::from_str::<Value>(body).is_ok();
    is_whole.then(|| head.split(' ').nth(1).map(str::to_owned))?
}
