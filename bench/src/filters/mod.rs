//! `bench filters`: each filter and each order of cases by users who see much and little, each page and
//! each count by itself. What is refused beforehand is told, with the form that is named instead.

mod asked;
mod viewer;

use std::time::Instant;

use anyhow::ensure;
use serde_json::Value;

use crate::arguments::Filters;
use crate::folder::Folder;
use crate::load::{Size, load};
use crate::own::Local;
use crate::place::{Place, Places};
use crate::progress::Progress;
use crate::statistics::median;
use crate::table::Table;
use crate::{machine, say};
use asked::{Asked, all};
use viewer::Viewer;

/// How often a question is asked again.
const AGAIN: usize = 3;

/// What a page shows.
const NODES: &str = "nodes { number title status receivedAt }";

pub(crate) async fn run(arguments: &Filters) -> anyhow::Result<()> {
    let folder = Folder::open(arguments.data.as_deref())?;
    let places = Places::of(&folder, &arguments.databases, None)?;
    let size = Size::of_cases(arguments.cases);
    let head =
        ["database", "viewer", "filter", "page", "first ms", "again ms", "count ms", "counted"];
    let mut table = Table::new(head);
    let mut slow = Vec::new();
    for kind in &arguments.databases {
        let place = places.database(*kind, "filters").await?;
        load(&place, size).await?;
        for timed in measure(&place, size, arguments).await? {
            if timed.page.again > arguments.most * 1e3 {
                slow.push(format!("{}, {}: {}", kind.name(), timed.viewer, timed.name));
            }
            table.push(timed.row(kind.name()));
        }
        if arguments.data.is_none() {
            places.remove(*kind, "filters").await?;
        }
    }
    say(format_args!("{}. {} cases.\n\n{}", machine::machine(), size.cases, table.markdown()));
    ensure!(slow.is_empty(), "longer than {} s:\n{}", arguments.most, slow.join("\n"));
    Ok(())
}

/// How one question was answered, in milliseconds.
struct Answered {
    first: f64,
    again: f64,
    answer: String,
}

struct Timed {
    viewer: &'static str,
    name: String,
    page: Answered,
    count: Answered,
}

impl Timed {
    fn row(self, database: &str) -> Vec<String> {
        let ms = |time: f64| format!("{time:.0}");
        vec![
            database.to_owned(),
            self.viewer.to_owned(),
            self.name,
            self.page.answer,
            ms(self.page.first),
            ms(self.page.again),
            ms(self.count.again),
            self.count.answer,
        ]
    }
}

async fn measure(place: &Place, size: Size, arguments: &Filters) -> anyhow::Result<Vec<Timed>> {
    let viewers = Viewer::make_all(place).await?;
    let asked: Vec<Asked> = all(size.tree())
        .into_iter()
        .filter(|asked| arguments.only.as_ref().is_none_or(|only| asked.name().contains(only)))
        .collect();
    let mut progress = Progress::new(
        format!("{}: questions", place.kind.name()),
        (viewers.len() * asked.len()) as u64,
    );
    let mut timed = Vec::new();
    for viewer in &viewers {
        for asked in &asked {
            // Connections of each question's own, none of which has read anything yet.
            let local = Local::open(&place.url).await?;
            let page = format!("{{ cases({}, first: 20) {{ {NODES} }} }}", asked.arguments());
            let count = format!("{{ cases({}) {{ totalCount }} }}", asked.arguments());
            timed.push(Timed {
                viewer: viewer.name,
                name: asked.name(),
                page: answered(&local, viewer, &page, "nodes").await?,
                count: answered(&local, viewer, &count, "totalCount").await?,
            });
            progress.add(1);
            local.close().await;
        }
    }
    Ok(timed)
}

/// Asks once, and then again as often as it does not take long.
async fn answered(
    local: &Local,
    viewer: &Viewer,
    query: &str,
    key: &str,
) -> anyhow::Result<Answered> {
    let begun = Instant::now();
    let response = local.ask(viewer.user, query).await?;
    let first = begun.elapsed().as_secs_f64() * 1e3;
    let mut times = Vec::new();
    while times.len() < AGAIN && first < 2e3 {
        let begun = Instant::now();
        local.ask(viewer.user, query).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let again = if times.is_empty() { first } else { median(times) };
    let body: Value = serde_json::from_slice(&response.body)?;
    let answer = match (&body["errors"][0], &body["data"]["cases"][key]) {
        (Value::Null, Value::Array(rows)) => format!("{} rows", rows.len()),
        (Value::Null, count) => count.to_string(),
        (error, _) => {
            let code = error["extensions"]["code"].as_str();
            let code = code.unwrap_or_default().to_owned();
            // Anything else is a fault of the question.
            ensure!(["QUERY_TOO_EXPENSIVE", "TIMEOUT"].contains(&code.as_str()), "{query}: {body}");
            code
        }
    };
    Ok(Answered { first, again, answer })
}
