//! `bench desk`: what the desk notices of analysts. Its short reads are timed quietly, and then while
//! eight clients ask for what is heavy, without a pause, and with an export beside them.

mod heavy;

use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use self::heavy::{Done, add_analyst};
use crate::arguments::Desk;
use crate::ask::{Actor, PASSWORD, Question, asked};
use crate::children::Server;
use crate::client::{self, Pace};
use crate::connection::Connection;
use crate::folder::Folder;
use crate::load::{Size, load};
use crate::place::{Place, Places};
use crate::statistics::{median, percentile, sorted};
use crate::table::Table;
use crate::{machine, say};

/// What the desk asks: pages of open cases, and single cases with their timelines.
const QUESTIONS: [Question; 2] = [Question::Q1, Question::Q3];

/// How much slower the desk's slowest may be.
const MOST: f64 = 2.0;

/// How long the desk's answers took, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Times {
    per_second: f64,
    p50: f64,
    p99: f64,
}

pub(crate) async fn run(arguments: &Desk) -> anyhow::Result<()> {
    let folder = Folder::open(arguments.data.as_deref())?;
    let places = Places::of(&folder, &arguments.databases, None)?;
    let size = Size::of_cases(arguments.cases);
    let mut table = Table::new([
        "database",
        "heavy",
        "desk per s",
        "p50 ms",
        "p99 ms",
        "p99 to quiet",
        "heavy done per min",
        "heavy sent away",
    ]);
    let mut worst: f64 = 0.0;
    for kind in &arguments.databases {
        let place = places.database(*kind, "desk").await?;
        load(&place, size).await?;
        let [(quiet, _), (busy, done), (exporting, with_export)] =
            measure(&place, &folder, size, arguments).await?;
        worst = worst.max(busy.p99 / quiet.p99);
        let mut row = |heavy: &str, times: Times, more: [String; 3]| {
            let times = [times.per_second, times.p50, times.p99].map(|time| format!("{time:.1}"));
            let name = [kind.name().to_owned(), heavy.to_owned()];
            table.push(name.into_iter().chain(times).chain(more).collect());
        };
        row("none", quiet, ["1.0".to_owned(), String::new(), String::new()]);
        let clients = format!("{} clients", arguments.heavy_clients);
        let also = format!("{clients} and an export");
        for (heavy, times, done) in [(clients, busy, done), (also, exporting, with_export)] {
            let per_minute = done.answered as f64 * 60.0 / done.seconds;
            let ratio = format!("{:.2}", times.p99 / quiet.p99);
            let more = [ratio, format!("{per_minute:.0}"), done.sent_away.to_string()];
            row(&heavy, times, more);
        }
        if arguments.data.is_none() {
            places.remove(*kind, "desk").await?;
        }
    }
    say(format_args!(
        "{}. {} cases; {} clients of the desk, who wait {} ms after each answer; medians of {} turns of {} s.\n\n{}",
        machine::machine(),
        size.cases,
        arguments.clients,
        arguments.pause,
        arguments.turns,
        arguments.seconds,
        table.markdown(),
    ));
    ensure!(
        !arguments.check || worst < MOST,
        "the desk's p99 is {worst:.2} of what it is when nothing heavy is asked for"
    );
    Ok(())
}

/// The desk's times when it is quiet, beside heavy questions, and beside these and an export, turn by
/// turn, and what was done meanwhile.
async fn measure(
    place: &Place,
    folder: &Folder,
    size: Size,
    arguments: &Desk,
) -> anyhow::Result<[(Times, Done); 3]> {
    let mut connection = Connection::open(place.kind, &place.url).await?;
    add_analyst(&mut connection, place.kind).await?;
    let mut all = Vec::new();
    for question in QUESTIONS {
        all.push(asked(&mut connection, place.kind, size.tree(), question, Actor::One).await?);
    }
    connection.close().await?;
    let server = Server::own(place, folder.path(), arguments.connections).await?;
    let mut requests = Vec::new();
    for asked in all.iter().flatten() {
        let token = sign_in(&server, &asked.asker.username).await?;
        let body = json!({"query": asked.query, "variables": asked.variables});
        requests.push(client::post("/graphql", Some(&token), &body));
    }
    // The two kinds of questions in turn.
    let half = requests.len() / 2;
    let requests: Vec<_> =
        (0..half).flat_map(|n| [n, n + half]).map(|n| requests[n].clone()).collect();
    let analyst = sign_in(&server, heavy::ANALYST).await?;
    let pace = Pace { clients: arguments.clients, pause: Duration::from_millis(arguments.pause) };
    let time = Duration::from_secs_f64(arguments.seconds);
    let turn = async || -> anyhow::Result<Times> {
        let times = sorted(client::paced(server.address, &requests, pace, time).await?);
        Ok(Times {
            per_second: times.len() as f64 / time.as_secs_f64(),
            p50: percentile(&times, 50),
            p99: percentile(&times, 99),
        })
    };
    turn().await?;
    let mut times: [Vec<Times>; 3] = Default::default();
    let mut done = [Done::default(); 3];
    for _ in 0..arguments.turns {
        times[0].push(turn().await?);
        for (kind, with_export) in [(1, false), (2, true)] {
            let heavy = (arguments.heavy_clients, with_export);
            let beside = heavy::Clients::begin(server.address, &analyst, heavy);
            // A first moment, in which what is heavy begins, is not timed.
            client::paced(server.address, &requests, pace, Duration::from_secs(1)).await?;
            times[kind].push(turn().await?);
            done[kind].add(beside.end().await?);
        }
    }
    Ok([0, 1, 2].map(|kind| (Times::median(&times[kind]), done[kind])))
}

async fn sign_in(server: &Server, username: &str) -> anyhow::Result<String> {
    let credentials = json!({"username": username, "password": PASSWORD});
    let sign_in = client::post("/auth/login", None, &credentials);
    let answer: Value = serde_json::from_slice(&client::once(server.address, &sign_in).await?)?;
    Ok(answer["access_token"].as_str().context("no token")?.to_owned())
}

impl Times {
    fn median(turns: &[Self]) -> Self {
        let of = |value: fn(&Self) -> f64| median(turns.iter().map(value));
        Self { per_second: of(|t| t.per_second), p50: of(|t| t.p50), p99: of(|t| t.p99) }
    }
}
