//! `wardbook user`: the first users of an installation, made on its own machine.

use std::collections::HashMap;
use std::io::Read;

use anyhow::{Context, bail};
use chrono::{DateTime, SubsecRound, Utc};
use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{log, output, setup};
use crate::config::{Database, Layer, Log};
use crate::identity::{hash_password, made_password, wrong_with_password};
use crate::import::areas::{Area, by_code};
use crate::import::users::{Known, UserRecord, WantedGrant, grant, wrong_with_username};
use crate::store::users::OpenWork;
use crate::store::{GrantTimes, Store};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a user, and prints a password unless one is given
    Create {
        /// The name to sign in with
        name: String,
        /// A role at an area, or at * for everywhere; may be given several times
        #[arg(long = "role", value_name = "ROLE@AREA_CODE")]
        roles: Vec<String>,
        /// The name that colleagues know [the name to sign in with]
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        /// Reads the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lists users, whether they may sign in, and the roles that they hold
    List,
    /// Grants a user a role at an area, or at * for everywhere
    Grant {
        /// The name to sign in with
        name: String,
        /// The role and where
        #[arg(value_name = "ROLE@AREA_CODE")]
        role: String,
        /// Held from this moment on, such as 2026-03-01T00:00:00+08:00
        #[arg(long, value_name = "TIME")]
        from: Option<DateTime<Utc>>,
        /// Held until just before this moment
        #[arg(long, value_name = "TIME")]
        until: Option<DateTime<Utc>>,
    },
    /// Takes a role back that a user holds at an area, or everywhere
    Revoke {
        /// The name to sign in with
        name: String,
        /// The role and where
        #[arg(value_name = "ROLE@AREA_CODE")]
        role: String,
    },
    /// Lets somebody in no longer, ends their sessions, and tells what waits for others
    Deactivate {
        /// The name to sign in with
        name: String,
    },
    /// Lets a user in again, with the password and the roles that they had
    Reactivate {
        /// The name to sign in with
        name: String,
    },
    /// Links a user to what an issuer of identities calls them; their password is gone
    Link {
        /// The name to sign in with
        name: String,
        /// The issuer as it names itself, such as https://id.example.org/realms/town
        issuer: String,
        /// What the issuer calls them, the claim `sub`
        subject: String,
    },
    /// Takes such a link away, with the grants that came by it
    Unlink {
        /// The name to sign in with
        name: String,
        /// The issuer as it names itself
        issuer: String,
        /// What the issuer calls them
        subject: String,
    },
    /// Sets a user's password, prints it unless one is given, and ends the user's sessions
    Reset {
        /// The name to sign in with
        name: String,
        /// Reads the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

pub(super) async fn run(arguments: Arguments, layer: Layer) -> anyhow::Result<()> {
    log::begin(Log::resolve(&layer));
    let store = setup::ready(&Database::resolve(&layer)?).await?;
    let done = match arguments.command {
        Command::Create { name, roles, display_name, password_stdin } => {
            create(&store, &name, &roles, display_name, password_stdin).await
        }
        Command::List => list(&store).await,
        Command::Grant { name, role, from, until } => {
            if from.zip(until).is_some_and(|(from, until)| from >= until) {
                bail!("--until must be after --from");
            }
            grant_role(&store, &name, &role, GrantTimes { from, until }).await
        }
        Command::Revoke { name, role } => revoke_role(&store, &name, &role).await,
        Command::Deactivate { name } => deactivate(&store, &name).await,
        Command::Reactivate { name } => reactivate(&store, &name).await,
        Command::Link { name, issuer, subject } => link(&store, &name, &issuer, &subject).await,
        Command::Unlink { name, issuer, subject } => unlink(&store, &name, &issuer, &subject).await,
        Command::Reset { name, password_stdin } => reset(&store, &name, password_stdin).await,
    };
    store.close().await;
    done
}

async fn create(
    store: &Store,
    name: &str,
    roles: &[String],
    display_name: Option<String>,
    password_stdin: bool,
) -> anyhow::Result<()> {
    if let Some(wrong) = wrong_with_username(name) {
        bail!("{wrong}");
    }
    if store.usernames().await?.contains_key(name) {
        bail!(
            "there is a user `{name}` already; `wardbook user grant` gives roles, `user reset` a password"
        );
    }
    let areas = areas_of(store, roles).await?;
    let areas = by_code(&areas);
    let mut grants = Vec::new();
    for role in roles {
        grants.push(wanted(store, &areas, role).await?);
    }
    let called = display_name.as_deref().unwrap_or(name);
    let password = password(password_stdin, &[name, called])?;
    let record = UserRecord {
        line: 0,
        username: name.to_owned(),
        display_name: display_name.unwrap_or_else(|| name.to_owned()),
        work_phone: None,
        grants,
    };
    let hash = hash_password(&password.text).context("the password could not be hashed")?;
    let hashes = HashMap::from([(name.to_owned(), hash.clone())]);
    store.import_users(&[record], &areas, &hashes, false).await?;
    let user = user_of(store, name).await?;
    if !password.made {
        // One that somebody chose is kept as it is; one that is printed must be changed.
        store.set_password(user, hash, false).await?;
    }
    password.print();
    Ok(())
}

async fn grant_role(
    store: &Store,
    name: &str,
    role: &str,
    times: GrantTimes,
) -> anyhow::Result<()> {
    let user = user_of(store, name).await?;
    let areas = areas_of(store, &[role.to_owned()]).await?;
    let areas = by_code(&areas);
    let wanted = wanted(store, &areas, role).await?;
    if !store.grant_role(user, &wanted, &areas, times).await? {
        output::line(format_args!("{name} holds {role} already"));
    }
    Ok(())
}

async fn revoke_role(store: &Store, name: &str, role: &str) -> anyhow::Result<()> {
    let user = user_of(store, name).await?;
    let areas = areas_of(store, &[role.to_owned()]).await?;
    let areas = by_code(&areas);
    let held = wanted(store, &areas, role).await?;
    if !store.revoke_role(user, &held, &areas).await? {
        bail!("{name} does not hold {role}; `wardbook user list` says who holds what");
    }
    Ok(())
}

async fn deactivate(store: &Store, name: &str) -> anyhow::Result<()> {
    let user = user_of(store, name).await?;
    match store.deactivate_as_operator(user).await? {
        None => output::line(format_args!("{name} is deactivated already")),
        Some(OpenWork { cases, hazards }) => output::line(format_args!(
            "{name} had in hand: {cases} open cases, {hazards} open hazards"
        )),
    }
    Ok(())
}

async fn reactivate(store: &Store, name: &str) -> anyhow::Result<()> {
    let user = user_of(store, name).await?;
    if !store.reactivate_as_operator(user).await? {
        output::line(format_args!("{name} is active already"));
    }
    Ok(())
}

async fn link(store: &Store, name: &str, issuer: &str, subject: &str) -> anyhow::Result<()> {
    let user = user_of(store, name).await?;
    if issuer.is_empty() || subject.is_empty() || subject.chars().any(char::is_control) {
        bail!("an issuer and a subject are not empty, and have no control characters");
    }
    if !["https://", "http://"].iter().any(|scheme| issuer.starts_with(scheme)) {
        bail!(
            "`{issuer}` is no issuer: one names itself by its address, such as https://id.example.org"
        );
    }
    store.link_user(user, issuer, subject, Utc::now().trunc_subsecs(0)).await?;
    output::line(format_args!(
        "{name} is `{subject}` of {issuer}, and has no password here from now on"
    ));
    Ok(())
}

async fn unlink(store: &Store, name: &str, issuer: &str, subject: &str) -> anyhow::Result<()> {
    let user = user_of(store, name).await?;
    Ok(store.unlink_user(user, issuer, subject, Utc::now().trunc_subsecs(0)).await?)
}

async fn reset(store: &Store, name: &str, password_stdin: bool) -> anyhow::Result<()> {
    let user = user_of(store, name).await?;
    let password = password(password_stdin, &[name])?;
    let hash = hash_password(&password.text).context("the password could not be hashed")?;
    store.set_password(user, hash, password.made).await?;
    password.print();
    Ok(())
}

async fn list(store: &Store) -> anyhow::Result<()> {
    output::line("username\tname\tstate\troles");
    for user in store.users_with_grants().await? {
        let state = match (user.active, user.has_one_time_password) {
            (false, _) => "deactivated",
            (true, true) => "one-time password",
            (true, false) => "active",
        };
        let roles = user.grants.join(",");
        output::line(format_args!("{}\t{}\t{state}\t{roles}", user.username, user.display_name));
    }
    Ok(())
}

async fn user_of(store: &Store, name: &str) -> anyhow::Result<Uuid> {
    let users = store.usernames().await?;
    users.get(name).copied().with_context(|| format!("there is no user `{name}`"))
}

/// The areas that these ROLE@AREA_CODE name, as far as there are such.
async fn areas_of(store: &Store, roles: &[String]) -> anyhow::Result<Vec<Area>> {
    let codes: Vec<&str> = roles.iter().filter_map(|role| Some(role.rsplit_once('@')?.1)).collect();
    Ok(store.areas_with_codes(&codes).await?)
}

async fn wanted(
    store: &Store,
    areas: &HashMap<&str, &Area>,
    text: &str,
) -> anyhow::Result<WantedGrant> {
    let (role, code) = text
        .rsplit_once('@')
        .with_context(|| format!("`{text}` is no ROLE@AREA_CODE, nor ROLE@* for everywhere"))?;
    let roles = store.role_names().await?;
    let known = Known { has_area: &|code| areas.contains_key(code), roles: &roles };
    grant(role, code, &known).map_err(|wrong| anyhow::anyhow!(wrong))
}

struct Password {
    text: zeroize::Zeroizing<String>,
    made: bool,
}

impl Password {
    fn print(&self) {
        if self.made {
            output::line(format_args!("password: {}", *self.text));
        }
    }
}

/// A password that is made, or one that somebody chose who goes by these names.
fn password(from_stdin: bool, names: &[&str]) -> anyhow::Result<Password> {
    if !from_stdin {
        let text = made_password().context("no randomness for a password")?;
        return Ok(Password { text, made: true });
    }
    let mut text = zeroize::Zeroizing::new(String::new());
    std::io::stdin().lock().take(4096).read_to_string(&mut text).context("standard input")?;
    let text = zeroize::Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
    if let Some(wrong) = wrong_with_password(&text, names) {
        bail!("{}", wrong.en);
    }
    Ok(Password { text, made: false })
}
