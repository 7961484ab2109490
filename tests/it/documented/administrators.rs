//! What `docs/administrators.md` shows is what is said: each command and query is tried on a demo town,
//! one after the other, and the page has the answers.

use std::collections::HashMap;
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
    /// Ids, by the names that queries give them.
    known: HashMap<String, Value>,
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

    /// The answer to a query, as the page has it. What it names is known for later ones.
    async fn answer(&mut self, block: &str) -> String {
        let (user, query) = block.split_once('\n').unwrap();
        let user = user.strip_prefix("# ").unwrap();
        let named = self.known.iter().filter(|(name, _)| query.contains(&format!("${name}:")));
        let values = named.map(|(name, id)| (name.clone(), id.clone())).collect();
        let mut answer = self.town.send(user, query, Value::Object(values)).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        self.keep("", &mut answer["data"]);
        format!("{}\n", serde_json::to_string_pretty(&answer["data"]).unwrap())
    }

    /// Keeps ids by what they are of, and takes from the answer what is never the same twice.
    fn keep(&mut self, of: &str, answer: &mut Value) {
        match answer {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let id = match name.as_str() {
                        "id" => Some(of),
                        name => name.strip_suffix("Id"),
                    };
                    if let Some(id) = id {
                        let kind = value.as_str().unwrap().split_once('_').unwrap().0.to_owned();
                        let real = std::mem::replace(value, json!(format!("{kind}_…")));
                        self.known.insert(id.to_owned(), real);
                    } else if name == "oneTimePassword" {
                        *value = json!("…");
                    } else {
                        self.keep(name, value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.keep(of, item)),
            _ => {}
        }
    }
}

both! {
    async fn each_command_and_query_says_what_the_page_has(backend: Backend) {
        let town = DemoTown::open(backend).await;
        let known = HashMap::from([("area".to_owned(), town.area("990101001001"))]);
        let mut machine = Machine { town, folder: tempfile::tempdir().unwrap(), known };
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
