//! `wardbook export`: a ledger, confined to what one user may read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{SubsecRound, Utc};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::{log, output, setup};
use crate::config::{Installation, Layer, Log};
use crate::desk::patrol::OFFLINE;
use crate::error::Language;
use crate::files::Signer;
use crate::ledger::file::{Format, Ledger};
use crate::ledger::{Style, hazards};
use crate::policy::{Action, Authorizer, Grants, Object};
use crate::schema::{self, Engine, GraphQlRequest, Limits, WallClock, Writing};
use crate::store::Store;
use crate::store::change::SecondAdministrator;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    settings: Layer,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The ledger of hazards (隐患台账)
    Hazards {
        /// Whose ledger it is: it holds what this user may read, and the user must hold `export create`
        #[arg(long = "as", value_name = "USER")]
        user: String,
        /// How it is written [as FILE's name ends, else csv]
        #[arg(long)]
        format: Option<Format>,
        /// The language of its headings and words
        #[arg(long, default_value = "zh")]
        lang: Lang,
        /// The file, which is written beside and then put in its place, mode 0600
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lang {
    Zh,
    En,
}

/// How many records are asked for at once.
const PAGE: usize = 100;

pub(super) async fn run(
    arguments: Arguments,
    above: impl FnOnce(Layer) -> Layer,
) -> anyhow::Result<()> {
    let layer = above(arguments.settings);
    log::begin(Log::resolve(&layer));
    let installation = Installation::resolve(&layer)?;
    let keys = setup::keys(&installation)?;
    let store = setup::ready(&installation.database).await?;
    let What::Hazards { user, format, lang, file } = arguments.what;
    let ends_in_xlsx = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let format = format.unwrap_or(if ends_in_xlsx { Format::Xlsx } else { Format::Csv });
    let language = match lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    };
    let style = Style { language, zone: installation.time_zone };
    let writing = Writing {
        authorizer: Arc::new(Authorizer::new(store.policy_source())),
        signer: Signer::new(keys.keys()),
        keys: Arc::clone(&keys),
        clock: WallClock::default(),
        asks_for_reason: false,
        visits_late_by: OFFLINE,
        second_administrator: SecondAdministrator::default(),
    };
    let authorizer = Arc::clone(&writing.authorizer);
    let own = schema::Installation {
        name: installation.name.clone(),
        time_zone: installation.time_zone,
        max_upload_bytes: 0,
    };
    // Nobody waits behind it: it may cost what it costs.
    let limits = Limits { cost: u64::MAX, ..Limits::default() };
    let engine = Engine::new(store.clone(), own, limits, writing);
    let export = Export { store, authorizer, engine, user, style };
    let done = export.hazards(format, &file).await;
    // Where no server runs nobody else would.
    let sealed = export.store.seal_audit(&keys.keys(), Utc::now()).await;
    export.store.close().await;
    let written = done?;
    sealed?;
    output::line(format_args!("{}: {written} hazards", file.display()));
    Ok(())
}

struct Export {
    store: Store,
    authorizer: Arc<Authorizer>,
    engine: Engine,
    user: String,
    style: Style,
}

impl Export {
    async fn hazards(&self, format: Format, file: &Path) -> anyhow::Result<usize> {
        let users = self.store.usernames().await?;
        let user = users.get(&self.user).copied();
        let user = user.with_context(|| format!("there is no user `{}`", self.user))?;
        self.may_export(user).await?;
        let now = Utc::now().trunc_subsecs(6);
        self.store.note_export(user, Object::Hazard, format.as_str(), now).await?;
        let beside = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let staged = NamedTempFile::new_in(beside).with_context(|| beside.display().to_string())?;
        let (title, headings) = (hazards::title(self.style), hazards::headings(self.style));
        let mut ledger = Ledger::begin(format, staged, title, &headings)?;
        let (mut after, mut written) = (Value::Null, 0);
        loop {
            let mut page = self.page(user, after).await?;
            for hazard in page["nodes"].as_array().into_iter().flatten() {
                ledger.add(&hazards::cells(hazard, self.style))?;
                written += 1;
            }
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = page["pageInfo"]["endCursor"].take();
        }
        let staged = ledger.finish()?;
        staged.as_file().sync_all()?;
        staged.persist(file).with_context(|| file.display().to_string())?;
        Ok(written)
    }

    /// The user's grants, as long as they may take records out as a file.
    async fn may_export(&self, user: Uuid) -> anyhow::Result<Arc<Grants>> {
        let grants = self.authorizer.grants(user).await?;
        match grants {
            Some(grants)
                if grants.is_active() && grants.may_somewhere(Object::Export, Action::Create) =>
            {
                Ok(grants)
            }
            _ => bail!("the policy does not let `{}` create an export", self.user),
        }
    }

    /// The hazards after a cursor, as the user is shown them.
    async fn page(&self, user: Uuid, after: Value) -> anyhow::Result<Value> {
        let grants = self.may_export(user).await?;
        let variables = json!({"first": PAGE, "after": after});
        let request = GraphQlRequest {
            query: hazards::QUERY.to_owned(),
            operation_name: None,
            variables: variables.as_object().cloned().unwrap_or_default().into(),
        };
        let response = self.engine.execute(grants, request, true, self.style.language).await;
        let mut answer: Value = serde_json::from_slice(&response.body)?;
        if let Some(error) = answer["errors"].get(0) {
            bail!("the hazards cannot be read: {}", error["message"].as_str().unwrap_or_default());
        }
        Ok(answer["data"][hazards::ROOT].take())
    }
}
