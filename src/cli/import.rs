//! `wardbook import`: a file is checked whole, then written.

use std::collections::HashMap;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::{SubsecRound, Utc};
use clap::{Args, Subcommand};
use indicatif::ProgressBar;

use super::{log, output, setup};
use crate::config::{Installation, Layer, Log};
use crate::identity::{hash_password, made_password};
use crate::import::areas::{self, AreaRecord, by_code};
use crate::import::cases::{self, CaseRecord};
use crate::import::{Map, Problems, Source, checklists, checks, hazards, places, teams, users};
use crate::store::{Imported, Revised, Store, StoreError};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Only checks the file, and tells what would be done
    #[arg(long, global = true)]
    dry_run: bool,
    #[command(flatten)]
    settings: Layer,
}

#[derive(Debug, Subcommand)]
enum What {
    /// code,parent_code,level,name[,name_en]
    Areas {
        /// A CSV, XLSX or NDJSON file
        file: PathBuf,
        /// Derives the areas from the records of another system's file
        #[arg(long, value_name = "FILE")]
        map: Option<PathBuf>,
    },
    /// username,display_name,work_phone,role,area_code
    Users {
        /// A CSV, XLSX or NDJSON file
        file: PathBuf,
        /// Writes a one-time password for each new user to this file, which must not be there yet
        #[arg(long, value_name = "FILE")]
        passwords: Option<PathBuf>,
    },
    /// name,kind,area_code,unit,leader,members
    Teams {
        /// A CSV, XLSX or NDJSON file
        file: PathBuf,
    },
    /// code,name,kind,area_code[,address,latitude,longitude]
    Places {
        /// A CSV, XLSX or NDJSON file
        file: PathBuf,
    },
    /// number,title,area_code,received_at and more
    Cases {
        /// A CSV, XLSX or NDJSON file
        file: PathBuf,
        /// Makes our columns of those of another system's file
        #[arg(long, value_name = "FILE")]
        map: Option<PathBuf>,
    },
    /// number,place_code,checklist,planned_for and more
    Checks {
        /// A CSV, XLSX or NDJSON file
        file: PathBuf,
    },
    /// number,place_code,description,found_at,due_at and more
    Hazards {
        /// A CSV, XLSX or NDJSON file
        file: PathBuf,
    },
    /// One checklist: code, name, name_en and [[questions]]
    Checklists {
        /// A TOML file; a checklist of its code that says otherwise gets a new revision
        file: PathBuf,
    },
}

/// Records that are written in one transaction.
const BATCH: usize = 2_000;

pub(super) async fn run(
    arguments: Arguments,
    above: impl FnOnce(Layer) -> Layer,
) -> anyhow::Result<()> {
    let layer = above(arguments.settings);
    log::begin(Log::resolve(&layer));
    let installation = Installation::resolve(&layer)?;
    let store = setup::ready(&installation.database).await?;
    let import = Import { installation, store, dry_run: arguments.dry_run };
    let done = match arguments.what {
        What::Areas { file, map } => import.areas(file, map).await,
        What::Users { file, passwords } => import.users(file, passwords).await,
        What::Teams { file } => import.teams(file).await,
        What::Places { file } => import.places(file).await,
        What::Checks { file } => import.checks(file).await,
        What::Cases { file, map } => import.cases(file, map).await,
        What::Hazards { file } => import.hazards(file).await,
        What::Checklists { file } => import.checklists(file).await,
    };
    import.store.close().await;
    done
}

struct Import {
    installation: Installation,
    store: Store,
    dry_run: bool,
}

impl Import {
    async fn areas(&self, file: PathBuf, map: Option<PathBuf>) -> anyhow::Result<()> {
        let source = Source::new(&file)?;
        let mut problems = Problems::default();
        let records = match map {
            None => areas::read(&source, &mut problems)?,
            Some(map) => derived_areas(&source, &Map::read(&map, &case_columns())?, &mut problems)?,
        };
        refuse(&problems)?;
        let present = self.store.areas().await?;
        let plan = areas::plan(&records, &present, &mut problems);
        refuse(&problems)?;
        let summary = format!(
            "areas: {} new, {} changed (of them {} moved), {} as they are",
            plan.added.len(),
            plan.changed.len(),
            plan.moved.len(),
            plan.unchanged,
        );
        if !self.dry_run {
            let bar = output::progress((plan.added.len() + plan.changed.len()) as u64, "areas");
            self.store.apply_areas(&plan, &|n| bar.inc(n)).await?;
            bar.finish_and_clear();
        }
        self.done(&summary);
        Ok(())
    }

