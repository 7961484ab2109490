//! Sows each fault of `faults.toml` into a copy of the tree, all of them in one build, and runs the
//! test that must catch it once for each: the tests must pass without a fault and fail under it.
//! Words given as arguments choose the faults whose names hold one of them.
//!
//! The product itself holds no switch: the copy gets one.

use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    fault: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    name: String,
    file: String,
    find: String,
    replace: String,
    #[serde(default)]
    caught_by: Test,
}

/// A test that catches faults.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "lowercase")]
enum Test {
    /// The random worlds.
    #[default]
    Worlds,
    /// The worlds with and without hidden records.
    Leaks,
    /// A policy that puts cases into sight without their areas.
    Sight,
    /// A letter that names the reporter of a case in sight.
    Personal,
    /// The life of a case, and what each change of it leaves behind.
    Life,
    /// What subscribers are told.
    Told,
    /// The life of a hazard, its files and its ledger.
    Hazards,
    /// Checks, from their plan to their signature.
    Checks,
    /// Routes and visits.
    Patrols,
    /// Shifts, and what the clock finds missing on them.
    Duty,
    /// Who works here, and what they are granted.
    Users,
    /// Changes of the policy.
    Policies,
    /// An administrator's change that breaks an expectation.
    Expectations,
    /// API tokens and one-time passwords.
    Tokens,
    /// What each role is shown of the schema.
    Views,
    /// The audit trail as it is read.
    Trail,
    /// Why somebody may or may not.
    Access,
    /// What a change of the policy would do.
    Impact,
    /// What is found by words.
    Search,
    /// Files of records.
    Exports,
}

impl Test {
    const ALL: [Self; 20] = [
        Self::Worlds,
        Self::Leaks,
        Self::Sight,
        Self::Personal,
        Self::Life,
        Self::Told,
        Self::Hazards,
        Self::Checks,
        Self::Patrols,
        Self::Duty,
        Self::Users,
        Self::Policies,
        Self::Expectations,
        Self::Tokens,
        Self::Views,
        Self::Trail,
        Self::Access,
        Self::Impact,
        Self::Search,
        Self::Exports,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Worlds => "row_by_row_on_sqlite",
            Self::Leaks => "nothing_tells_of_what_is_hidden::on_sqlite",
            Self::Personal => {
                "a_personal_file_is_hidden_from_who_may_not_read_the_reporter::on_sqlite"
            }
            Self::Sight => {
                "a_case_in_sight_shows_of_its_area_no_more_than_the_policy_does::on_sqlite"
            }
            Self::Life => "life::",
            Self::Told => "told::",
            Self::Hazards => "hazards::",
            Self::Checks => "checks::",
            Self::Patrols => "patrols::",
            Self::Duty => "duty::",
            Self::Users => "users::",
            Self::Policies => "policies::",
            Self::Expectations => "policy_files::held_to::",
            Self::Tokens => "tokens::",
            Self::Views => "views::",
            Self::Trail => "audit::",
            Self::Access => "access::",
            Self::Impact => "impact::",
            Self::Search => "search::",
            Self::Exports => "exports::",
        }
    }

    /// What keeps the test short: every fault is caught long before.
    fn shortened(self) -> (&'static str, &'static str) {
        match self {
            Self::Worlds => ("WARDBOOK_WORLDS", "400"),
            Self::Leaks => ("WARDBOOK_VIEWERS", "community"),
            Self::Life => ("WARDBOOK_ACTIONS", "300"),
            Self::Impact => ("WARDBOOK_WORLDS", "60"),
            // They are short by themselves.
            _ => ("WARDBOOK_WORLDS", "1"),
        }
    }

    /// What is left out of all that its name stands for.
    fn without(self) -> &'static [&'static str] {
        match self {
            Self::Life => &["--skip", "on_postgres", "--skip", "killed"],
            Self::Checks | Self::Exports => &["--skip", "on_postgres", "--skip", "killed"],
            Self::Policies => &["--skip", "on_postgres", "--skip", "many"],
            Self::Worlds | Self::Leaks | Self::Sight | Self::Personal => &[],
            _ => &["--skip", "on_postgres"],
        }
    }
}

