//! What `docs/administrators.md` shows is what is said: each command and query is tried on a demo town,
//! one after the other, and the page has the answers.

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::town::DemoTown;
use super::{documentation, must_hold};
use crate::support::{Backend, both};

const PAGE: &str = "administrators.md";

/// Where the page is tried: a demo town, and a folder for files.
struct Machine {
    town: DemoTown,
    folder: TempDir,
}

impl Machine {
    /// What a command of a shell says, on both of its outputs.
    fn run(&self, command: &str) -> String {
        let binary = std::path::Path::new(env!("CARGO_BIN_EXE_wardbook")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let path = [binary.to_owned()].into_iter().chain(std::env::split_paths(&path));
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {command}\n}} 2>&1")])
            .current_dir(self.folder.path())
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("WARDBOOK_DATABASE_URL", self.town.url())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// A block of commands with what each of them says.
    fn console(&self, block: &str) -> String {
        let mut said = String::new();
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            said += &format!("$ {command}\n");
            said += &self.run(command);
        }
        said
    }

    /// The answer to a query, as the page has it.
    async fn answer(&self, block: &str) -> String {
        let (user, query) = block.split_once('\n').unwrap();
        let area = self.town.area("990101001001");
        let user = user.strip_prefix("# ").unwrap();
        let answer: Value = self.town.send(user, query, json!({"area": area})).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        format!("{}\n", serde_json::to_string_pretty(&answer["data"]).unwrap())
    }
}

both! {
    async fn each_command_and_query_says_what_the_page_has(backend: Backend) {
        let machine = Machine { town: DemoTown::open(backend).await, folder: tempfile::tempdir().unwrap() };
        let text = std::fs::read_to_string(documentation(PAGE)).unwrap();
        let mut tried = String::new();
        let mut answered = None;
        let mut blocks = 0;
        for (at, part) in text.split("```").enumerate() {
            if at > 0 {
                tried += "```";
            }
            let Some((language, block)) = part.split_once('\n').filter(|_| at % 2 == 1) else {
                tried += part;
                continue;
            };
            blocks += 1;
            tried += &format!("{language}\n");
            match language {
                "console" => tried += &machine.console(block),
                "graphql" => {
                    answered = Some(machine.answer(block).await);
                    tried += block;
                }
                "json" => tried += &answered.take().expect("a query before its answer"),
                other => panic!("a block of {other}"),
            }
        }
        assert!(blocks > 8 && answered.is_none(), "{blocks} blocks");
        must_hold(PAGE, &tried);
    }
}
