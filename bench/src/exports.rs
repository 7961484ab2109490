//! `bench exports`: how long the files of many cases take to be made and to be had, and how much
//! memory the server needs for that above what it needs at rest.

use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

use crate::arguments::Exports;
use crate::ask::{Actor, Asker, PASSWORD};
use crate::children::Server;
use crate::client;
use crate::connection::Connection;
use crate::folder::Folder;
use crate::load::{Size, literal, load};
use crate::memory::memory;
use crate::place::{Place, Places};
use crate::progress::Progress;
use crate::table::Table;
use crate::{machine, say};

/// The formats, as the schema has them.
const FORMATS: [&str; 4] = ["CSV", "XLSX", "NDJSON", "PARQUET"];

/// How often an export is asked how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(200);

const ORDER: &str =
    "mutation($input: ExportCasesInput!) { exportCases(input: $input) { export { id } } }";

const LOOK: &str =
    "query($id: ID!) { node(id: $id) { ... on Export { status rowsDone url error } } }";

const MB: f64 = 1e6;

pub(crate) async fn run(arguments: &Exports) -> anyhow::Result<()> {
    let folder = Folder::open(arguments.data.as_deref())?;
    let places = Places::of(&folder, &arguments.databases, None)?;
    let size = Size::of_cases(arguments.cases);
    let mut table = Table::new([
        "database",
        "format",
        "cases",
        "seconds",
        "cases a second",
        "MB of the file",
        "MB at rest",
        "MB above",
    ]);
    let mut most: f64 = 0.0;
    for kind in &arguments.databases {
        let place = places.database(*kind, "exports").await?;
        load(&place, size).await?;
        let asker = Asker::new(size.tree(), Actor::One, false, 0);
        give_all(&place, &asker).await?;
        for format in FORMATS {
            let made = make(&place, &folder, (&asker.username, format), size.cases).await?;
            most = most.max(made.above / MB);
            table.push(vec![
                kind.name().to_owned(),
                format.to_owned(),
                size.cases.to_string(),
                format!("{:.0}", made.seconds),
                format!("{:.0}", size.cases as f64 / made.seconds),
                format!("{:.1}", made.bytes as f64 / MB),
                format!("{:.1}", made.rest / MB),
                format!("{:.1}", made.above / MB),
            ]);
        }
        if arguments.data.is_none() {
            places.remove(*kind, "exports").await?;
        }
    }
    let (machine, all) = (machine::machine(), table.markdown());
    say(format_args!(
        "{machine}. All columns of all cases, each format by a server of its own:\n\n{all}"
    ));
    if let Some(allowed) = arguments.most.filter(|allowed| most > *allowed) {
        bail!(
            "an export needs {most:.1} MB above what the server has at rest, more than {allowed} MB"
        );
    }
    Ok(())
}

/// Gives somebody all cases of the installation, confidential ones too.
async fn give_all(place: &Place, asker: &Asker) -> anyhow::Result<()> {
    let user = literal(place.kind, asker.id());
    let mut connection = Connection::open(place.kind, &place.url).await?;
    let text =
        format!("update grants set role = 'town_center', area_id = null where user_id = {user}");
    connection.run(&text).await?;
    connection.close().await
}

/// What came of an export.
struct Made {
    bytes: u64,
    /// Until the file was there.
    seconds: f64,
    /// The bytes of memory that the server had at rest, and the most that it had above that.
    rest: f64,
    above: f64,
}

async fn make(
    place: &Place,
    folder: &Folder,
    (username, format): (&str, &str),
    cases: u64,
) -> anyhow::Result<Made> {
    let server = Server::own(place, folder.path(), 10).await?;
    let maker = Maker::sign_in(&server, username).await?;
    // What is read once and kept is there before memory is looked at.
    let few = json!({"severity": {"eq": "MAJOR"}, "emergency": {"eq": true}});
    maker.take(json!({"format": format, "filter": few}), None).await?;
    let rest = memory(&server)?;
    let begun = Instant::now();
    let progress = Progress::new(format!("{}: {format}", place.kind.name()), cases);
    let taken = maker.take(json!({"format": format}), Some(progress)).await?;
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(taken.cases == cases, "{format}: {} cases of {cases}", taken.cases);
    let bytes = client::length(server.address, &client::get(&taken.url)).await?;
    let most = taken.most.max(memory(&server)?);
    Ok(Made { bytes, seconds, rest, above: most - rest })
}

/// A file that is there.
struct Taken {
    cases: u64,
    /// Where it can be had.
    url: String,
    /// The most memory that the server had whenever it was looked at.
    most: f64,
}

/// Who takes cases out.
struct Maker<'a> {
    server: &'a Server,
    token: String,
}

impl<'a> Maker<'a> {
    async fn sign_in(server: &'a Server, username: &str) -> anyhow::Result<Self> {
        let credentials = json!({"username": username, "password": PASSWORD});
        let sign_in = client::post("/auth/login", None, &credentials);
        let answer = client::once(server.address, &sign_in).await?;
        let answer: Value = serde_json::from_slice(&answer)?;
        let token = answer["access_token"].as_str().context("no token")?.to_owned();
        Ok(Self { server, token })
    }

    async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let body = json!({"query": query, "variables": variables});
        let request = client::post("/graphql", Some(&self.token), &body);
        let answer = client::once(self.server.address, &request).await?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        ensure!(answer.get("errors").is_none(), "{answer}");
        Ok(answer["data"].take())
    }

    /// Has a file made.
    async fn take(&self, input: Value, progress: Option<Progress>) -> anyhow::Result<Taken> {
        let made = self.ask(ORDER, json!({"input": input})).await?;
        let id = &made["exportCases"]["export"]["id"];
        let (mut progress, mut known, mut most) = (progress, 0, 0.0_f64);
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            most = most.max(memory(self.server)?);
            let export = self.ask(LOOK, json!({"id": id})).await?["node"].take();
            let done = export["rowsDone"].as_u64().unwrap_or_default();
            if let Some(progress) = &mut progress {
                progress.add(done.saturating_sub(known));
            }
            known = done;
            match export["status"].as_str() {
                Some("READY") => {
                    let url = export["url"].as_str().context("a file without its address")?;
                    return Ok(Taken { cases: done, url: url.to_owned(), most });
                }
                Some("WAITING" | "RUNNING") => {}
                _ => bail!("{export}"),
            }
        }
    }
}
