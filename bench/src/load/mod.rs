//! A district's worth of rows, made by the database itself in sets, alike on both databases.

mod cases;
mod categories;
mod documents;
mod id;
mod indexes;
mod numbers;
mod people;
mod rules;
mod teams;
mod tree;
mod words;

use anyhow::ensure;

pub(crate) use id::{Tag, id, literal};
pub(crate) use people::promote;
pub(crate) use teams::TOWN_TEAMS;
pub(crate) use tree::Tree;

use crate::connection::{Connection, Kind};
use crate::own;
use crate::place::Place;
use crate::progress::Progress;

/// Cases that one statement makes.
const BATCH: u64 = 20_000;

/// How much there is of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) cases: u64,
    pub(crate) groups: u64,
    pub(crate) users: u64,
    /// The policy's lines; none for the default policy.
    pub(crate) rules: Option<u64>,
}

impl Size {
    /// Ten thousand groups, or fewer where there would be hardly a case in each; never so few
    /// that there are not five towns.
    pub(crate) fn of_cases(cases: u64) -> Self {
        Self { cases, groups: (cases / 8).clamp(2_500, 10_000), users: 2_000, rules: None }
    }

    pub(crate) fn tree(&self) -> Tree {
        Tree::of_groups(self.groups)
    }

    /// About the bytes that a database takes, its indexes included, and its making.
    pub(crate) fn bytes(&self) -> u64 {
        500_000_000 + self.cases * 6_000
    }
}

/// Fills an empty database; one that holds a load of this size already is left as it is.
pub(crate) async fn load(place: &Place, size: Size) -> anyhow::Result<()> {
    let mut connection = Connection::open(place.kind, &place.url).await?;
    let wanted = format!("{size:?}");
    if connection.run("create table bench_load (size text not null)").await.is_err() {
        let found = connection.rows("select size from bench_load").await?;
        ensure!(
            found == [[wanted]],
            "{}: another load is there, or half of one: {found:?}",
            place.kind.name(),
        );
        return connection.close().await;
    }
    connection.close().await?;
    own::prepare(&place.url).await?;
    let mut connection = Connection::open(place.kind, &place.url).await?;
    fill(&mut connection, place.kind, size).await?;
    connection.run(&format!("insert into bench_load values ('{wanted}')")).await?;
    connection.close().await
}

async fn fill(connection: &mut Connection, kind: Kind, size: Size) -> anyhow::Result<()> {
    let begun = std::time::Instant::now();
    hurry(connection, kind).await?;
    let indexes = indexes::drop_all(connection, kind).await?;
    tree::fill(connection, kind, size.tree()).await?;
    teams::fill(connection, kind, size.tree()).await?;
    categories::fill(connection, kind).await?;
    people::fill(connection, kind, size).await?;
    words::fill(connection).await?;
    if let Some(rules) = size.rules {
        rules::fill(connection, rules).await?;
    }
    {
        let mut progress = Progress::new(format!("{}: cases", kind.name()), size.cases);
        let mut first = 1;
        while first <= size.cases {
            let last = (first + BATCH - 1).min(size.cases);
            connection.run(&cases::of(kind, size, first, last)).await?;
            connection.run(&cases::events_of(kind, size, first, last)).await?;
            for statement in documents::of(kind, size, first, last) {
                connection.run(&statement).await?;
            }
            progress.add(last + 1 - first);
            first = last + 1;
        }
    }
    {
        let mut progress = Progress::new(format!("{}: indexes", kind.name()), indexes.len() as u64);
        for index in indexes {
            connection.run(&index).await?;
            progress.add(1);
        }
    }
    for statement in people::own_cases(kind, size.tree()) {
        connection.run(&statement).await?;
    }
    settle(connection, kind).await?;
    crate::say(format_args!(
        "{}: {} cases loaded in {:.0} s",
        kind.name(),
        size.cases,
        begun.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// Nothing of a load need survive a crash, and its references are right by their making.
async fn hurry(connection: &mut Connection, kind: Kind) -> anyhow::Result<()> {
    match kind {
        Kind::Postgres => {
            // Only a superuser may leave out the checks of references.
            let _ = connection.run("set session_replication_role = replica").await;
            connection.run("set synchronous_commit = off").await
        }
        Kind::Sqlite => {
            let hurried = "pragma journal_mode = off; pragma synchronous = off; \
                           pragma locking_mode = exclusive; pragma cache_size = -262144; \
                           pragma temp_store = memory";
            connection.run(hurried).await
        }
    }
}

/// PostgreSQL gets the statistics that its own housekeeping would gather; SQLite has none, as in
/// an installation.
async fn settle(connection: &mut Connection, kind: Kind) -> anyhow::Result<()> {
    match kind {
        Kind::Postgres => connection.run("vacuum analyze").await,
        Kind::Sqlite => {
            connection.run("pragma locking_mode = normal; pragma journal_mode = wal").await
        }
    }
}
