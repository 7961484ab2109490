//! Reading a policy's files, with what is wrong with them told by line.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, anyhow};
use uuid::Uuid;

use crate::policy::change::{Policy, Role, built_in_roles};
use crate::policy::file::PolicyFile;
use crate::policy::{AreaRef, BadLine, Domain, EVERYWHERE, Level, text_of};
use crate::store::Store;

/// The longest file, in bytes: far more than so many rules take as there may be.
const LONGEST: u64 = 32 << 20;

/// The bytes of a file, or of standard input where it is called `-`.
pub(super) fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(LONGEST + 1).read_to_end(&mut bytes))
    };
    let read = read.with_context(|| file.display().to_string())?;
    if read as u64 > LONGEST {
        return Err(anyhow!("{}: a file has {LONGEST} bytes at most", file.display()));
    }
    Ok(bytes)
}

/// The text of a file.
pub(super) fn text(file: &Path) -> anyhow::Result<String> {
    let bytes = bytes(file)?;
    text_of(&bytes).map(str::to_owned).map_err(|bad| refused(file, &[bad]))
}

/// Why a file is refused, a line for each bad line of it.
pub(super) fn refused(file: &Path, bad: &[BadLine]) -> anyhow::Error {
    let lines: Vec<String> = bad.iter().map(ToString::to_string).collect();
    anyhow!("{}: {} problems\n{}", file.display(), bad.len(), lines.join("\n"))
}

/// The rules and links of a file, not yet checked, and its text.
pub(super) fn parsed(file: &Path) -> anyhow::Result<(PolicyFile, String)> {
    let text = text(file)?;
    let parsed = PolicyFile::parse(&text).map_err(|bad| refused(file, &bad))?;
    Ok((parsed, text))
}

/// The paths of areas that the rules of a file name.
pub(super) fn paths(file: &PolicyFile) -> BTreeSet<&str> {
    let rules = file.entries.iter().filter(|at| at.it.line.ptype == "p");
    let paths = rules.filter_map(|at| at.it.line.fields.get(1)).map(String::as_str);
    paths.filter(|path| *path != EVERYWHERE).collect()
}

/// The policy of a file whose areas are those of the database.
pub(super) async fn policy(
    file: &Path,
    parsed: &PolicyFile,
    store: &Store,
) -> anyhow::Result<Policy> {
    let (_, present) = store.policy().await?;
    let areas = store.domains_at(&paths(parsed)).await?;
    let known: Vec<Role> = with_built_in(present.roles);
    parsed.policy(&known, &|path| areas.get(path).cloned()).map_err(|bad| refused(file, &bad))
}

/// The policy of a file whose areas are taken as they are written.
pub(super) fn policy_alone(file: &Path, parsed: &PolicyFile) -> anyhow::Result<Policy> {
    let mut areas: HashMap<&str, Domain> = HashMap::new();
    for (path, number) in paths(parsed).into_iter().zip(1..) {
        let is_path = path.len() > 2 && path.starts_with('/') && path.ends_with('/');
        if is_path {
            let area =
                AreaRef { id: Uuid::from_u128(number), level: Level::Group, path: path.into() };
            areas.insert(path, Domain::Area(area));
        }
    }
    let policy = parsed.policy(&built_in_roles(), &|path| areas.get(path).cloned());
    policy.map_err(|bad| refused(file, &bad))
}

fn with_built_in(mut roles: Vec<Role>) -> Vec<Role> {
    for role in built_in_roles() {
        if !roles.iter().any(|known| known.name == role.name) {
            roles.push(role);
        }
    }
    roles
}
