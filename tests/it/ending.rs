//! The binary is told to stop while it serves: whoever was heard is answered, and nobody else is
//! let in.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binary::{Serving, wardbook};
use crate::support::{Wire, client, statuses};

/// A town that is served by the binary itself, and a token for it.
struct Town {
    serving: Serving,
    address: SocketAddr,
    token: String,
}

impl Town {
    async fn serve(folder: &Path, limit: &str) -> Self {
        let database = folder.join("town.db");
        let run = |arguments: &[&str]| {
            let output = wardbook(&database).args(arguments).output().unwrap();
            assert!(output.status.success(), "{arguments:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        run(&["migrate"]);
        let areas = folder.join("areas.csv");
        std::fs::write(&areas, "code,parent_code,level,name\n1,,town,East\n").unwrap();
        run(&["import", "areas", areas.to_str().unwrap()]);
        let password = "a lantern above the bridge";
        let mut create = wardbook(&database);
        create.args(["user", "create", "town", "--role", "town_center@1", "--password-stdin"]);
        let mut create = create.stdin(std::process::Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut create.stdin.take().unwrap(), password.as_bytes()).unwrap();
        assert!(create.wait().unwrap().success());

        let program = wardbook(&database);
        // The limit holds for the binary and nothing else.
        let mut serve = std::process::Command::new("sh");
        serve.args(["-c", &format!("{limit} exec \"$0\" \"$@\"")]).arg(program.get_program());
        serve.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        serve.args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
        serve.args(["--log-format", "json"]).stdin(std::process::Stdio::null());
        let serving = Serving::start(&mut serve, true, "address");
        let line: Value = serde_json::from_str(&serving.first_line).unwrap();
        let address: SocketAddr = line["address"].as_str().unwrap().parse().unwrap();
        let body = json!({"username": "town", "password": password});
        let login = client().post(format!("http://{address}/auth/login")).json(&body);
        let answer: Value = login.send().await.unwrap().json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self { serving, address, token }
    }

    fn request(&self) -> String {
        let body = json!({"query": "{ areas { totalCount nodes { code name } } }"}).to_string();
        format!(
            "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: \
             application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        )
    }
}

/// What a client saw of one request.
struct Seen {
    sent_before_the_end: bool,
    answer: String,
}

impl Seen {
    fn is_whole(&self) -> bool {
        statuses(&self.answer) == [200] && self.answer.ends_with("}]}}}")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asked_before_the_end_is_answered_whole() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::serve(folder.path(), "").await;
    let (request, address) = (town.request(), town.address);
    let (ended, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    // Some keep their connection, some take a new one for each request.
    let client = async |keeps: bool| {
        let mut seen = Vec::new();
        let mut kept: Option<Wire> = None;
        loop {
            let wire = match kept.take() {
                Some(wire) => Some(wire),
                None => Wire::try_to(address).await,
            };
            let Some(mut wire) = wire else { return seen };
            let sent = wire.send(&request).await;
            let sent_before_the_end = sent && !ended.load(Ordering::SeqCst);
            let mut answer = String::new();
            while !answer.ends_with("}]}}}") {
                let more = wire.read().await;
                if more.is_empty() {
                    break;
                }
                answer += &more;
            }
            let is_last = answer.contains("connection: close");
            answered.fetch_add(1, Ordering::Relaxed);
            let is_cut = !answer.ends_with("}]}}}");
            seen.push((Seen { sent_before_the_end, answer }, is_last));
            if is_last || is_cut {
                if !is_cut {
                    assert_eq!(wire.read_to_end().await, "", "nothing after the last answer");
                }
            } else if keeps {
                kept = Some(wire);
            }
        }
    };
    let clients = (0..16).map(|n| client(n % 2 == 0));
    let idle = Wire::to(address).await;
    let pid = town.serving.child.id().to_string();
    let stopping = async {
        while answered.load(Ordering::Relaxed) < 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // From here on a request may come too late.
        ended.store(true, Ordering::SeqCst);
        assert!(
            std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success()
        );
        Instant::now()
    };
    let (seen, told) = tokio::join!(futures_util::future::join_all(clients), stopping);
    let (status, log) = tokio::task::spawn_blocking(|| town.serving.wait()).await.unwrap();
    assert_eq!(status, Some(0), "{log}");
    assert!(told.elapsed() < Duration::from_secs(20), "silent clients hold nothing up");
    drop(idle);
    assert!(Wire::try_to(address).await.is_none(), "nobody is let in any more");

    let seen: Vec<(Seen, bool)> = seen.into_iter().flatten().collect();
    let (mut heard, mut last) = (0, 0);
    for (one, is_last) in &seen {
        if one.sent_before_the_end {
            assert!(one.is_whole(), "{:?}", one.answer);
            heard += 1;
        }
        last += usize::from(*is_last && one.is_whole());
    }
    assert!(heard >= 200 && last > 0, "{heard} were heard before the end, {last} were told of it");
    println!("{heard} answers to what was sent before the end, {last} of them the last ones");
}

/// The process is held still while requests arrive, on connections that it knows and on such as it
/// has not even accepted, and is told to stop before it goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lies_unread_when_the_end_comes_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::serve(folder.path(), "export WARDBOOK_QUERIES_OF_ONE_USER=1000;").await;
    let (request, address) = (town.request(), town.address);
    let pid = town.serving.child.id().to_string();
    let signal = |name: &str| {
        let sent = std::process::Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(sent.success());
    };
    let mut wires = Vec::new();
    for _ in 0..40 {
        let mut wire = Wire::to(address).await;
        assert!(wire.send(&request).await);
        assert_eq!(statuses(&wire.read().await), [200]);
        wires.push(wire);
    }
    signal("-STOP");
    // More than a task accepts at a stretch.
    for _ in 0..400 {
        wires.push(Wire::to(address).await);
    }
    for wire in &mut wires {
        assert!(wire.send(&request).await);
    }
    signal("-TERM");
    signal("-CONT");
    for (n, wire) in wires.iter_mut().enumerate() {
        let answer = wire.read_to_end().await;
        assert_eq!(statuses(&answer), [200], "{n}: {answer}");
        assert!(answer.contains("connection: close") && answer.ends_with("}]}}}"), "{n}: {answer}");
    }
    let (status, log) = tokio::task::spawn_blocking(|| town.serving.wait()).await.unwrap();
    assert_eq!(status, Some(0), "{log}");
    assert!(Wire::try_to(address).await.is_none(), "nobody is let in any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_of_few_files_serves_as_many_as_it_can_and_does_not_spin() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::serve(folder.path(), "ulimit -n 26;").await;
    let mut wires = Vec::new();
    for _ in 0..100 {
        wires.push(Wire::to(town.address).await);
    }
    for wire in &mut wires {
        assert!(wire.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await);
    }
    let served = statuses(&wires[0].read().await);
    assert_eq!(served, [200]);
    let before = town.serving.processor_time();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let used = town.serving.processor_time() - before;
    assert!(used < Duration::from_secs(1), "it used {used:?} of two seconds for nothing");
    // Those who were served leave, and all others get their turn.
    for mut wire in wires.drain(1..) {
        assert_eq!(statuses(&wire.read().await), [200]);
    }
    let body = town.request();
    drop(wires);
    let mut wire = Wire::to(town.address).await;
    assert!(wire.send(&body).await);
    assert_eq!(statuses(&wire.read().await), [200]);
    let (status, log) = town.serving.stop();
    assert_eq!(status, Some(0));
    assert!(log.contains("could not be accepted"), "{}", log.len());
}
