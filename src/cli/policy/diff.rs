//! `wardbook policy diff`: what a file would change, and for whom.

use std::path::PathBuf;

use chrono::Utc;
use clap::Args;

use super::reading;
use super::table::table;
use crate::cli::output;
use crate::policy::change::{Policy, PolicyChange, RuleLine};
use crate::policy::impact::{Impact, Line};
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file with rules; - reads standard input
    file: PathBuf,
    /// Tells the rules alone, and not whom their change concerns
    #[arg(long)]
    rules_only: bool,
}

pub(super) async fn run(arguments: &Arguments, store: &Store) -> anyhow::Result<()> {
    let (parsed, _) = reading::parsed(&arguments.file)?;
    let after = reading::policy(&arguments.file, &parsed, store).await?;
    let (version, before) = store.policy().await?;
    let change = before.change_to(&after);
    if change.is_empty() {
        output::line(format_args!("the policy, version {version}, is what the file says"));
        return Ok(());
    }
    tell_change(&change);
    if !arguments.rules_only {
        tell_impact(store, &before, &after).await?;
    }
    Ok(())
}

/// What is removed and added.
pub(super) fn tell_change(change: &PolicyChange) {
    let rule = |sign: &str, rule: &RuleLine| {
        let RuleLine { role, domain, object, action, relation, effect, comment } = rule.clone();
        let comment = comment.map_or_else(String::new, |comment| format!("# {comment}"));
        [sign.to_owned(), role, domain, object, action, relation, effect, comment]
    };
    let removed = change.remove.iter().map(|line| rule("-", line));
    let rules: Vec<_> = removed.chain(change.add.iter().map(|line| rule("+", line))).collect();
    if !rules.is_empty() {
        let heading = ["", "role", "domain", "object", "action", "relation", "effect", ""];
        table(heading, &rules).into_iter().for_each(output::line);
    }
    for (sign, links) in [("-", &change.remove_inheritance), ("+", &change.add_inheritance)] {
        for link in links {
            output::line(format_args!("{sign}  {} contains {}", link.role, link.inherits));
        }
    }
    for role in &change.remove_roles {
        output::line(format_args!("-  role {role}"));
    }
    for role in &change.add_roles {
        let title_en = role.title_en.as_ref().map_or_else(String::new, |it| format!(" | {it}"));
        output::line(format_args!("+  role {}: {}{title_en}", role.name, role.title));
    }
}

/// Which users gain and lose what, over the records that there are.
pub(super) async fn tell_impact(
    store: &Store,
    before: &Policy,
    after: &Policy,
) -> anyhow::Result<()> {
    let impact = store.policy_impact(&before.rules(), &after.rules(), Utc::now()).await?;
    let Impact { users_affected, gains, losses } = &impact;
    if *users_affected == 0 {
        output::line("\nnobody gains or loses anything");
        return Ok(());
    }
    output::line(match users_affected {
        1 => "\n1 user gains or loses something:".to_owned(),
        _ => format!("\n{users_affected} users gain or lose something:"),
    });
    let row = |what: &str, line: &Line| {
        let Line { role, object, action, user_count, record_count, .. } = line;
        let (object, action) = (object.as_str().to_owned(), action.as_str().to_owned());
        let counts = [user_count.to_string(), record_count.to_string()];
        let [users, records] = counts;
        [role.clone(), what.to_owned(), object, action, users, records]
    };
    let rows = losses.iter().map(|line| row("loses", line));
    let rows: Vec<_> = rows.chain(gains.iter().map(|line| row("gains", line))).collect();
    let heading = ["role", "", "object", "action", "users", "records"];
    table(heading, &rows).into_iter().for_each(output::line);
    Ok(())
}
