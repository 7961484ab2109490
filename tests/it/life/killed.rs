//! The server, or PostgreSQL itself, is killed while many change cases: afterwards each change is
//! there wholly, with its event, its word to subscribers, its audit entry, its clock and its
//! number, or not at all; and what was answered is there.
//!
//! `WARDBOOK_CRASH_ROUNDS=200` kills so often on each database.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use entity::{case, idempotency_key, number_series, reporter};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::clocks::late::{many_late, noted};
use super::desk::{Desk, input_type};
use super::random::{number, rows::Rows, trail};
use crate::binary::Serving;
use crate::support::{Backend, Database, Dice, Installed, OwnCluster, PASSWORD, Setup, both};

/// How often the server is killed, unless the environment says otherwise.
const ROUNDS: u64 = 12;

/// How often the cluster is killed.
const OUTAGES: u64 = 2;

/// How many cases became overdue while nobody looked.
const LATE: usize = 60;

/// How many change cases at once.
const CLIENTS: u64 = 4;

/// A town whose binary is started and killed.
struct Town {
    desk: Desk,
    installed: Installed,
    area: String,
    category: String,
    team: String,
    token: String,
    client: reqwest::Client,
    /// The words of every change that was answered.
    answered: Mutex<Vec<String>>,
}

impl Town {
    async fn over(database: Database) -> Self {
        let desk = Desk::on(database, Setup::default()).await;
        let installed = Installed::around(&desk.server.database);
        let (area, category) = (desk.area("3511").await, desk.category().await);
        let team = desk.team("Mediators").await;
        let client = reqwest::Client::new();
        let token = String::new();
        let answered = Mutex::default();
        let mut town = Self { desk, installed, area, category, team, token, client, answered };
        let serving = town.serve();
        let login = json!({"username": "town", "password": PASSWORD});
        let login = town.client.post(format!("{}/auth/login", url(&serving))).json(&login);
        let login: Value = login.send().await.unwrap().json().await.unwrap();
        town.token = login["access_token"].as_str().unwrap().to_owned();
        town
    }

    fn serve(&self) -> Serving {
        let mut command = self.installed.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(["--metrics-listen", "off", "--log-format", "json"]);
        Serving::start(&mut command, true, "address")
    }

    /// Sends a change whose words nobody else uses; the case and its version, if it was answered.
    async fn send(&self, url: &str, mutation: &str, input: Value, words: &str) -> Option<Value> {
        let query = format!(
            "mutation($input:{}!){{{mutation}(input:$input){{case{{id version}}}}}}",
            input_type(mutation)
        );
        let body = json!({"query": query, "variables": {"input": input}});
        let request = self.client.post(format!("{url}/graphql")).bearer_auth(&self.token);
        let response = request.json(&body).send().await.ok()?;
        let mut answer: Value = response.json().await.ok()?;
        if let Some(error) = answer.get("errors") {
            assert_eq!(error[0]["extensions"]["code"], "UNAVAILABLE", "{mutation}: {answer}");
            return None;
        }
        self.answered.lock().unwrap().push(words.to_owned());
        Some(answer["data"][mutation]["case"].take())
    }

    /// Takes cases from receipt to reply, one after the other, until nobody answers.
    async fn client(&self, url: &str) {
        while self.one_case(url).await.is_some() {}
    }

    async fn one_case(&self, url: &str) -> Option<()> {
        let words = || Uuid::now_v7().to_string();
        let title = words();
        let matter = json!({
            "title": title, "description": "", "source": "PHONE", "areaId": self.area,
            "emergency": true, "reporter": {"name": "Wei", "phone": "0591-87654321"},
            "idempotencyKey": title,
        });
        let mut case = self.send(url, "registerCase", matter, &title).await?;
        let answer_by = chrono::Utc::now() + chrono::TimeDelta::days(1);
        let steps = [
            ("triageCase", "note", json!({"severity": "MAJOR", "categoryId": self.category})),
            ("proposeHandover", "opinion", json!({"teamId": self.team})),
            ("addCaseNote", "text", json!({})),
            ("superviseCase", "reason", json!({"answerBy": answer_by})),
            ("resolveCase", "note", json!({})),
            ("replyToReporter", "text", json!({"channel": "WRITTEN"})),
        ];
        for (mutation, field, mut input) in steps {
            let words = words();
            input["id"] = case["id"].clone();
            if mutation != "addCaseNote" {
                input["expectedVersion"] = case["version"].clone();
            }
            input[field] = json!(words);
            case = self.send(url, mutation, input, &words).await?;
        }
        Some(())
    }

