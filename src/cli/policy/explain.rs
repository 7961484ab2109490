//! `wardbook policy explain`: why somebody may or may not do something.

use anyhow::{Context, bail};
use chrono::Utc;
use clap::Args;
use uuid::Uuid;

use crate::cli::output;
use crate::policy::{Action, Authorizer, Object};
use crate::store::Store;
use crate::store::access::{AccessAnswer, AccessQuestion, Target, Which};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The name to sign in with
    user: String,
    /// What it is about, such as case
    object: String,
    /// What would be done, such as read
    action: String,
    /// A record, by its number or its id
    #[arg(long, value_name = "NUMBER_OR_ID", conflicts_with = "area")]
    record: Option<String>,
    /// An area, by its code: an ordinary record in it that the user has nothing to do with
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
}

pub(super) async fn run(arguments: &Arguments, store: &Store) -> anyhow::Result<()> {
    let Arguments { user, object, action, record, area } = arguments;
    let users = store.usernames().await?;
    let id = users.get(user).copied().with_context(|| format!("there is no user `{user}`"))?;
    let (object, action) = words(object, action)?;
    let target = match (record, area) {
        (Some(record), _) => Target::Record(which(record)),
        (None, Some(code)) => {
            let areas = store.areas_with_codes(&[code.as_str()]).await?;
            let area = areas.first().with_context(|| format!("there is no area `{code}`"))?;
            Target::Area(area.id)
        }
        (None, None) => Target::Anywhere,
    };
    let question = AccessQuestion { user: id, object, action, target };
    let authorizer = Authorizer::new(store.policy_source());
    let answer = store.explain_access(&authorizer, None, &question, Utc::now()).await?;
    let AccessAnswer { rules, relations, reason, nearest, .. } = answer;
    output::line(reason.en);
    for rule in rules {
        output::line(format_args!("  p, {}", rule.fields().join(", ")));
    }
    let relations: Vec<&str> = relations.iter().map(|relation| relation.as_str()).collect();
    if !relations.is_empty() {
        output::line(format_args!("relations to the record: {}", relations.join(", ")));
    }
    if let Some(nearest) = nearest {
        output::line(nearest.en);
    }
    Ok(())
}

/// An object and an action of it, or which there are.
fn words(object: &str, action: &str) -> anyhow::Result<(Object, Action)> {
    let Some(of) = Object::from_word(object) else {
        let known: Vec<&str> = Object::ALL.iter().map(|known| known.as_str()).collect();
        bail!("there is no object `{object}`; there are {}", known.join(", "));
    };
    let known = of.actions();
    match Action::from_word(action).filter(|action| known.contains(action)) {
        Some(action) => Ok((of, action)),
        None => {
            let known: Vec<&str> = known.iter().map(|known| known.as_str()).collect();
            bail!("{object} has no action `{action}`; it has {}", known.join(", "))
        }
    }
}

/// A record by its id, as the API or a database writes it, or else by its number.
fn which(record: &str) -> Which {
    let hex = record.rsplit_once('_').map_or(record, |(_, hex)| hex);
    match Uuid::try_parse(hex) {
        Ok(id) => Which::Id(id),
        Err(_) => Which::Number(record.to_owned()),
    }
}
