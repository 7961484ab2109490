//! `bench compare`: every question as every kind of user, on each database.

use std::path::Path;

use anyhow::ensure;

use crate::arguments::Compare;
use crate::connection::Kind;
use crate::folder::Folder;
use crate::load::{Size, load};
use crate::place::Places;
use crate::progress::Progress;
use crate::report::report;
use crate::session::{Measured, measure};
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