    /// Every change is there wholly or not at all; gives the tables.
    async fn is_whole(&self, before: &Rows) -> Rows {
        let database = self.desk.server.database.connection();
        let after = Rows::of(database).await;
        trail::is_told_once(before, &after);
        // Those that were brought over may become overdue meanwhile.
        let new = after.since(before);
        let changed = new.iter().map(|event| event.case_id);
        let changed: BTreeSet<Uuid> =
            changed.filter(|case| after.cases[case].number.starts_with("351-")).collect();
        for case in changed {
            trail::tells_how_it_stands(&after, case);
            let kinds: BTreeSet<&str> = after
                .clocks
                .iter()
                .filter(|clock| clock.case_id == case)
                .map(|clock| clock.kind.as_str())
                .collect();
            let mut expected = vec!["RESOLUTION", "FIRST_RESPONSE", "CONVENE", "REPORT_UP"];
            expected.extend((after.cases[&case].status == "REPLIED").then_some("FOLLOW_UP"));
            assert_eq!(kinds, expected.into_iter().collect(), "its clocks run");
        }
        let ours = || after.cases.values().filter(|case| case.number.starts_with("351-"));
        for (letter, digits, numbers) in [
            ("", 6, ours().map(|case| case.number.as_str()).collect::<BTreeSet<_>>()),
            ("H", 4, after.slips.iter().map(|slip| slip.number.as_str()).collect()),
            ("S", 4, after.notices.iter().map(|notice| notice.number.as_str()).collect()),
        ] {
            let Some(first) = numbers.first() else { continue };
            let (prefix, _) = first.split_at("351-2026-".len() + letter.len());
            let expected = (1..=numbers.len()).map(|count| format!("{prefix}{count:0digits$}"));
            let expected: BTreeSet<String> = expected.collect();
            assert!(numbers.iter().eq(&expected), "a number is missing: {numbers:?}");
            let series = number_series::Entity::find_by_id(prefix.to_owned());
            let series = series.one(database).await.unwrap().unwrap();
            assert_eq!(usize::try_from(series.last).unwrap(), numbers.len());
        }
        let count = u64::try_from(ours().count()).unwrap();
        let reporters = reporter::Entity::find().count(database).await.unwrap();
        let known = after.cases.values().filter(|case| case.number == "N-2").count() as u64;
        assert_eq!(reporters, count + known, "each case has its reporter");
        let keys = idempotency_key::Entity::find();
        let unfinished = idempotency_key::Column::Made.is_null();
        assert_eq!(keys.clone().count(database).await.unwrap(), count);
        assert_eq!(keys.filter(unfinished).count(database).await.unwrap(), 0);
        after
    }

    /// What was answered since the last time is there.
    async fn has_what_it_answered(&self, rows: &Rows) -> usize {
        let answered = std::mem::take(&mut *self.answered.lock().unwrap());
        let notes: BTreeSet<&str> =
            rows.events.iter().filter_map(|event| event.note.as_deref()).collect();
        let titles = case::Entity::find().all(self.desk.server.database.connection()).await;
        let titles: BTreeSet<String> = titles.unwrap().into_iter().map(|case| case.title).collect();
        for words in &answered {
            let is_there = notes.contains(words.as_str()) || titles.contains(words);
            assert!(is_there, "a change was answered and is lost");
        }
        answered.len()
    }
}

fn url(serving: &Serving) -> String {
    let line: Value = serde_json::from_str(&serving.first_line).unwrap();
    format!("http://{}", line["address"].as_str().unwrap())
}

