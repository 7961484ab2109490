//! What `docs/policy-in-git.md` shows works: its workflow's commands are run over exported files.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Town, with_fire_inspector};
use crate::support::Backend;

/// The commands of the workflow, in their order.
fn commands() -> Vec<String> {
    let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/policy-in-git.md");
    let page = std::fs::read_to_string(page).unwrap();
    let workflow = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let runs = workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: "));
    runs.filter(|run| run.starts_with("wardbook ")).map(str::to_owned).collect()
}

/// Runs the commands in a folder as the workflow does; all that they said, and whether all went well.
fn workflow(folder: &Path) -> (bool, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_wardbook")).parent().unwrap();
    let path = std::env::join_paths(
        [binary.to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut said = String::new();
    for command in commands() {
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(folder)
            .env("PATH", path.as_ref().unwrap())
            .env_remove("WARDBOOK_DATABASE_URL")
            .output()
            .unwrap();
        said += &String::from_utf8_lossy(&[output.stdout, output.stderr].concat());
        if !output.status.success() {
            return (false, said);
        }
    }
    (true, said)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_in_git_is_checked_without_a_database() {
    assert_eq!(commands().len(), 2);
    let town = Town::open(Backend::Sqlite).await;
    let folder = town.export("policy");
    let (well, said) = workflow(&folder);
    assert!(well, "{said}");
    std::fs::write(folder.join("policy.csv"), with_fire_inspector()).unwrap();
    let (well, said) = workflow(&folder);
    assert!(well && said.contains("8 roles"), "{said}");
    for (lines, told) in [
        ("p, role:fire_inspector, *, reporter, red, any, allow\n", "did you mean `read`?"),
        (
            "p, role:analyst, *, reporter, read, any, allow\n",
            "An analyst never learns who reported a case",
        ),
    ] {
        let text = format!("{}{lines}", with_fire_inspector());
        std::fs::write(folder.join("policy.csv"), text).unwrap();
        let (well, said) = workflow(&folder);
        assert!(!well && said.contains(told), "{said}");
    }
}