const SWITCH: &str = "
/// Whether this fault is sown in this run.
pub fn sown(name: &str) -> bool {
    static SOWN: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    SOWN.get_or_init(|| std::env::var(\"WARDBOOK_SOWN_FAULT\").ok()).as_deref() == Some(name)
}
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("faults: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

fn run() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("tests/faults/faults.toml"))?;
    let Faults { fault: mut faults } = toml::from_str(&text)?;
    let words: Vec<String> = std::env::args().skip(1).collect();
    faults.retain(|fault| words.is_empty() || words.iter().any(|word| fault.name.contains(word)));
    let copy = tempfile::Builder::new().prefix("wardbook-faults-").tempdir()?;
    copy_tree(&root, copy.path())?;
    for fault in &faults {
        sow(copy.path(), fault)?;
    }
    let library = copy.path().join("src/lib.rs");
    let text = std::fs::read_to_string(&library)?;
    std::fs::write(&library, text + SWITCH)?;

    say(&format!("{} faults; building the copy", faults.len()));
    let built = cargo()
        .args(["test", "--quiet", "--test", "it", "--no-run"])
        .current_dir(copy.path())
        .status()?;
    ensure!(built.success(), "the copy does not build: does each fault still fit its place?");
    for test in Test::ALL {
        if faults.iter().any(|fault| fault.caught_by == test) {
            let sound = run_test(copy.path(), test, None)?;
            let name = test.name();
            ensure!(sound.status.success(), "{name} fails without a fault:\n{}", told(&sound));
            let ran = !told(&sound).contains(" 0 passed");
            ensure!(ran, "no test is called {name}");
            say(&format!("without a fault: {name} passes"));
        }
    }

    let mut missed = Vec::new();
    for fault in &faults {
        let output = run_test(copy.path(), fault.caught_by, Some(&fault.name))?;
        if output.status.success() {
            missed.push(fault.name.as_str());
            say(&format!("MISSED  {}", fault.name));
        } else {
            say(&format!("caught  {:<40} by {}", fault.name, what_caught(&output)));
        }
    }
    if !missed.is_empty() {
        bail!("{} faults go unnoticed: {}", missed.len(), missed.join(", "));
    }
    Ok(())
}

/// cargo, as from a shell: what it tells the programs that it runs, such as this one, would make
/// build scripts look at all that they watch as changed, and half of the dependencies come anew.
fn cargo() -> Command {
    let mut command = Command::new("cargo");
    let kept = ["CARGO_HOME", "CARGO_INCREMENTAL", "CARGO_TARGET_DIR", "CARGO_TERM_COLOR"];
    let told = std::env::vars_os().map(|(name, _)| name).filter(|name| {
        name.to_str().is_some_and(|name| name.starts_with("CARGO") && !kept.contains(&name))
    });
    for name in told {
        command.env_remove(name);
    }
    command
}

/// The files that git knows of, as they are now.
fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(from)
        .output()?;
    ensure!(listed.status.success(), "git cannot list the tree");
    for name in String::from_utf8(listed.stdout)?.split('\0').filter(|name| !name.is_empty()) {
        let (source, target) = (from.join(name), to.join(name));
        if !source.is_file() {
            continue;
        }
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(&source, &target).with_context(|| name.to_owned())?;
    }
    Ok(())
}

fn sow(copy: &Path, fault: &Fault) -> anyhow::Result<()> {
    let path = copy.join(&fault.file);
    let text = std::fs::read_to_string(&path).with_context(|| fault.file.clone())?;
    let places = text.matches(&fault.find).count();
    ensure!(places == 1, "{}: its place is found {places} times in {}", fault.name, fault.file);
    let switch = format!("crate::sown({:?})", fault.name);
    let replaced = text.replace(&fault.find, &fault.replace.replace("{sown}", &switch));
    Ok(std::fs::write(&path, replaced)?)
}

fn run_test(copy: &Path, test: Test, fault: Option<&str>) -> anyhow::Result<Output> {
    let (variable, value) = test.shortened();
    let mut command = cargo();
    command
        .args(["test", "--quiet", "--test", "it", test.name(), "--"])
        .args(test.without())
        .current_dir(copy)
        .env(variable, value)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null());
    if let Some(fault) = fault {
        command.env("WARDBOOK_SOWN_FAULT", fault);
    }
    Ok(command.output()?)
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The beginning of the failing comparison, after the line that says where it panicked.
fn what_caught(output: &Output) -> String {
    let told = told(output);
    let mut lines = told.lines().skip_while(|line| !line.contains("panicked at"));
    let _ = lines.next();
    lines.next().unwrap_or("a failure").chars().take(120).collect()
}
