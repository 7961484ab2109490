//! `bench compare`: every question as every kind of user, on each database.

use std::path::Path;

use anyhow::ensure;

use crate::arguments::Compare;
use crate::connection::Kind;
use crate::folder::Folder;
use crate::load::{Size, load};
use crate::place::Places;
use crate::progress::Progress;
use crate::session::{Measured, measure};
use crate::table::Table;
use crate::{machine, own, plot, say};

pub(crate) async fn run(arguments: &Compare) -> anyhow::Result<()> {
    let common = &arguments.common;
    let folder = Folder::open(arguments.data.as_deref())?;
    let size = Size::of_cases(arguments.cases);
    let (needed, free) = (size.bytes() * common.databases.len() as u64, folder.free_bytes()?);
    ensure!(
        needed < free,
        "{} cases take about {} GB, and {} GB are free",
        size.cases,
        needed / 1_000_000_000,
        free / 1_000_000_000
    );
    let places = Places::open(&folder, common)?;
    let (mut measured, mut versions) = (Vec::new(), Vec::new());
    for kind in &common.databases {
        let place = places.database(*kind, "bench").await?;
        load(&place, size).await?;
        versions.push(machine::version(&place).await?);
        let pairs: Vec<_> = arguments
            .questions
            .iter()
            .flat_map(|question| arguments.actors.iter().map(|actor| (*question, *actor)))
            .filter(|(question, actor)| question.is_asked_by(*actor))
            .collect();
        let mut progress = Progress::new(kind.name(), pairs.len() as u64);
        for (question, actor) in pairs {
            progress.name(&format!("{}, {}", question.name(), actor.name()));
            let one = measure(&place, &folder, size.tree(), (question, actor), common).await?;
            if !arguments.quiet {
                show(&place.url, *kind, &one, arguments.sql.as_deref(), &progress).await?;
            }
            progress.add(1);
            measured.push((*kind, one));
        }
    }
    let report = report(arguments, size, &versions, &measured);
    say(&report);
    if let Some(out) = &common.out {
        let out = out.join("performance");
        std::fs::create_dir_all(&out)?;
        std::fs::write(out.join("bench.md"), report)?;
        plot::ratios(&out.join("bench.svg"), &measured)?;
    }
    let Some(least) = arguments.least else { return Ok(()) };
    let under: Vec<String> = measured
        .iter()
        .filter(|(_, one)| one.comparison.ratio < least)
        .map(|(kind, one)| {
            format!("{} {} ({})", kind.name(), one.question.name(), one.actor.name())
        })
        .collect();
    ensure!(under.is_empty(), "a ratio is under {least}: {}", under.join(", "));
    Ok(())
}

/// Shows the statements of both sides.
async fn show(
    url: &str,
    kind: Kind,
    one: &Measured,
    folder: Option<&Path>,
    progress: &Progress,
) -> anyhow::Result<()> {
    let Some(first) = one.asked.first() else { return Ok(()) };
    let ours = own::statements(url, first).await?.join(";\n");
    let name = format!("{} {} {}", one.question.name(), one.actor.name(), kind.name());
    for (side, text) in [("wardbook", ours.as_str()), ("bare", &first.handwritten.text)] {
        match folder {
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                let file = format!("{name} {side}.sql").to_lowercase().replace(' ', "-");
                std::fs::write(folder.join(file), format!("{text};\n"))?;
            }
            None => progress.say(&format!("-- {name}, {side}\n{text};\n")),
        }
    }
    Ok(())
}

fn report(
    arguments: &Compare,
    size: Size,
    versions: &[String],
    measured: &[(Kind, Measured)],
) -> String {
    let mut table = Table::new([
        "database",
        "question",
        "asked by",
        "wardbook/s",
        "bare/s",
        "ratio",
        "p50 ms",
        "p99 ms",
        "bare p50",
        "bare p99",
    ]);
    let mut time = Table::new([
        "database",
        "question",
        "asked by",
        "server µs",
        "database µs",
        "bare server µs",
        "bare database µs",
        "token, grants µs",
        "scopes µs",
        "share %",
        "of server %",
        "first µs",
    ]);
    for (kind, one) in measured {
        let names =
            || [kind.name(), one.question.name(), one.actor.name()].map(str::to_owned).into_iter();
        let (ours, bare) = (one.comparison.own, one.comparison.bare);
        let figures = [
            format!("{:.0}", ours.per_second),
            format!("{:.0}", bare.per_second),
            format!("{:.2}", one.comparison.ratio),
        ];
        let times = [ours.p50, ours.p99, bare.p50, bare.p99].map(|time| format!("{time:.2}"));
        table.push(names().chain(figures).chain(times).collect());
        let used = [ours.server, ours.database, bare.server, bare.database];
        let used = used.map(|micros| format!("{micros:.0}"));
        let authorization = one.authorization;
        let (share, of_server) = one.authorization_percent();
        let shares = [authorization.identity, authorization.scopes, share, of_server];
        let shares = shares.map(|value| format!("{value:.1}"));
        let first = std::iter::once(format!("{:.0}", authorization.first));
        time.push(names().chain(used).chain(shares).chain(first).collect());
    }
    let common = &arguments.common;
    format!(
        "{} cases with 3 events each, {} areas, {} users. {}; {}. Each server is a process of its \
         own; {} clients, {} turns of {} s for each side, which take turns in going first; medians \
         of turns.\n\n{}\n\
         Processor time of a request, and how much of it is authorization:\n\n{}",
        size.cases,
        size.tree().areas(),
        size.users,
        machine::machine(),
        versions.join(", "),
        common.clients,
        common.turns,
        common.seconds,
        table.markdown(),
        time.markdown(),
    )
}
