//! Sows each fault of `faults.toml` into a copy of the tree, all of them in one build, and runs the
//! random worlds once for each: the worlds must pass without a fault and fail under every one.
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
}

/// Worlds that are tried under a fault; every one is caught within the first few dozen.
const WORLDS: &str = "400";

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
    let Faults { fault: faults } = toml::from_str(&text)?;
    let copy = tempfile::Builder::new().prefix("wardbook-faults-").tempdir()?;
    copy_tree(&root, copy.path())?;
    for fault in &faults {
        sow(copy.path(), fault)?;
    }
    let library = copy.path().join("src/lib.rs");
    let text = std::fs::read_to_string(&library)?;
    std::fs::write(&library, text + SWITCH)?;

    say(&format!("{} faults; building the copy", faults.len()));
    let built = Command::new("cargo")
        .args(["test", "--quiet", "--test", "it", "--no-run"])
        .current_dir(copy.path())
        .status()?;
    ensure!(built.success(), "the copy does not build: does each fault still fit its place?");
    let sound = worlds(copy.path(), None)?;
    ensure!(sound.status.success(), "the worlds fail without a fault:\n{}", told(&sound));
    say("without a fault: the worlds pass");

    let mut missed = Vec::new();
    for fault in &faults {
        let output = worlds(copy.path(), Some(&fault.name))?;
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

fn worlds(copy: &Path, fault: Option<&str>) -> anyhow::Result<Output> {
    let mut command = Command::new("cargo");
    command
        .args(["test", "--quiet", "--test", "it", "row_by_row_on_sqlite"])
        .current_dir(copy)
        .env("WARDBOOK_WORLDS", WORLDS)
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

/// The line of the failing comparison, after the one that says where it panicked.
fn what_caught(output: &Output) -> String {
    let told = told(output);
    let mut lines = told.lines().skip_while(|line| !line.contains("panicked at"));
    let _ = lines.next();
    lines.next().unwrap_or("a failure").to_owned()
}
