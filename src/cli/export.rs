//! `wardbook export`: records as a file, confined to what one user may read.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::{log, output, setup};
use crate::config::{Installation, Layer, Log};
use crate::desk::patrol::OFFLINE;
use crate::error::Language;
use crate::export::{Maker, Taking, take};
use crate::files::Signer;
use crate::ledger::{Format, Head};
use crate::policy::{Action, Authorizer, Grants, Object};
use crate::read::global_id;
use crate::schema::columns::{AUDIT, CASES, HAZARDS, Sheet};
use crate::schema::{self, Engine, Limits, WallClock, Writing};
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
    /// Cases (事项台账), those that were received first before the others
    Cases {
        #[command(flatten)]
        taken: Taken,
    },
    /// Hazards (隐患台账), those that were found first before the others
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

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Chinese,
            Lang::En => Self::English,
        }
    }
}

pub(super) async fn run(
    arguments: Arguments,
    above: impl FnOnce(Layer) -> Layer,
) -> anyhow::Result<()> {
    let layer = above(arguments.settings);
    log::begin(Log::resolve(&layer));
    let installation = Installation::resolve(&layer)?;
    let keys = setup::keys(&installation)?;
    let store = setup::ready(&installation.database).await?;
    let (sheet, taken, entries) = match arguments.what {
        What::Cases { taken } => (&CASES, taken, None),
        What::Hazards { taken } => (&HAZARDS, taken, None),
        What::Audit { taken, entries } => (&AUDIT, taken, Some(entries)),
    };
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
    let engine = Engine::new(store.clone(), own, Limits::of_exports(), writing);
    let export = Export { store, authorizer, engine, sheet, zone: installation.time_zone };
    let done = export.write(entries, &taken).await;
    // Where no server runs nobody else would.
    let sealed = export.store.seal_audit(&keys.keys(), Utc::now()).await;
    export.store.close().await;
    let written = done?;
    sealed?;
    output::line(format_args!("{}: {written} {}", taken.file.display(), sheet.plural));
    Ok(())
}

struct Export {
    store: Store,
    authorizer: Arc<Authorizer>,
    engine: Engine,
    sheet: &'static Sheet,
    zone: Tz,
}

impl Export {
    async fn write(&self, entries: Option<Entries>, taken: &Taken) -> anyhow::Result<u64> {
        let users = self.store.usernames().await?;
        let name = &taken.user;
        let user = users.get(name).copied();
        let user = user.with_context(|| format!("there is no user `{name}`"))?;
        let filter = entries.map(|entries| entries.filter(&users)).transpose()?;
        let grants = self.authorizer.grants(user).await?;
        let may = |grants: &Grants| {
            grants.is_active() && grants.may_somewhere(Object::Export, Action::Create)
        };
        if !grants.is_some_and(|grants| may(&grants)) {
            bail!("the policy does not let `{name}` create an export");
        }
        let format = taken.format.or_else(|| Format::of_file(&taken.file)).unwrap_or(Format::Csv);
        let now = Utc::now().trunc_subsecs(6);
        self.store.note_export(user, self.sheet.object, format.as_str(), now).await?;
        let beside = match taken.file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let staged = NamedTempFile::new_in(beside).with_context(|| beside.display().to_string())?;
        let taking = Taking {
            maker: Maker { user, token: None },
            head: Head {
                sheet: self.sheet,
                columns: self.sheet.columns.iter().collect(),
                language: taken.lang.into(),
                zone: self.zone,
            },
            format,
            asked: self.sheet.asking(filter, None),
        };
        let bar = output::progress(0, self.sheet.plural);
        let counted = async |total: Option<u64>| bar.set_length(total.unwrap_or_default());
        let rooms = (&self.engine, &*self.authorizer);
        let done = take(rooms, taking, staged, counted, |done| bar.set_position(done)).await;
        bar.finish_and_clear();
        let (staged, written) =
            done.with_context(|| format!("the {} are not all written", self.sheet.plural))?;
        staged.as_file().sync_all()?;
        staged.persist(&taken.file).with_context(|| taken.file.display().to_string())?;
        Ok(written)
    }
}
