//! A client that costs little: one connection each, a request's bytes made once.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request as it goes over the wire, and to where.
pub(crate) struct Request {
    pub(crate) address: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a turn measured; times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

impl Load {
    /// The turn in the middle, by requests a second.
    pub(crate) fn median(loads: &mut [Self]) -> Self {
        loads.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
        loads[loads.len() / 2]
    }
}

async fn ask(
    stream: &mut TcpStream,
    request: &[u8],
    buffer: &mut Vec<u8>,
) -> anyhow::Result<usize> {
    stream.write_all(request).await?;
    buffer.clear();
    loop {
        ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
        let Some(head) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&buffer[..head])?.to_ascii_lowercase();
        ensure!(text.starts_with("http/1.1 200"), "{text}");
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.context("no content-length")?.parse()?;
        while buffer.len() < head + 4 + length {
            ensure!(stream.read_buf(buffer).await? > 0, "the server hung up");
        }
        return Ok(head + 4);
    }
}

/// One answer, its JSON read.
pub(crate) async fn once(request: &Request) -> anyhow::Result<serde_json::Value> {
    let mut stream = TcpStream::connect(&request.address).await?;
    let mut buffer = Vec::new();
    let body = ask(&mut stream, &request.bytes, &mut buffer).await?;
    Ok(serde_json::from_slice(&buffer[body..])?)
}

/// As many answers as so many clients get in so many seconds.
pub(crate) async fn load(request: &Request, clients: usize, seconds: u64) -> anyhow::Result<Load> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let asking = (0..clients).map(|_| {
        let (address, bytes) = (request.address.clone(), request.bytes.clone());
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(&address).await?;
            stream.set_nodelay(true)?;
            let (mut buffer, mut times) = (Vec::with_capacity(1 << 16), Vec::new());
            while Instant::now() < until {
                let asked = Instant::now();
                ask(&mut stream, &bytes, &mut buffer).await?;
                times.push(asked.elapsed().as_secs_f64() * 1e3);
            }
            anyhow::Ok(times)
        })
    });
    let mut times = Vec::new();
    for asked in asking.collect::<Vec<_>>() {
        times.extend(asked.await??);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or(f64::NAN);
    Ok(Load { per_second: times.len() as f64 / seconds as f64, p50: at(50), p99: at(99) })
}
