//! The binary itself, as a newcomer and an operator run it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::client;

pub(crate) fn wardbook(database: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wardbook"));
    command
        .env("WARDBOOK_DATABASE_URL", format!("sqlite://{}", database.display()))
        .env_remove("WARDBOOK_SECRET_FILE")
        .stdin(Stdio::null());
    command
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A server that is told to stop when the test ends, however it ends.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) first_line: String,
    /// All that it says after that line, until it ends.
    rest: Option<std::thread::JoinHandle<String>>,
}

impl Serving {
    /// Starts a command, and waits for its first line on one of its outputs that holds `mark`.
    pub(crate) fn start(command: &mut Command, on_stderr: bool, mark: &str) -> Self {
        command.stdout(Stdio::piped()).stderr(if on_stderr {
            Stdio::piped()
        } else {
            Stdio::null()
        });
        let mut child = command.spawn().unwrap();
        let mut first_line = String::new();
        let mut lines: Box<dyn BufRead + Send> = match (child.stdout.take(), child.stderr.take()) {
            (_, Some(stderr)) => Box::new(BufReader::new(stderr)),
            (Some(stdout), None) => Box::new(BufReader::new(stdout)),
            (None, None) => panic!("no output"),
        };
        let mut said = String::new();
        while !first_line.contains(mark) {
            said.push_str(&first_line);
            first_line.clear();
            let read = lines.read_line(&mut first_line).unwrap();
            assert!(read > 0, "it ended before it served: {said}");
        }
        let rest = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = lines.read_to_string(&mut text);
            text
        });
        Self { child, first_line, rest: Some(rest) }
    }

    /// Tells it to stop; its exit status, and all that it said.
    pub(crate) fn stop(self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.wait()
    }

    /// Waits for its end; its exit status, and all that it said.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap().code();
        (status, self.rest.take().unwrap().join().unwrap())
    }

    /// The time that it has computed for.
    pub(crate) fn processor_time(&self) -> std::time::Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let fields = fields.split_whitespace().skip(11).take(2);
        // In hundredths of a second, as Linux has them for everybody.
        let ticks: u64 = fields.map(|ticks| ticks.parse::<u64>().unwrap()).sum();
        std::time::Duration::from_millis(ticks * 10)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn post(url: &str, token: Option<&str>, body: Value) -> Value {
    let mut request = client().post(url).json(&body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap().json().await.unwrap()
}

async fn cases_of(served: &Value, username: &str) -> u64 {
    let url = served["url"].as_str().unwrap();
    let accounts = served["accounts"].as_array().unwrap();
    let account = accounts.iter().find(|account| account["username"] == username).unwrap();
    let login = json!({"username": username, "password": account["password"]});
    let token = post(&format!("{url}/auth/login"), None, login).await;
    let token = token["access_token"].as_str().unwrap_or_else(|| panic!("{username}: {token}"));
    let query =
        json!({"query": "{ cases { totalCount } viewer { grants { role area { code } } } }"});
    let answer = post(&format!("{url}/graphql"), Some(token), query).await;
    let grant = &answer["data"]["viewer"]["grants"][0];
    assert_eq!(grant["role"], account["grants"][0]["role"], "{username}");
    assert_eq!(grant["area"]["code"], account["grants"][0]["area"], "{username}");
    answer["data"]["cases"]["totalCount"].as_u64().unwrap()
}

/// Sends a file as somebody of the demo; its id, as backups name it.
async fn sent_by(served: &Value, username: &str) -> String {
    let url = served["url"].as_str().unwrap();
    let accounts = served["accounts"].as_array().unwrap();
    let account = accounts.iter().find(|account| account["username"] == username).unwrap();
    let login = json!({"username": username, "password": account["password"]});
    let token = post(&format!("{url}/auth/login"), None, login).await;
    let (kind, body) = crate::files::body_of("file", "a.pdf", &crate::files::pdf());
    let request = client().post(format!("{url}/files")).header("content-type", kind).body(body);
    let request = request.bearer_auth(token["access_token"].as_str().unwrap());
    let sent: Value = request.send().await.unwrap().json().await.unwrap();
    sent["id"].as_str().unwrap().strip_prefix("file_").unwrap().to_owned()
}

fn mode_of(file: &Path) -> u32 {
    std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(file).unwrap()) & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_serves_a_town_whose_parts_add_up_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let demo = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wardbook"));
        command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--seed", "7"]);
        command.args(["--now", "2026-06-01T08:00:00Z", "--data"]).arg(folder.path());
        Serving::start(&mut command, false, "{")
    };
    let first = demo();
    let served: Value = serde_json::from_str(&first.first_line).unwrap();
    let roles = |role: &str| {
        let accounts = served["accounts"].as_array().unwrap();
        accounts.iter().filter(|account| account["grants"][0]["role"] == role).count()
    };
    for (role, least) in [
        ("group_leader", 2),
        ("community", 2),
        ("town_center", 1),
        ("team_member", 1),
        ("analyst", 1),
        ("administrator", 1),
    ] {
        assert!(roles(role) >= least, "{role}");
    }
    let whole = cases_of(&served, "district").await;
    assert_eq!(whole, 4_000);
    let (town, other) = (cases_of(&served, "town").await, cases_of(&served, "town2").await);
    assert!(town + other < whole && town > other, "{town} and {other} of {whole}");
    let communities = cases_of(&served, "community1").await + cases_of(&served, "community2").await;
    assert!(communities < town && cases_of(&served, "leader1").await > 0);
    assert_eq!(cases_of(&served, "admin").await, 0, "an administrator reads no case");
    // What was sent lies where all other commands look for it.
    let database = folder.path().join("wardbook.db");
    let sent = sent_by(&served, "town").await;
    let archive = folder.path().join("backup");
    let backup = wardbook(&database).arg("backup").arg(&archive).output().unwrap();
    assert!(backup.status.success(), "{}", told(&backup));
    assert!(folder.path().join("wardbook.files").is_dir() && !folder.path().join("files").exists());
    let archived = zstd::stream::decode_all(std::fs::File::open(&archive).unwrap()).unwrap();
    assert!(memchr::memmem::find(&archived, sent.as_bytes()).is_some(), "{sent}");
    for file in ["wardbook.db", "wardbook.db-wal", "wardbook.db-shm", "wardbook.secret"] {
        assert_eq!(mode_of(&folder.path().join(file)), 0o600, "{file}");
    }
    assert_eq!(first.stop().0, Some(0));

    let again = demo();
    let served_again: Value = serde_json::from_str(&again.first_line).unwrap();
    assert_eq!(served_again["accounts"], served["accounts"], "what is there is served again");
    assert_eq!(cases_of(&served_again, "district").await, whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sets_a_desk_up_and_stops_it_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("desk.db");
    let run = |arguments: &[&str]| wardbook(&database).args(arguments).output().unwrap();

    let refused = run(&["serve"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told(&refused).contains("there is no database"), "{}", told(&refused));
    assert_eq!(told(&refused).lines().count(), 1);
    assert!(!folder.path().join("desk.secret").exists(), "nothing is left behind");
    assert_eq!(run(&["serve", "--nonsense"]).status.code(), Some(2));

    assert!(run(&["migrate"]).status.success());
    assert_eq!(mode_of(&database), 0o600);
    let areas = folder.path().join("areas.csv");
    std::fs::write(&areas, "code,parent_code,level,name\n1,,town,East\n11,1,community,Mill\n")
        .unwrap();
    let areas = areas.to_str().unwrap();
    let dry = run(&["import", "areas", areas, "--dry-run"]);
    assert!(String::from_utf8_lossy(&dry.stdout).contains("areas: 2 new"), "{}", told(&dry));
    let unknown = run(&["user", "create", "Wei Secret", "--role", "community@11"]);
    assert_eq!(unknown.status.code(), Some(1), "a dry run wrote nothing");
    assert!(run(&["import", "areas", areas]).status.success());
    let made = run(&["user", "create", "Wei Secret", "--role", "community@11"]);
    let password = String::from_utf8(made.stdout.clone()).unwrap();
    let password = password.trim().strip_prefix("password: ").unwrap().to_owned();
    assert!(run(&["user", "grant", "Wei Secret", "analyst@1"]).status.success());
    let again = run(&["user", "grant", "Wei Secret", "analyst@2"]);
    assert!(told(&again).contains("there is no area `2`"), "{}", told(&again));

    let mut serve = wardbook(&database);
    serve.args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]);
    serve.args(["--log-format", "json", "--log-level", "debug"]);
    let serving = Serving::start(&mut serve, true, "address");
    let line: Value = serde_json::from_str(&serving.first_line).unwrap();
    let url = format!("http://{}", line["address"].as_str().unwrap());
    let login = json!({"username": "Wei Secret", "password": password});
    let signed_in = post(&format!("{url}/auth/login"), None, login).await;
    assert_eq!(signed_in["password_must_change"], true, "{signed_in}");
    let token = signed_in["access_token"].as_str().unwrap();
    let own = "a lantern above the bridge";
    let change = "mutation($current: String!, $new: String!) { \
                  changePassword(current: $current, new: $new) { userId } }";
    let change = json!({"query": change, "variables": {"current": password, "new": own}});
    let changed = post(&format!("{url}/graphql"), Some(token), change).await;
    assert_eq!(changed.get("errors"), None, "{changed}");
    let refresh = json!({"refresh_token": signed_in["refresh_token"]});
    let token = post(&format!("{url}/auth/refresh"), None, refresh).await;
    let token = token["access_token"].as_str().unwrap().to_owned();
    let made = run(&["token", "create", "nightly", "--user", "Wei Secret", "--expires", "1d"]);
    let made = String::from_utf8(made.stdout.clone()).unwrap();
    let program = made.lines().find_map(|line| line.strip_prefix("token: ")).unwrap().to_owned();
    let query = json!({"query": "{ areas { nodes { name } } }"});
    let answer = post(&format!("{url}/graphql"), Some(&program), query).await;
    assert_eq!(answer["data"]["areas"]["nodes"][0], json!({"name": "East"}), "{answer}");
    let query = json!({"query": "{ areas { nodes { code } } }"});
    let answer = post(&format!("{url}/graphql"), Some(&token), query).await;
    assert_eq!(answer["data"]["areas"]["nodes"], json!([{"code": "1"}, {"code": "11"}]));
    let mode = std::os::unix::fs::MetadataExt::mode(
        &std::fs::metadata(folder.path().join("desk.secret")).unwrap(),
    );
    assert_eq!(mode & 0o777, 0o600);

    let (status, text) = serving.stop();
    assert_eq!(status, Some(0), "{text}");
    assert!(text.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{text}");
    let answered = |line: &Value| line["route"] == "/graphql" && line["status"] == 200;
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let lines = lines.filter(answered).collect::<Vec<_>>();
    assert_eq!(lines.len(), 3, "{text}");
    let line = &lines[2];
    assert_eq!(line["request"].as_str().map(str::len), Some(36), "{line}");
    assert_eq!((&line["method"], line["user"].is_string()), (&json!("POST"), true), "{line}");
    for secret in ["Secret", &password, own, &token, &program, "wb_", "areas { nodes"] {
        assert!(!text.contains(secret), "the log holds `{secret}`");
    }
}

#[test]
fn the_file_with_the_keys_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.secret");
    let make = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wardbook"));
        command.args(["key", "make"]).arg(&file).output().unwrap()
    };
    let made = make();
    assert!(made.status.success(), "{}", told(&made));
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap());
    assert_eq!(mode & 0o777, 0o600);
    let keys = std::fs::read(&file).unwrap();
    assert!(wardbook::secret::load(&file).is_ok());
    // What it holds is nobody's to read, also not on a terminal.
    assert!(!String::from_utf8_lossy(&made.stdout).contains("signing"));
    let again = make();
    assert_eq!(again.status.code(), Some(1));
    assert!(told(&again).contains("never overwritten"), "{}", told(&again));
    assert_eq!(std::fs::read(&file).unwrap(), keys);
}

#[test]
fn the_schema_is_printed_whole() {
    let output = Command::new(env!("CARGO_BIN_EXE_wardbook")).arg("schema").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.trim(), wardbook::schema::sdl().trim());
}
