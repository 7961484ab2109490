//! What the figures are of.

use crate::connection::{Connection, Kind};
use crate::place::Place;

/// The machine in a line.
pub(crate) fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kilobytes = kilobytes.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok());
    let gigabytes = kilobytes.map_or(0.0, |kilobytes: f64| kilobytes / 1024.0 / 1024.0);
    format!("{cores} cores of {model}, {gigabytes:.0} GB")
}

/// The database's name and version.
pub(crate) async fn version(place: &Place) -> anyhow::Result<String> {
    let mut connection = Connection::open(place.kind, &place.url).await?;
    let text = match place.kind {
        Kind::Postgres => connection.text("select current_setting('server_version')").await?,
        Kind::Sqlite => connection.text("select sqlite_version()").await?,
    };
    connection.close().await?;
    Ok(format!("{} {}", place.kind.name(), text.split(' ').next().unwrap_or(&text)))
}

/// The server processes of the connections of an application.
pub(crate) async fn backends(place: &Place, application: &str) -> anyhow::Result<Vec<u32>> {
    if place.kind == Kind::Sqlite {
        return Ok(Vec::new());
    }
    let mut connection = Connection::open(place.kind, &place.url).await?;
    let text =
        format!("select pid::text from pg_stat_activity where application_name = '{application}'");
    let rows = connection.rows(&text).await?;
    connection.close().await?;
    Ok(rows.into_iter().flatten().filter_map(|id| id.parse().ok()).collect())
}
