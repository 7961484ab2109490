//! `bench policy`: what a change of the policy would do, what an administrator asks about it, how long
//! an actor's grants take to compile, and how long it takes until another instance goes by a change.

mod access;
mod compile;
mod effect;
mod impact;

use crate::arguments::Policy;
use crate::folder::Folder;
use crate::load::Size;
use crate::place::Places;
use crate::table::Table;
use crate::{machine, say};

pub(crate) async fn run(arguments: &Policy) -> anyhow::Result<()> {
    let folder = Folder::open(arguments.data.as_deref())?;
    let places = Places::of(&folder, &arguments.databases, None)?;
    let size = Size { users: arguments.users, ..Size::of_cases(arguments.cases) };
    let mut impacts = Table::new([
        "database",
        "change",
        "users affected",
        "lines",
        "records",
        "p50 ms",
        "most ms",
    ]);
    let mut asked = Table::new(["database", "question", "answered", "p50 ms", "most ms"]);
    let mut compiled = Table::new([
        "database",
        "users",
        "rules",
        "of the role",
        "first ms",
        "next ms",
        "compiled alone ms",
        "enforcer of all rules ms",
    ]);
    let mut effects = Table::new(["database", "changes", "p50 ms", "p99 ms", "most ms"]);
    for kind in &arguments.databases {
        let place = places.database(*kind, "policy").await?;
        impact::measure(&place, size, &mut impacts).await?;
        effect::measure(&place, arguments.changes, &mut effects).await?;
        if arguments.data.is_none() {
            places.remove(*kind, "policy").await?;
        }
        let place = places.database(*kind, "access").await?;
        access::measure(&place, arguments.users, &mut asked).await?;
        places.remove(*kind, "access").await?;
        for users in &arguments.compile_users {
            for rules in &arguments.compile_rules {
                let place = places.database(*kind, "compile").await?;
                compile::measure(&place, (*users, *rules), &mut compiled).await?;
                places.remove(*kind, "compile").await?;
            }
        }
    }
    say(format_args!(
        "{}. {} cases, {} areas, {} users.\n\nWhat a change would do:\n\n{}\nWhat an administrator asks:\n\n{}\nAn actor's grants; the \
         first also reads the rules:\n\n{}\nFrom a change until another instance goes by it:\n\n{}",
        machine::machine(),
        size.cases,
        size.tree().areas(),
        size.users,
        impacts.markdown(),
        asked.markdown(),
        compiled.markdown(),
        effects.markdown(),
    ));
    Ok(())
}

/// Milliseconds, to be read.
fn ms(milliseconds: f64) -> String {
    format!("{milliseconds:.1}")
}
