//! A client that costs little: one connection each, a request's bytes made once, and of an answer
//! only its status and length looked at.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use memchr::memmem;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request without a body.
pub(crate) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n").into_bytes()
}

/// A request with a body of JSON.
pub(crate) fn post(path: &str, token: Option<&str>, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n"));
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\n{}content-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        token.unwrap_or_default(),
        body.len()
    )
    .into_bytes()
}

/// Sends a request and reads its answer into the buffer; gives where the body begins.
async fn ask(
    stream: &mut TcpStream,
    request: &[u8],
    buffer: &mut Vec<u8>,
) -> anyhow::Result<usize> {
    stream.write_all(request).await?;
    buffer.clear();
    let body = loop {
        ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
        if let Some(end) = memmem::find(buffer, b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = &buffer[..body];
    let is_good = head.starts_with(b"HTTP/1.1 200");
    let length = length_of(head);
    let end = body + length.context("an answer without its length")?;
    while buffer.len() < end {
        ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
    }
    if !is_good {
        bail!("{}", String::from_utf8_lossy(buffer));
    }
    Ok(body)
}

fn length_of(head: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length: ";
    let line = head
        .split(|byte| *byte == b'\n')
        .find(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)))?;
    std::str::from_utf8(line.get(NAME.len()..)?).ok()?.trim().parse().ok()
}

/// One answer's body.
pub(crate) async fn once(address: SocketAddr, request: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    let mut buffer = Vec::new();
    let body = ask(&mut stream, request, &mut buffer).await?;
    Ok(buffer.split_off(body))
}

/// How many bytes an answer's body has; none of them is kept.
pub(crate) async fn length(address: SocketAddr, request: &[u8]) -> anyhow::Result<u64> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request).await?;
    let mut buffer = Vec::new();
    let body = loop {
        ensure!(stream.read_buf(&mut buffer).await? > 0, "the server hung up");
        if let Some(end) = memmem::find(&buffer, b"\r\n\r\n") {
            break end + 4;
        }
    };
    ensure!(buffer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer));
    let expected = length_of(&buffer[..body]).context("an answer without its length")? as u64;
    let mut length = (buffer.len() - body) as u64;
    while length < expected {
        buffer.clear();
        buffer.reserve(1 << 16);
        let read = stream.read_buf(&mut buffer).await?;
        ensure!(read > 0, "the server hung up");
        length += read as u64;
    }
    Ok(length)
}

/// How many clients ask, and how long each waits after an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) clients: usize,
    pub(crate) pause: Duration,
}

/// How long each answer took, in milliseconds, of as many as so many clients get in a time, each of
/// whom asks the same again and again; the clients share the requests.
pub(crate) async fn load(
    address: SocketAddr,
    requests: &[Vec<u8>],
    clients: usize,
    time: Duration,
) -> anyhow::Result<Vec<f64>> {
    let requests: Vec<_> = requests.iter().map(|request| vec![request.clone()]).collect();
    let pace = Pace { clients, pause: Duration::ZERO };
    asked(address, &requests, pace, time).await
}

/// The same of clients who take their time, each of whom asks all requests in turn.
pub(crate) async fn paced(
    address: SocketAddr,
    requests: &[Vec<u8>],
    pace: Pace,
    time: Duration,
) -> anyhow::Result<Vec<f64>> {
    let begins = (0..requests.len()).map(|begin| {
        let turned = requests.iter().cycle().skip(begin).take(requests.len());
        turned.cloned().collect()
    });
    asked(address, &begins.collect::<Vec<_>>(), pace, time).await
}

async fn asked(
    address: SocketAddr,
    requests: &[Vec<Vec<u8>>],
    Pace { clients, pause }: Pace,
    time: Duration,
) -> anyhow::Result<Vec<f64>> {
    let mut streams = Vec::new();
    for _ in 0..clients {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let until = Instant::now() + time;
    let asking = streams.into_iter().zip(requests.iter().cycle()).map(|(mut stream, requests)| {
        let requests = requests.clone();
        tokio::spawn(async move {
            let (mut buffer, mut times) = (Vec::with_capacity(1 << 16), Vec::new());
            for request in requests.iter().cycle() {
                if Instant::now() >= until {
                    break;
                }
                let asked = Instant::now();
                ask(&mut stream, request, &mut buffer).await?;
                times.push(asked.elapsed().as_secs_f64() * 1e3);
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
            }
            anyhow::Ok(times)
        })
    });
    let mut times = Vec::new();
    for asked in asking.collect::<Vec<_>>() {
        times.extend(asked.await??);
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_found_however_its_name_is_written() {
        assert_eq!(length_of(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"), Some(12));
        assert_eq!(length_of(b"HTTP/1.1 200 OK\r\na: b\r\ncontent-length: 7\r\n\r\n"), Some(7));
        assert_eq!(length_of(b"HTTP/1.1 200 OK\r\nx-content-length: 7\r\n\r\n"), None);
    }
}
