//! The server is killed while it writes an export, as a machine is that loses its power.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use entity::export;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use super::{many_cases, rows_of};
use crate::binary::Serving;
use crate::support::{Backend, Dice, Installed, PASSWORD, Server, both};

/// So many that a file of them takes far longer than until the server is killed.
const MANY: usize = 8_000;

/// How long a server writes at most before it is killed, in milliseconds.
const WRITES: usize = 200;

/// What becomes of an export within a minute, or it hangs.
const MINUTE: Duration = Duration::from_secs(60);

/// An analyst, who asks the binary.
struct Analyst<'a> {
    server: &'a Server,
    url: String,
    token: String,
}

impl<'a> Analyst<'a> {
    async fn sign_in(server: &'a Server, serving: &Serving) -> Self {
        let line: Value = serde_json::from_str(&serving.first_line).unwrap();
        let url = format!("http://{}", line["address"].as_str().unwrap());
        let login = json!({"username": "analyst", "password": PASSWORD});
        let login = server.client.post(format!("{url}/auth/login")).json(&login);
        let login: Value = login.send().await.unwrap().json().await.unwrap();
        let token = login["access_token"].as_str().unwrap().to_owned();
        Self { server, url, token }
    }

    async fn ask(&self, query: String) -> Value {
        let request = self.server.client.post(format!("{}/graphql", self.url));
        let request = request.bearer_auth(&self.token).json(&json!({"query": query}));
        let mut answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    async fn order(&self, format: &str) -> String {
        let query = format!(
            "mutation {{ exportCases(input: {{format: {format}, locale: \"en\"}}) {{ export {{ id }} }} }}"
        );
        let made = self.ask(query).await;
        made["exportCases"]["export"]["id"].as_str().unwrap().to_owned()
    }

    async fn shown(&self, id: &str) -> Value {
        let shown = "status rowsDone rowsTotal url error";
        let query = format!("{{ node(id: \"{id}\") {{ ... on Export {{ {shown} }} }} }}");
        self.ask(query).await["node"].take()
    }

    /// Waits until an export is as it should be.
    async fn waits(&self, id: &str, is: impl Fn(&Value) -> bool) -> Value {
        let waiting = async {
            loop {
                let export = self.shown(id).await;
                if is(&export) {
                    return export;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(MINUTE, waiting).await.expect("it hangs")
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        let request = self.server.client.get(format!("{}{path}", self.url));
        request.bearer_auth(&self.token).send().await.unwrap()
    }
}

fn serve(installed: &Installed) -> Serving {
    let mut command = installed.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.args(["--metrics-listen", "off", "--log-format", "json"]);
    Serving::start(&mut command, true, "address")
}

/// The names of all that is kept of exports, half written or whole.
fn kept(installed: &Installed) -> Vec<String> {
    let entries = std::fs::read_dir(installed.data().join("exports")).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// As if the time were over for which a run holds an export that says nothing any longer.
async fn nobody_holds_it(server: &Server) {
    let past = Expr::value(Utc::now() - TimeDelta::seconds(1));
    let all = export::Entity::update_many().col_expr(export::Column::LeasedUntil, past);
    all.exec(server.database.connection()).await.unwrap();
}

both! {
    async fn a_server_that_is_killed_midway_leaves_nothing_and_the_next_begins_anew(backend: Backend) {
        let server = Server::start(backend).await;
        many_cases(&server, MANY).await;
        let installed = Installed::around(&server.database);
        let mut serving = serve(&installed);
        let mut dice = Dice::new(u64::from(std::process::id()));
        for (before, format) in ["NDJSON", "XLSX", "PARQUET"].into_iter().enumerate() {
            let analyst = Analyst::sign_in(&server, &serving).await;
            let id = analyst.order(format).await;
            analyst.waits(&id, |export| export["status"] != "WAITING").await;
            tokio::time::sleep(Duration::from_millis(dice.between(0, WRITES) as u64)).await;
            serving.child.kill().unwrap();
            serving.child.wait().unwrap();
            assert_eq!(kept(&installed).len(), before, "{format}: nothing of it stays");

            serving = serve(&installed);
            let analyst = Analyst::sign_in(&server, &serving).await;
            // Nobody knows that its run is gone.
            let held = analyst.shown(&id).await;
            assert_eq!((&held["status"], &held["url"]), (&json!("RUNNING"), &Value::Null), "{format}");
            assert_eq!(analyst.get(&format!("/export/{id}")).await.status(), 404);
            nobody_holds_it(&server).await;
            let ready = analyst.waits(&id, |export| export["status"] != "RUNNING").await;
            assert_eq!((&ready["status"], &ready["rowsDone"]), (&json!("READY"), &json!(MANY + 5)), "{ready}");
            let file = analyst.get(&format!("/export/{id}")).await;
            let rows = rows_of(&format.to_lowercase(), file.bytes().await.unwrap());
            assert_eq!(rows, MANY + 5, "{format}: it is whole");
            assert_eq!(kept(&installed).len(), before + 1, "{format}: it is there once");
        }
    }
}
