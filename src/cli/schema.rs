//! `wardbook schema`: the whole schema, for code generators, or what somebody is shown of it.

use anyhow::Context;
use chrono::Utc;
use clap::Args;
use uuid::Uuid;

use super::{output, setup};
use crate::config::{Database, Layer};
use crate::policy::{Authorizer, Domain, GrantRow, Grants, Source, UserStanding};
use crate::schema;
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// As this user is shown it: without what none of their grants could use
    #[arg(long = "as", value_name = "USER", conflicts_with = "role")]
    user: Option<String>,
    /// As somebody is shown it who holds this role and no other
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
}

pub(super) async fn run(arguments: Arguments, layer: Layer) -> anyhow::Result<()> {
    let sdl = match arguments {
        Arguments { user: None, role: None } => schema::sdl(),
        Arguments { user, role } => {
            let store = setup::ready(&Database::resolve(&layer)?).await?;
            let text = shown(&store, user.as_deref(), role).await;
            store.close().await;
            text?
        }
    };
    output::line(sdl.trim_end());
    Ok(())
}

async fn shown(store: &Store, user: Option<&str>, role: Option<String>) -> anyhow::Result<String> {
    if let Some(name) = user {
        let users = store.usernames().await?;
        let id = *users.get(name).with_context(|| format!("there is no user `{name}`"))?;
        let grants = Authorizer::new(store.policy_source()).grants(id).await?;
        let grants = grants.with_context(|| format!("there is no user `{name}`"))?;
        return Ok(schema::sdl_for(&grants));
    }
    let role = role.context("a user or a role belongs here")?;
    let roles = store.role_names().await?;
    if !roles.contains(&role) {
        anyhow::bail!("there is no role `{role}`; the roles are {}", roles.join(", "));
    }
    let grant = GrantRow { role, domain: Domain::Everywhere, valid_from: None, valid_until: None };
    let standing = UserStanding {
        user: Uuid::nil(),
        active: true,
        token_version: 0,
        has_one_time_password: false,
        grants: vec![grant],
        teams: Vec::new(),
    };
    let (_, rules) = store.rules().await?;
    Ok(schema::sdl_for(&Grants::compile(&rules, &standing, Utc::now()).await?))
}