    async fn users(&self, file: PathBuf, passwords: Option<PathBuf>) -> anyhow::Result<()> {
        let source = Source::new(&file)?;
        let areas = self.store.areas().await?;
        let areas = by_code(&areas);
        let roles = self.store.role_names().await?;
        let known = users::Known { has_area: &|code| areas.contains_key(code), roles: &roles };
        let mut problems = Problems::default();
        let records = users::read(&source, &known, &mut problems)?;
        refuse(&problems)?;
        let present = self.store.usernames().await?;
        let new = records.iter().filter(|record| !present.contains_key(&record.username));
        let new: Vec<&str> = new.map(|record| record.username.as_str()).collect();
        let hashes = match passwords {
            Some(file) if !self.dry_run => made_passwords(&file, &new)?,
            _ => HashMap::new(),
        };
        let changes = self.store.import_users(&records, &areas, &hashes, self.dry_run).await?;
        let crate::store::Changes { added, updated, unchanged } = changes;
        self.done(&format!("users: {added} new, {updated} changed, {unchanged} as they are"));
        Ok(())
    }

    async fn teams(&self, file: PathBuf) -> anyhow::Result<()> {
        let source = Source::new(&file)?;
        let areas = self.store.areas().await?;
        let areas = by_code(&areas);
        let users = self.store.usernames().await?;
        let known = teams::Known {
            has_area: &|code| areas.contains_key(code),
            has_user: &|name| users.contains_key(name),
        };
        let mut problems = Problems::default();
        let records = teams::read(&source, &known, &mut problems)?;
        refuse(&problems)?;
        let changes = self.store.import_teams(&records, &areas, &users, self.dry_run).await?;
        let crate::store::Changes { added, updated, unchanged } = changes;
        self.done(&format!("teams: {added} new, {updated} changed, {unchanged} as they are"));
        Ok(())
    }

    async fn places(&self, file: PathBuf) -> anyhow::Result<()> {
        let source = Source::new(&file)?;
        let areas = self.store.areas().await?;
        let areas = by_code(&areas);
        let mut problems = Problems::default();
        let records = places::read(&source, &|code| areas.contains_key(code), &mut problems)?;
        refuse(&problems)?;
        let changes = self.store.import_places(&records, &areas, self.dry_run).await?;
        let crate::store::Changes { added, updated, unchanged } = changes;
        self.done(&format!("places: {added} new, {updated} changed, {unchanged} as they are"));
        Ok(())
    }

    async fn checks(&self, file: PathBuf) -> anyhow::Result<()> {
        let source = Source::new(&file)?;
        let (known, zone) = (self.store.known_to_checks().await?, self.installation.time_zone);
        let mut problems = Problems::default();
        let records = checks::read(&source, &known, zone, &mut problems)?;
        refuse(&problems)?;
        let now = Utc::now().trunc_subsecs(6);
        let imported = self.store.import_checks(&records, (now, zone), self.dry_run).await?;
        let Imported { added, present } = imported;
        self.done(&format!("checks: {added} new, {present} there already"));
        Ok(())
    }

    async fn cases(&self, file: PathBuf, map: Option<PathBuf>) -> anyhow::Result<()> {
        let source = Source::new(&file)?;
        let map = map.map(|map| Map::read(&map, &case_columns())).transpose()?;
        let known = self.store.known_to_cases().await?;
        let zone = self.installation.time_zone;
        let mut problems = Problems::default();
        let mut numbers: Vec<String> = Vec::new();
        cases::read(&source, map.as_ref(), &known, zone, &mut problems, |case| {
            numbers.push(case.number);
        })?;
        refuse(&problems)?;
        if self.dry_run {
            let wanted: Vec<&str> = numbers.iter().map(String::as_str).collect();
            let present = self.store.present_numbers(&wanted).await?.len();
            self.done(&format!("cases: {} new, {present} there already", numbers.len() - present));
            return Ok(());
        }
        let bar = output::progress(numbers.len() as u64, "cases");
        let imported = self.write_cases(&source, map, known, numbers.len(), &bar).await?;
        bar.finish_and_clear();
        let Imported { added, present } = imported;
        self.done(&format!("cases: {added} new, {present} there already"));
        Ok(())
    }

    async fn hazards(&self, file: PathBuf) -> anyhow::Result<()> {
        let source = Source::new(&file)?;
        let known = self.store.known_to_hazards().await?;
        let by = (Utc::now(), self.installation.time_zone);
        let mut problems = Problems::default();
        let records = hazards::read(&source, &known, by, &mut problems)?;
        refuse(&problems)?;
        let mut whole = Imported::default();
        if self.dry_run {
            let numbers: Vec<&str> = records.iter().map(|hazard| hazard.number.as_str()).collect();
            whole.present = self.store.present_hazards(&numbers).await?.len();
            whole.added = records.len() - whole.present;
        } else {
            let bar = output::progress(records.len() as u64, "hazards");
            for batch in records.chunks(BATCH) {
                let Imported { added, present } = self.store.import_hazards(batch).await?;
                whole.added += added;
                whole.present += present;
                bar.inc(batch.len() as u64);
            }
            bar.finish_and_clear();
        }
        let Imported { added, present } = whole;
        self.done(&format!("hazards: {added} new, {present} there already"));
        Ok(())
    }

