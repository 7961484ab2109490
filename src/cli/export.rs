//! `wardbook export`: a ledger, confined to what one user may read.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, SubsecRound, Utc};
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
use crate::ledger::{AUDIT, HAZARDS, Kind, Style};
use crate::policy::{Action, Authorizer, Grants, Object};
use crate::read::global_id;
use crate::schema::{self, Engine, GraphQlRequest, Limits, WallClock, Writing};
use crate::store::Store;

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
        #[command(flatten)]
        taken: Taken,
    },
    /// The audit trail (审计记录), the latest entries first
    Audit {
        #[command(flatten)]
        taken: Taken,
        #[command(flatten)]
        entries: Entries,
    },
}

/// Who takes a ledger out, and how it is written.
#[derive(Debug, Args)]
struct Taken {
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
}

/// Which entries of the audit trail; all that are given must hold.
#[derive(Debug, Args)]
struct Entries {
    /// What this user did
    #[arg(long = "by", value_name = "USER")]
    by: Option<String>,
    /// To this kind of record, in the policy's words: case, reporter, user, policy
    #[arg(long)]
    object: Option<String>,
    /// What was done, in the policy's words or the program's
    #[arg(long)]
    action: Option<String>,
    /// To this record, by its global id
    #[arg(long, value_name = "ID")]
    record: Option<String>,
    /// From this moment on, such as 2026-03-01T00:00:00+08:00
    #[arg(long, value_name = "TIME")]
    from: Option<DateTime<Utc>>,
    /// Until just before this moment
    #[arg(long, value_name = "TIME")]
    until: Option<DateTime<Utc>>,
}

impl Entries {
    /// The filter of the schema that says the same.
    fn filter(&self, users: &HashMap<String, Uuid>) -> anyhow::Result<Value> {
        let mut filter = json!({});
        if let Some(name) = &self.by {
            let user = users.get(name).with_context(|| format!("there is no user `{name}`"))?;
            filter["actor"] = json!({"eq": global_id::join("user", *user)});
        }
        let texts = [("object", &self.object), ("action", &self.action), ("record", &self.record)];
        for (field, value) in texts {
            if let Some(value) = value {
                filter[field] = json!({"eq": value});
            }
        }
        for (operator, at) in [("gte", self.from), ("lt", self.until)] {
            if let Some(at) = at {
                filter["at"][operator] = json!(at);
            }
        }
        Ok(filter)
    }
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
    let (kind, taken, entries) = match arguments.what {
        What::Hazards { taken } => (&HAZARDS, taken, None),
        What::Audit { taken, entries } => (&AUDIT, taken, Some(entries)),
    };
    let Taken { user, format, lang, file } = taken;
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
        second_administrator: Default::default(),
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
    let export = Export { store, authorizer, engine, user, style, kind };
    let done = export.write(entries, format, &file).await;
    // Where no server runs nobody else would.
    let sealed = export.store.seal_audit(&keys.keys(), Utc::now()).await;
    export.store.close().await;
    let written = done?;
    sealed?;
    output::line(format_args!("{}: {written} {}", file.display(), kind.plural));
    Ok(())
}

struct Export {
    store: Store,
    authorizer: Arc<Authorizer>,
    engine: Engine,
    user: String,
    style: Style,
    kind: &'static Kind,
}

impl Export {
    async fn write(
        &self,
        entries: Option<Entries>,
        format: Format,
        file: &Path,
    ) -> anyhow::Result<usize> {
        let users = self.store.usernames().await?;
        let user = users.get(&self.user).copied();
        let user = user.with_context(|| format!("there is no user `{}`", self.user))?;
        let filter = entries.map(|entries| entries.filter(&users)).transpose()?;
        self.may_export(user).await?;
        let now = Utc::now().trunc_subsecs(6);
        self.store.note_export(user, self.kind.object, format.as_str(), now).await?;
        let beside = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let staged = NamedTempFile::new_in(beside).with_context(|| beside.display().to_string())?;
        let (title, headings) = (self.kind.title(self.style), self.kind.headings(self.style));
        let mut ledger = Ledger::begin(format, staged, title, &headings)?;
        let (mut after, mut written) = (Value::Null, 0);
        loop {
            let mut page = self.page(user, filter.as_ref(), after).await?;
            for record in page["nodes"].as_array().into_iter().flatten() {
                ledger.add(&self.kind.cells(record, self.style))?;
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

    /// The records after a cursor, as the user is shown them.
    async fn page(
        &self,
        user: Uuid,
        filter: Option<&Value>,
        after: Value,
    ) -> anyhow::Result<Value> {
        let grants = self.may_export(user).await?;
        let mut variables = json!({"first": PAGE, "after": after});
        if let Some(filter) = filter {
            variables["filter"] = filter.clone();
        }
        let request = GraphQlRequest {
            query: self.kind.query.to_owned(),
            operation_name: None,
            variables: variables.as_object().cloned().unwrap_or_default().into(),
        };
        let response = self.engine.execute(grants, request, true, Language::English).await;
        let mut answer: Value = serde_json::from_slice(&response.body)?;
        if let Some(error) = answer["errors"].get(0) {
            let (what, why) = (self.kind.plural, error["message"].as_str().unwrap_or_default());
            let field = error["extensions"]["problems"][0]["message"].as_str();
            bail!("the {what} cannot be read: {}", field.unwrap_or(why));
        }
        Ok(answer["data"][self.kind.root].take())
    }
}
