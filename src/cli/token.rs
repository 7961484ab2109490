//! `wardbook token`: API tokens, which programs act by for somebody who works here.

use std::collections::HashMap;

use anyhow::{Context, bail};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use clap::{Args, Subcommand};
use entity::api_token;
use uuid::Uuid;

use super::{log, output, setup};
use crate::config::{Database, Layer, Log};
use crate::identity::made_api_token;
use crate::policy::read_scope_word;
use crate::read::problem::Problems;
use crate::store::Store;
use crate::store::tokens::{KeptToken, LONGEST_LIFE, NewToken};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a token for a user, and prints it this once
    Create {
        /// What people call it
        name: String,
        /// The name of the user whom it acts for
        #[arg(long, value_name = "USERNAME")]
        user: String,
        /// What it may do at most: object:action, object:* or read-only [all that need not be named]
        #[arg(long, value_name = "WORDS", value_delimiter = ',')]
        scope: Vec<String>,
        /// An area that it is confined to, with all below it; may be given several times
        #[arg(long = "area", value_name = "CODE")]
        areas: Vec<String>,
        /// For how long it is good, such as 90d or 12h, a year at most
        #[arg(long, value_name = "TIME", value_parser = life)]
        expires: TimeDelta,
    },
    /// Lists tokens, without what they are
    List {
        /// Those of one user alone
        #[arg(long, value_name = "USERNAME")]
        user: Option<String>,
    },
    /// Ends a token; within a second nobody is let in by it
    Revoke {
        /// Its id as it is listed
        id: String,
    },
}

/// A number of days or hours.
fn life(text: &str) -> Result<TimeDelta, String> {
    let wrong = || format!("`{text}` is no time such as 90d or 12h");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let time = match unit {
        "d" => TimeDelta::try_days(number),
        "h" => TimeDelta::try_hours(number),
        _ => None,
    };
    let time = time.ok_or_else(wrong)?;
    if time <= TimeDelta::zero() || time > LONGEST_LIFE {
        return Err(format!("a token is good for a year at most, not for {text}"));
    }
    Ok(time)
}

pub(super) async fn run(arguments: Arguments, layer: Layer) -> anyhow::Result<()> {
    log::begin(Log::resolve(&layer));
    let store = setup::ready(&Database::resolve(&layer)?).await?;
    let done = match arguments.command {
        Command::Create { name, user, scope, areas, expires } => {
            create(&store, (name, &user), (scope, &areas), expires).await
        }
        Command::List { user } => list(&store, user.as_deref()).await,
        Command::Revoke { id } => revoke(&store, &id).await,
    };
    store.close().await;
    done
}

async fn create(
    store: &Store,
    (name, user): (String, &str),
    (scope, codes): (Vec<String>, &[String]),
    life: TimeDelta,
) -> anyhow::Result<()> {
    let users = store.active_usernames().await?;
    let user = users.get(user).with_context(|| format!("there is no active user `{user}`"))?;
    let wrong: Vec<String> =
        scope.iter().filter_map(|word| Some(read_scope_word(word).err()?.to_string())).collect();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    let known: Vec<&str> = codes.iter().map(String::as_str).collect();
    let known = store.areas_with_codes(&known).await?;
    let areas = codes.iter().map(|code| {
        let area = known.iter().find(|area| area.code == *code);
        area.map(|area| area.id).with_context(|| format!("there is no area `{code}`"))
    });
    let (secret, hash) = made_api_token().context("no randomness for a token")?;
    let now = Utc::now().trunc_subsecs(0);
    let new = NewToken {
        user: None,
        name,
        scope: (!scope.is_empty()).then_some(scope),
        areas: areas.collect::<anyhow::Result<_>>()?,
        expires_at: now + life,
        hash,
        problems: Problems::default(),
    };
    let id = store.add_token(*user, new, now).await?;
    output::line(format_args!("id: {}\ntoken: {}", id.simple(), *secret));
    Ok(())
}

async fn list(store: &Store, user: Option<&str>) -> anyhow::Result<()> {
    let ids = store.usernames().await?;
    let only = match user {
        None => None,
        Some(name) => Some(*ids.get(name).with_context(|| format!("there is no user `{name}`"))?),
    };
    let names: HashMap<Uuid, &str> = ids.iter().map(|(name, id)| (*id, name.as_str())).collect();
    let now = Utc::now();
    output::line("id\tuser\tname\tstate\texpires\tlast used\tscope\tareas");
    for KeptToken { row, areas } in store.tokens().await? {
        if only.is_some_and(|only| only != row.user_id) {
            continue;
        }
        let owner = names.get(&row.user_id).copied().unwrap_or_default();
        let used = row.last_used_at.map_or_else(|| "never".to_owned(), day_and_hour);
        output::line(format_args!(
            "{}\t{owner}\t{}\t{}\t{}\t{used}\t{}\t{}",
            row.id.simple(),
            row.name,
            state(&row, now),
            day_and_hour(row.expires_at),
            row.scope.as_deref().map_or_else(|| "*".to_owned(), words),
            if areas.is_empty() { "*".to_owned() } else { areas.join(",") },
        ));
    }
    Ok(())
}

fn state(row: &api_token::Model, now: DateTime<Utc>) -> &'static str {
    match row.revoked_at {
        Some(_) => "revoked",
        None if row.expires_at <= now => "expired",
        None => "good",
    }
}

fn words(scope: &str) -> String {
    serde_json::from_str::<Vec<String>>(scope).unwrap_or_default().join(",")
}

fn day_and_hour(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%MZ").to_string()
}

async fn revoke(store: &Store, id: &str) -> anyhow::Result<()> {
    let digits = id.strip_prefix("token_").unwrap_or(id);
    let token = Uuid::try_parse(digits).ok();
    let kept = store.tokens().await?;
    let token = token.filter(|id| kept.iter().any(|token| token.row.id == *id));
    let token = token.with_context(|| format!("there is no token `{id}`"))?;
    if !store.end_token(token, Utc::now().trunc_subsecs(0)).await? {
        output::line(format_args!("{id} was revoked already"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_of_days_or_hours_and_a_year_at_most() {
        assert_eq!(life("90d"), Ok(TimeDelta::days(90)));
        assert_eq!(life("12h"), Ok(TimeDelta::hours(12)));
        for wrong in ["", "d", "90", "90m", "-1d", "0h", "367d", "99999999999999999999d", "9日"] {
            assert!(life(wrong).is_err(), "{wrong}");
        }
    }
}
