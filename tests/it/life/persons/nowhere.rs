//! A telephone number is planted, and then looked for wherever anything is kept, said or answered.

use memchr::memmem;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use super::super::Desk;
use super::super::desk::input_type;
use super::everything::Everything;
use crate::binary::Serving;
use crate::support::{Backend, Installed, PASSWORD, both};

/// The numbers of the reporter, of the reporter as corrected, and of a party; none is a number that
/// the program would know for one.
const NUMBERS: [&str; 3] = ["31415926", "27182818", "16180339"];

/// The names beside them.
const NAMES: [&str; 3] = ["Wei Unheard", "Wang Unheard", "Li Unheard"];

/// The served binary and whoever signed in to it.
struct Binary {
    client: reqwest::Client,
    url: String,
}

impl Binary {
    async fn login(&self, user: &str) -> String {
        let login = json!({"username": user, "password": PASSWORD});
        let login = self.client.post(format!("{}/auth/login", self.url)).json(&login);
        let answer: Value = login.send().await.unwrap().json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    async fn ask(&self, token: &str, query: &str, input: Value) -> String {
        let body = json!({"query": query, "variables": {"input": input}});
        let request = self.client.post(format!("{}/graphql", self.url)).bearer_auth(token);
        request.json(&body).send().await.unwrap().text().await.unwrap()
    }

    async fn send(&self, token: &str, mutation: &str, input: Value, shown: &str) -> Value {
        let ty = input_type(mutation);
        let query = format!("mutation($input:{ty}!){{{mutation}(input:$input){{{shown}}}}}");
        let answer: Value = serde_json::from_str(&self.ask(token, &query, input).await).unwrap();
        assert_eq!(answer.get("errors"), None, "{mutation}");
        answer["data"][mutation].clone()
    }
}

/// Whether any of this is somewhere in there.
fn holds(bytes: &[u8]) -> Option<&'static str> {
    let secrets = NUMBERS.iter().chain(&NAMES);
    secrets.copied().find(|secret| memmem::find(bytes, secret.as_bytes()).is_some())
}

/// All that the database has, as it lies on the disk or as text.
async fn kept(desk: &Desk) -> Vec<u8> {
    let database = &desk.server.database;
    if database.backend() == Backend::Sqlite {
        let file = database.url().strip_prefix("sqlite://").unwrap();
        let parts = ["", "-wal", "-shm"].map(|end| std::fs::read(format!("{file}{end}")));
        return parts.into_iter().filter_map(Result::ok).flatten().collect();
    }
    let rows = async |text: String| {
        let asked = Statement::from_string(DbBackend::Postgres, text);
        let rows = database.connection().query_all_raw(asked).await.unwrap();
        rows.iter().map(|row| row.try_get::<String>("", "n").unwrap()).collect::<Vec<_>>()
    };
    let tables = "select tablename::text as n from pg_tables where schemaname = 'public'";
    let mut kept = String::new();
    for table in rows(tables.to_owned()).await {
        kept.extend(rows(format!("select t::text as n from \"{table}\" t")).await);
    }
    kept.into_bytes()
}

both! {
    async fn a_telephone_number_is_nowhere_but_in_the_answer_to_who_may_read_it(
        backend: Backend
    ) {
        let desk = Desk::open(backend).await;
        let installed = Installed::around(&desk.server.database);
        let metrics = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = installed.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(["--metrics-listen", &metrics.to_string()]);
        command.args(["--log-format", "json", "--log-level", "debug"]);
        let serving = Serving::start(&mut command, true, "address");
        let line: Value = serde_json::from_str(&serving.first_line).unwrap();
        let url = format!("http://{}", line["address"].as_str().unwrap());
        let binary = Binary { client: reqwest::Client::new(), url };
        let (community, town) = (binary.login("community").await, binary.login("town").await);

        let reporter = |n: usize| json!({
            "name": NAMES[n], "phone": NUMBERS[n], "email": format!("{}@example.org", NUMBERS[n]),
        });
        let registered = binary.send(&community, "registerCase", json!({
            "title": "Noise", "description": "", "source": "PHONE", "reporter": reporter(0),
            "areaId": desk.area("3511").await, "idempotencyKey": "k",
        }), "caseId").await;
        let case = registered["caseId"].clone();
        binary.send(&community, "addParty", json!({
            "caseId": case, "name": NAMES[2], "phone": NUMBERS[2], "role": "Neighbour",
            "idempotencyKey": "p",
        }), "partyId").await;
        let look = "reporter{name phone email anonymous} parties{name phone role}";
        let first = binary.send(&town, "readReporter", json!({"caseId": case}), look).await;
        assert_eq!(first["reporter"]["phone"], NUMBERS[0]);
        binary.send(&community, "amendReporter", json!({
            "caseId": case, "reporter": reporter(1), "reason": "Misheard",
        }), "caseId").await;
        let second = binary.send(&town, "readReporter", json!({"caseId": case}), look).await;
        assert_eq!(second, json!({
            "reporter": {
                "name": NAMES[1], "phone": NUMBERS[1], "anonymous": false,
                "email": format!("{}@example.org", NUMBERS[1]),
            },
            "parties": [{"name": NAMES[2], "phone": NUMBERS[2], "role": "Neighbour"}],
        }));

        // All that can be asked for, by those who may look at a reporter and those who may not.
        let everything = Everything::read();
        let (of_one, of_many) = (everything.of("Case", 2), everything.of("Case", 1));
        let queries = [
            format!("{{case(by:{{id:{case}}}){{{of_one}}}}}"),
            format!("{{cases(first:5){{nodes{{{of_many}}}}}}}"),
            format!("{{nodes(ids:[{case}]){{...on Case{{{of_many}}}}}}}"),
            format!("{{viewer{{{}}}}}", everything.of("Viewer", 1)),
        ];
        for user in ["community", "town", "above", "analyst", "leader", "far", "mediator"] {
            let token = binary.login(user).await;
            for query in &queries {
                let answer = binary.ask(&token, query, json!(null)).await;
                assert!(!answer.contains("errors"), "{user}: {query}: {answer}");
                assert_eq!(holds(answer.as_bytes()), None, "{user}: {query}: {answer}");
            }
            if user == "analyst" {
                let answer = binary.ask(&token, &queries[0], json!(null)).await;
                assert!(answer.contains("REPORTER_AMENDED"), "they see the case: {answer}");
            }
        }
        let metrics = binary.client.get(format!("http://{metrics}/metrics")).send().await.unwrap();
        let metrics = metrics.text().await.unwrap();
        assert!(metrics.contains("/graphql"), "{metrics}");
        assert_eq!(holds(metrics.as_bytes()), None);
        let whole = kept(&desk).await;
        assert!(memmem::find(&whole, b"Noise").is_some(), "what is kept is looked at");
        assert_eq!(holds(&whole), None);
        let (status, said) = serving.stop();
        assert_eq!(status, Some(0));
        assert!(said.contains("/graphql"), "{said}");
        assert_eq!(holds(said.as_bytes()), None, "the log has it");
        assert_eq!(holds(&kept(&desk).await), None, "also after the end");
    }
}