    async fn checklists(&self, file: PathBuf) -> anyhow::Result<()> {
        let mut problems = Problems::default();
        let checklist = checklists::read(&file, &mut problems)?;
        refuse(&problems)?;
        let Some(checklist) = checklist else { return Ok(()) };
        let Revised { revision, is_new } =
            self.store.import_checklist(&checklist, self.dry_run).await?;
        let made = if is_new { "new" } else { "as it is" };
        self.done(&format!("checklists: {} revision {revision} {made}", checklist.code));
        Ok(())
    }

    /// Reads the file again, on a thread of its own, while what was read is written.
    async fn write_cases(
        &self,
        source: &Source,
        map: Option<Map>,
        known: cases::Known,
        checked: usize,
        bar: &ProgressBar,
    ) -> anyhow::Result<Imported> {
        let keys = setup::keys(&self.installation)?;
        let seal = |context: &str, plain: &[u8]| {
            keys.seal(context, plain).map_err(|error| StoreError::Failed(error.to_string()))
        };
        let (sender, mut batches) = tokio::sync::mpsc::channel::<Vec<CaseRecord>>(2);
        let zone = self.installation.time_zone;
        let source = source.clone();
        let reading = tokio::task::spawn_blocking(move || -> anyhow::Result<usize> {
            let mut problems = Problems::default();
            let mut batch = Vec::with_capacity(BATCH);
            let mut read = 0;
            cases::read(&source, map.as_ref(), &known, zone, &mut problems, |case| {
                read += 1;
                batch.push(case);
                if batch.len() == BATCH {
                    let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                    // Whoever writes has stopped, and tells why.
                    drop(sender.blocking_send(full));
                }
            })?;
            drop(sender.blocking_send(batch));
            refuse(&problems)?;
            Ok(read)
        });
        let mut whole = Imported::default();
        while let Some(batch) = batches.recv().await {
            let Imported { added, present } = self.store.import_cases(&batch, zone, &seal).await?;
            whole.added += added;
            whole.present += present;
            bar.inc(batch.len() as u64);
        }
        let read = reading.await.context("reading the file again")??;
        if read != checked {
            bail!("the file changed while it was read: run the import again");
        }
        Ok(whole)
    }

    fn done(&self, summary: &str) {
        let would = if self.dry_run { " (dry run: nothing was written)" } else { "" };
        output::line(format_args!("{summary}{would}"));
    }
}

/// Refuses a file of which anything is wrong, with all that is.
fn refuse(problems: &Problems) -> anyhow::Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    bail!("{} problems; nothing was written\n{}", problems.len(), problems.to_string().trim_end())
}

/// The columns of cases, which a map file makes; the same file may derive areas as well.
fn case_columns() -> Vec<&'static str> {
    cases::REQUIRED.iter().chain(cases::OPTIONAL).copied().collect()
}

/// The areas that the records of a file name, each once, as it was named first.
fn derived_areas(
    source: &Source,
    map: &Map,
    problems: &mut Problems,
) -> anyhow::Result<Vec<AreaRecord>> {
    let mut areas: HashMap<String, AreaRecord> = HashMap::new();
    source.read(
        problems,
        |header, problems| map.check_header(header, problems),
        |record, problems| {
            for area in map.areas(&record) {
                let code = area.get("code").unwrap_or_default();
                if !areas.contains_key(code)
                    && let Some(area) = areas::area(&area, problems)
                {
                    areas.insert(area.code.clone(), area);
                }
            }
        },
    )?;
    Ok(areas.into_values().collect())
}

/// A password for each of these users, written to a file that only its owner can read; their
/// hashes by username.
fn made_passwords(file: &PathBuf, users: &[&str]) -> anyhow::Result<HashMap<String, String>> {
    let mut options = std::fs::OpenOptions::new();
    let mut file_of_passwords = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("{}: it must not be there yet", file.display()))?;
    let bar = output::progress(users.len() as u64, "passwords");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["username", "password"])?;
    let mut hashes = HashMap::new();
    for user in users {
        let password = made_password().context("no randomness for a password")?;
        let hash = hash_password(&password).context("a password could not be hashed")?;
        writer.write_record([*user, password.as_str()])?;
        hashes.insert((*user).to_owned(), hash);
        bar.inc(1);
    }
    bar.finish_and_clear();
    file_of_passwords.write_all(&zeroize::Zeroizing::new(writer.into_inner()?))?;
    file_of_passwords.sync_all()?;
    Ok(hashes)
}
