//! How the database is reached: by how many connections, and how long they may take.

use std::time::Duration;

use super::settings::Problems;
use super::{DatabaseUrl, Incomplete, Layer};

/// As many connections as leave half of the processors to everybody else: each keeps one busy.
#[must_use]
pub fn half_of_the_processors() -> u32 {
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(all / 2).map_or(1000, |half| half.clamp(1, 1000))
}

/// How the database is reached.
#[derive(Debug, Clone)]
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    /// The most connections at once.
    pub connections: u32,
    /// How long one statement may take.
    pub statement_timeout: Duration,
    /// A streaming replica of it that what is heavy is read from.
    pub replica_url: Option<DatabaseUrl>,
    /// The most connections that read what is heavy.
    pub heavy_connections: u32,
    /// How long that waits for one of them, and how long it may then take.
    pub heavy_timeout: Duration,
}

impl Database {
    /// What the layers say of the database.
    ///
    /// # Errors
    /// All that is missing or out of bounds.
    pub fn resolve(layer: &Layer) -> Result<Self, Incomplete> {
        let mut problems = Problems::default();
        let url = match layer.database_url.as_deref().filter(|url| !url.is_empty()) {
            None => {
                problems.add(
                    "database_url is not set: give --database-url or WARDBOOK_DATABASE_URL, such as sqlite://wardbook.db or postgres://user@host/wardbook",
                );
                None
            }
            Some(url) => url
                .parse()
                .map_err(|error| problems.add(format!("database_url is not valid: {error}")))
                .ok(),
        };
        let replica_url = replica(layer, url.as_ref(), &mut problems);
        let connections =
            problems.bounded("database_connections", layer.database_connections, 10, 1..=1000);
        let seconds = problems.bounded(
            "statement_timeout_seconds",
            layer.statement_timeout_seconds,
            10,
            1..=600,
        );
        let statement_timeout = Duration::from_secs(seconds.into());
        let heavy_connections = problems.bounded(
            "heavy_connections",
            layer.heavy_connections,
            half_of_the_processors(),
            1..=1000,
        );
        let seconds =
            problems.bounded("heavy_timeout_seconds", layer.heavy_timeout_seconds, 30, 1..=3600);
        let heavy_timeout = Duration::from_secs(seconds.into());
        problems.unless_any(|| {
            Some(Self {
                url: url?,
                replica_url,
                connections,
                statement_timeout,
                heavy_connections,
                heavy_timeout,
            })
        })
    }
}

fn replica(
    layer: &Layer,
    database: Option<&DatabaseUrl>,
    problems: &mut Problems,
) -> Option<DatabaseUrl> {
    let given = layer.replica_url.as_deref().filter(|url| !url.is_empty())?;
    match (given.parse(), database) {
        (Ok(url @ DatabaseUrl::Postgres { .. }), Some(DatabaseUrl::Postgres { .. }) | None) => {
            Some(url)
        }
        (Ok(_), _) => {
            problems.add("replica_url: only a PostgreSQL server has a replica, at postgres://…");
            None
        }
        (Err(error), _) => {
            problems.add(format!("replica_url is not valid: {error}"));
            None
        }
    }
}