both! {
    async fn a_server_that_is_killed_leaves_each_change_whole_or_not_at_all(backend: Backend) {
        let town = Town::over(Database::fresh(backend).await).await;
        // The sweeper is at it, too, whenever a server has begun.
        many_late(&town.desk, LATE).await;
        let mut dice = Dice::new(u64::from(std::process::id()));
        let (mut answered, mut half, mut starting) = (0, 0, Duration::ZERO);
        let rounds = number("WARDBOOK_CRASH_ROUNDS").unwrap_or(ROUNDS);
        let mut rows = town.is_whole(&Rows::of(town.desk.server.database.connection()).await).await;
        for _ in 0..rounds {
            let begun = Instant::now();
            let mut serving = town.serve();
            starting += begun.elapsed();
            let url = url(&serving);
            let clients = join_all((0..CLIENTS).map(|_| town.client(&url)));
            let killing = async {
                tokio::time::sleep(Duration::from_millis(dice.between(10, 200) as u64)).await;
                serving.child.kill().unwrap();
                serving.child.wait().unwrap();
            };
            tokio::join!(clients, killing);
            if backend == Backend::Postgres {
                town.is_left_alone().await;
            }
            let after = town.is_whole(&rows).await;
            half += after.since(&rows).len();
            rows = after;
            answered += town.has_what_it_answered(&rows).await;
        }
        println!(
            "killed {rounds} times on {backend:?}: {answered} changes were answered, {half} events \
             are there; a start took {:?}",
            starting / u32::try_from(rounds.max(1)).unwrap(),
        );
        assert!(answered > 0 && half >= answered);
        // It goes on where it stood.
        let serving = town.serve();
        town.one_case(&url(&serving)).await.unwrap();
        let begun = Instant::now();
        while noted(&town.desk).await.values().any(|times| *times == 0) {
            assert!(begun.elapsed() < Duration::from_secs(20), "the sweeper does not come by");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(noted(&town.desk).await.values().all(|times| *times == 1));
        town.is_whole(&rows).await;
    }
}

impl Town {
    /// PostgreSQL has noticed that its clients are gone, and finished or undone what they did.
    async fn is_left_alone(&self) {
        let text = "select count(*) as n from pg_stat_activity where datname = current_database() \
                    and state <> 'idle' and pid <> pg_backend_pid()";
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            let asked = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, text);
            let database = self.desk.server.database.connection();
            let row = database.query_one_raw(asked).await.unwrap().unwrap();
            if row.try_get::<i64>("", "n").unwrap() == 0 {
                return;
            }
            assert!(Instant::now() < until, "somebody is still at it");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_is_killed_leaves_each_change_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cluster) = OwnCluster::in_folder(folder.path()) else { return };
    let town = Town::over(Database::of_cluster(&cluster).await).await;
    let database = town.desk.server.database.connection();
    // What is answered is kept, as on a cluster that is not only for tests.
    database.execute_unprepared("alter role wardbook set synchronous_commit = on").await.unwrap();
    let mut rows = town.is_whole(&Rows::of(database).await).await;
    let serving = town.serve();
    let url = url(&serving);
    let mut dice = Dice::new(u64::from(std::process::id()));
    let mut answered = 0;
    for _ in 0..OUTAGES {
        let clients = join_all((0..CLIENTS).map(|_| town.client(&url)));
        let killing = async {
            tokio::time::sleep(Duration::from_millis(dice.between(100, 500) as u64)).await;
            cluster.kill();
        };
        tokio::join!(clients, killing);
        cluster.start();
        let back = Instant::now();
        while town.one_case(&url).await.is_none() {
            assert!(back.elapsed() < Duration::from_secs(20), "it is not back");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        town.is_left_alone().await;
        rows = town.is_whole(&rows).await;
        answered += town.has_what_it_answered(&rows).await;
    }
    println!("a cluster was killed {OUTAGES} times: {answered} changes were answered");
    assert!(answered >= 7 * OUTAGES as usize);
}
