//! `bench scale`: five questions in towns of several sizes.

use crate::arguments::Scale;
use crate::ask::{Actor, Question};
use crate::connection::Kind;
use crate::folder::Folder;
use crate::load::{Size, load};
use crate::place::Places;
use crate::progress::Progress;
use crate::session::{Measured, measure};
use crate::table::Table;
use crate::{machine, plot, say};

pub(crate) const QUESTIONS: [Question; 5] =
    [Question::Q1, Question::Q2, Question::Q3, Question::Q4, Question::Q5];

/// Groups that make 665,000 areas, as many as a large province has.
const MANY_GROUPS: u64 = 632_000;

/// A town of some size, and what was measured there.
pub(crate) struct Sized {
    pub(crate) kind: Kind,
    pub(crate) varied: &'static str,
    pub(crate) size: Size,
    pub(crate) measured: Vec<Measured>,
}

/// The sizes to measure, each with what it varies.
fn sizes(arguments: &Scale) -> Vec<(&'static str, Size)> {
    let of_cases = arguments.cases.iter().map(|cases| ("cases", Size::of_cases(*cases)));
    let fixed = Size { groups: 9_500, ..Size::of_cases(arguments.fixed) };
    let others = [
        ("users", Size { users: 10, ..fixed }),
        ("users", Size { users: 100_000, ..fixed }),
        ("rules", Size { rules: Some(15), ..fixed }),
        ("rules", Size { rules: Some(1_000), ..fixed }),
        ("areas", fixed),
        ("areas", Size { groups: MANY_GROUPS, ..fixed }),
    ];
    let others = others.into_iter().filter(|_| arguments.fixed > 0);
    of_cases.chain(others).collect()
}

pub(crate) async fn run(arguments: &Scale) -> anyhow::Result<()> {
    let common = &arguments.common;
    let folder = Folder::open(None)?;
    let places = Places::open(&folder, common)?;
    let sizes = sizes(arguments);
    let (mut all, mut left_out, mut versions) = (Vec::new(), Vec::new(), Vec::new());
    let mut progress = Progress::new("sizes", (sizes.len() * common.databases.len()) as u64);
    for kind in &common.databases {
        for (number, (varied, size)) in sizes.iter().enumerate() {
            progress.name(&format!("{}, {size:?}", kind.name()));
            let free = folder.free_bytes()?;
            if size.bytes() > free {
                left_out.push(format!(
                    "{}: {} cases were left out: they take about {} GB, and {} GB were free",
                    kind.name(),
                    size.cases,
                    size.bytes() / 1_000_000_000,
                    free / 1_000_000_000,
                ));
                progress.add(1);
                continue;
            }
            let name = format!("bench{number}");
            let place = places.database(*kind, &name).await?;
            load(&place, *size).await?;
            if number == 0 {
                versions.push(machine::version(&place).await?);
            }
            let mut measured = Vec::new();
            for question in QUESTIONS {
                let is_of_one = question.is_asked_by(Actor::One);
                let pair = (question, if is_of_one { Actor::One } else { Actor::District });
                measured.push(measure(&place, &folder, size.tree(), pair, common).await?);
            }
            places.remove(*kind, &name).await?;
            all.push(Sized { kind: *kind, varied, size: *size, measured });
            // What is measured is kept, whatever becomes of the next size.
            write(arguments, &report(arguments, &versions, &left_out, &all), &all)?;
            progress.add(1);
        }
    }
    drop(progress);
    say(report(arguments, &versions, &left_out, &all));
    Ok(())
}

fn write(arguments: &Scale, report: &str, all: &[Sized]) -> anyhow::Result<()> {
    let Some(out) = &arguments.common.out else { return Ok(()) };
    let out = out.join("performance");
    std::fs::create_dir_all(&out)?;
    std::fs::write(out.join("scale.md"), report)?;
    plot::scale(&out.join("scale.svg"), all)
}

fn report(arguments: &Scale, versions: &[String], left_out: &[String], all: &[Sized]) -> String {
    let mut table = Table::new([
        "database",
        "varied",
        "cases",
        "areas",
        "users",
        "rules",
        "Q1 ratio",
        "Q1 p50 ms",
        "Q1 p99 ms",
        "Q2 ratio",
        "Q2 p50 ms",
        "Q2 p99 ms",
        "Q3 ratio",
        "Q3 p50 ms",
        "Q3 p99 ms",
        "Q4 ratio",
        "Q4 p50 ms",
        "Q4 p99 ms",
        "Q5 ratio",
        "Q5 p50 ms",
        "Q5 p99 ms",
        "first µs",
    ]);
    for one in all {
        let size = one.size;
        let rules = size.rules.map_or("default".to_owned(), |rules| rules.to_string());
        let mut row = vec![one.kind.name().to_owned(), one.varied.to_owned()];
        row.extend([size.cases, size.tree().areas(), size.users].map(|number| number.to_string()));
        row.push(rules);
        for measured in &one.measured {
            let own = measured.comparison.own;
            row.extend([measured.comparison.ratio, own.p50, own.p99].map(|v| format!("{v:.2}")));
        }
        let first = one.measured.first().map_or(f64::NAN, |one| one.authorization.first);
        row.push(format!("{first:.0}"));
        table.push(row);
    }
    let common = &arguments.common;
    let left_out: String = left_out.iter().map(|line| format!("{line}.\n")).collect();
    format!(
        "Users with one grant, Q5 of the whole district, asked by two clients. {}; {}. {} connections for each side, {} clients, {} turns of {} s for each side. `first` is what \
         authorization takes the first time that a user asks.\n\n{}{left_out}",
        machine::machine(),
        versions.join(", "),
        common.connections,
        common.clients,
        common.turns,
        common.seconds,
        table.markdown(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_groups_make_the_areas_of_a_province() {
        let size = Size { groups: MANY_GROUPS, ..Size::of_cases(100_000) };
        assert_eq!(size.tree().areas() / 1000, 664);
    }
}
