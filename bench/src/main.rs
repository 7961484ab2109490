//! Reads beside hand-written SQL: the same question, answered by wardbook and by a bare axum route
//! that passes one statement's text through, over the same database in the same run.
//!
//! `bench postgres://user@host/empty_database [CASES]`. The answers are compared before anything is
//! timed; the two take turns, since a machine's speed drifts.

mod client;
mod questions;
mod serve;

use std::io::Write;

use anyhow::{Context, ensure};
use client::Load;

/// Turns of each side, and how long a turn is.
const TURNS: usize = 5;
const SECONDS: u64 = 2;

/// Connections that ask at once.
const CLIENTS: usize = 16;

fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().context("bench postgres://user@host/empty_database [CASES]")?;
    let cases: u32 = arguments.next().map_or(Ok(200_000), |number| number.parse())?;
    let town = serve::load(&url, cases).await?;
    let served = serve::start(&url, &town).await?;
    say(&format!("{cases} cases, {CLIENTS} clients, {TURNS} turns of {SECONDS} s each"));
    say("question            wardbook/s    bare/s   ratio  p50 ms  p99 ms");
    for question in questions::all(&town) {
        let own = served.own_request(&question);
        let bare = served.bare_request(&question);
        let (answer, limit) = (client::once(&own).await?, client::once(&bare).await?);
        ensure!(answer == limit, "{}: the answers differ:\n{answer}\n{limit}", question.name);
        let (mut owns, mut bares) = (Vec::new(), Vec::new());
        for turn in 0..TURNS {
            let sides = [(&own, true), (&bare, false)];
            let order = if turn % 2 == 0 { [0, 1] } else { [1, 0] };
            for side in order {
                let (request, is_own) = sides[side];
                let load = client::load(request, CLIENTS, SECONDS).await?;
                if is_own { owns.push(load) } else { bares.push(load) }
            }
        }
        let (own, bare) = (Load::median(&mut owns), Load::median(&mut bares));
        say(&format!(
            "{:<18} {:>11.0} {:>9.0} {:>7.2} {:>7.2} {:>7.2}",
            question.name,
            own.per_second,
            bare.per_second,
            own.per_second / bare.per_second,
            own.p50,
            own.p99,
        ));
    }
    Ok(())
}
