//! A town's desk as its people use it: each signs in once and sends mutations.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::{Backend, Database, Server, Setup, import};

/// A served town with teams, and those who work there.
pub(crate) struct Desk {
    pub(crate) server: Server,
    tokens: tokio::sync::Mutex<HashMap<String, String>>,
}

const TEAMS: &str = "name,kind,area_code,unit,leader,members
Mediators,MEDIATION,351,false,mediator,mediator;helper
Bridge patrol,PATROL,3511,false,walker,walker
Lake team,PATROL,3521,false,far,far
";

const PEOPLE: &str = "username,display_name,role,area_code
mediator,Mei,team_member,351
helper,Hal,team_member,351
walker,Wal,team_member,3511
second,Sue,town_center,351
above,Abe,district_center,35
mill,Mia,community,3512
";

/// What every answer to a change of a case shows.
pub(crate) const SHOWN: &str = "caseId case{id number status version dueAt closedAt overdue \
     reopenCount satisfaction resolution confidential emergency severity desk{code} area{code} \
     team{name} handler{displayName} firstHandler{displayName} overseer{displayName} \
     allowedActions} event{kind fromStatus toStatus note actor{displayName} team{name} desk{code} \
     dueBefore dueAfter}";

/// The type of a mutation's input.
pub(crate) fn input_type(mutation: &str) -> String {
    match mutation {
        "returnCase" | "resolveCase" | "rejectResolution" | "archiveCase" | "reopenCase"
        | "withdrawCase" => "CaseWordsInput".to_owned(),
        "declineCase" => "ReplyToReporterInput".to_owned(),
        "addParty" => "PartyInput".to_owned(),
        other => other[..1].to_uppercase() + &other[1..] + "Input",
    }
}

impl Desk {
    pub(crate) async fn open(backend: Backend) -> Self {
        Self::over(backend, Setup::default()).await
    }

    pub(crate) async fn over(backend: Backend, setup: Setup) -> Self {
        Self::on(Database::fresh(backend).await, setup).await
    }

    pub(crate) async fn on(database: Database, setup: Setup) -> Self {
        let server = Server::over(database, setup).await;
        let desk = Self { server, tokens: Default::default() };
        desk.employs(PEOPLE).await;
        let server = &desk.server;
        import::teams(&server.store, TEAMS).await;
        // Categories come with what is brought over.
        let brought = "number,title,area_code,received_at,category,status,closed_at\n\
             K-1,Long done,3511,2026-01-01T08:00:00Z,Disputes,ARCHIVED,2026-01-02T08:00:00Z\n";
        import::cases(&server.store, brought, &server.keys).await;
        desk
    }

    pub(crate) async fn token(&self, username: &str) -> String {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(username) {
            return token.clone();
        }
        let (token, _) = self.server.login(username).await;
        tokens.insert(username.to_owned(), token.clone());
        token
    }

    /// The whole answer to a document.
    pub(crate) async fn ask(&self, user: &str, query: &str, variables: Value) -> Value {
        let token = self.token(user).await;
        let body = json!({"query": query, "variables": variables});
        self.server.ask_with(&token, body).await.1
    }

    /// The data of a query that has no errors.
    pub(crate) async fn data(&self, user: &str, query: &str) -> Value {
        let mut answer = self.ask(user, query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{user}: {query}");
        answer["data"].take()
    }

    /// The whole answer to a mutation.
    pub(crate) async fn send(
        &self,
        user: &str,
        mutation: &str,
        input: Value,
        shown: &str,
    ) -> Value {
        let ty = input_type(mutation);
        let query = format!("mutation($input:{ty}!){{{mutation}(input:$input){{{shown}}}}}");
        self.ask(user, &query, json!({"input": input})).await
    }

    /// What a document of one field comes to: the field's value, or the extensions of its one error.
    pub(crate) async fn tries(
        &self,
        user: &str,
        document: &str,
        variables: Value,
    ) -> Result<Value, Value> {
        let mut answer = self.ask(user, document, variables).await;
        match answer["errors"].as_array().map_or(0, Vec::len) {
            0 => Ok(answer["data"].as_object_mut().unwrap().values_mut().next().unwrap().take()),
            1 => Err(answer["errors"][0]["extensions"].take()),
            _ => panic!("{user}: {document}: {answer}"),
        }
    }

    /// How many rows there are in each of these tables.
    pub(crate) async fn rows(&self, tables: &[&str]) -> Vec<i64> {
        use sea_orm::{ConnectionTrait, Statement};
        let database = self.server.database.connection();
        let mut counts = Vec::new();
        for table in tables {
            let text = format!("select count(*) as n from {table}");
            let count = Statement::from_string(database.get_database_backend(), text);
            let row = database.query_one_raw(count).await.unwrap().unwrap();
            counts.push(row.try_get("", "n").unwrap());
        }
        counts
    }

    /// Brings in more people, who sign in with the tests' password.
    pub(crate) async fn employs(&self, people: &str) {
        let hashes = crate::support::password_hashes(people);
        import::users(&self.server.store, people, &hashes).await;
        Server::passwords_were_changed(&self.server.database).await;
    }

    /// Lets the town's clock go on to a moment.
    pub(crate) fn wait_until(&self, at: chrono::DateTime<chrono::Utc>) {
        let wait = at - self.server.clock.now();
        assert!(wait > chrono::TimeDelta::zero(), "{at} is over");
        self.server.clock.advance(wait);
    }

    /// What comes of saving something while an import of areas, on PostgreSQL, moves the areas and then
    /// what lies in them, which this table has.
    pub(crate) async fn while_areas_move<T>(
        &self,
        table: &str,
        saving: impl Future<Output = T>,
    ) -> T {
        use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
        let connection = self.server.database.connection();
        let import = connection.begin().await.unwrap();
        import.execute_unprepared("update areas set name = name").await.unwrap();
        let moving = async {
            let waits = "select 1 as waits from pg_stat_activity \
                         where datname = current_database() and wait_event_type = 'Lock'";
            let waits = || Statement::from_string(connection.get_database_backend(), waits);
            while connection.query_one_raw(waits()).await.unwrap().is_none() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            let rows = format!("update {table} set area_id = area_id");
            import.execute_unprepared(&rows).await.unwrap();
            import.commit().await.unwrap();
        };
        tokio::join!(saving, moving).0
    }

    /// What a mutation that is done answers.
    pub(crate) async fn does(&self, user: &str, mutation: &str, input: Value) -> Value {
        let mut answer = self.send(user, mutation, input.clone(), SHOWN).await;
        assert_eq!(answer.get("errors"), None, "{user} does {mutation} {input}");
        answer["data"][mutation].take()
    }

    /// The one error of a mutation that is refused: its extensions.
    pub(crate) async fn refused(&self, user: &str, mutation: &str, input: Value) -> Value {
        let shown = match mutation {
            "readReporter" => "parties{id}",
            "attachFile" => "attachmentId",
            _ => "caseId",
        };
        let mut answer = self.send(user, mutation, input.clone(), shown).await;
        let errors = answer["errors"].as_array().map_or(0, Vec::len);
        assert_eq!(errors, 1, "{user} does {mutation} {input}: {answer}");
        assert_eq!(answer["data"], Value::Null, "{mutation}: {answer}");
        answer["errors"][0]["extensions"].take()
    }

    /// The global id of the area with this code.
    pub(crate) async fn area(&self, code: &str) -> String {
        let query = format!("{{area(by:{{code:\"{code}\"}}){{id}}}}");
        self.data("above", &query).await["area"]["id"].as_str().unwrap().to_owned()
    }

    /// The global id of the team of this name.
    pub(crate) async fn team(&self, name: &str) -> String {
        let query = format!("{{teams(filter:{{name:{{eq:\"{name}\"}}}}){{nodes{{id}}}}}}");
        self.data("above", &query).await["teams"]["nodes"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The global id of whoever signs in by this name.
    pub(crate) async fn user(&self, username: &str) -> String {
        self.data(username, "{viewer{user{id}}}").await["viewer"]["user"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A case that the community's officer registers, by its id.
    pub(crate) async fn registered(&self, user: &str, area: &str, input: Value) -> String {
        let mut whole = json!({
            "title": "Noise at night", "description": "", "source": "WALK_IN",
            "areaId": self.area(area).await,
            "reporter": {"name": "Wei", "phone": "0591-87654321"},
        });
        for (name, value) in input.as_object().unwrap() {
            whole[name] = value.clone();
        }
        let made = self.does(user, "registerCase", whole).await;
        made["caseId"].as_str().unwrap().to_owned()
    }

    /// The case's version, as whoever sees all knows it.
    pub(crate) async fn version(&self, case: &str) -> i64 {
        let query = format!("{{case(by:{{id:\"{case}\"}}){{version}}}}");
        self.data("above", &query).await["case"]["version"].as_i64().unwrap()
    }

    /// The input of an action with nothing but words, at the case's present version.
    pub(crate) async fn words(&self, case: &str, note: &str) -> Value {
        json!({"id": case, "expectedVersion": self.version(case).await, "note": note})
    }

    /// Does something with a case at its present version.
    pub(crate) async fn acts(&self, user: &str, mutation: &str, case: &str, more: Value) -> Value {
        let input = self.with_version(case, more).await;
        self.does(user, mutation, input).await
    }

    pub(crate) async fn with_version(&self, case: &str, more: Value) -> Value {
        let mut input = json!({"id": case, "expectedVersion": self.version(case).await});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    }

    /// What somebody may do with a case now.
    pub(crate) async fn allowed(&self, user: &str, case: &str) -> Vec<String> {
        let query = format!("{{case(by:{{id:\"{case}\"}}){{allowedActions}}}}");
        let answer = self.data(user, &query).await;
        let Some(actions) = answer["case"]["allowedActions"].as_array() else { return Vec::new() };
        actions.iter().map(|action| action.as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn category(&self) -> String {
        let answer = self.data("above", "{categories{id}}").await;
        answer["categories"][0]["id"].as_str().unwrap().to_owned()
    }
}

/// The fields that an INVALID_INPUT names.
pub(crate) fn fields(refused: Result<Value, Value>) -> Vec<String> {
    let refused = refused.unwrap_err();
    assert_eq!(refused["code"], "INVALID_INPUT", "{refused}");
    let problems = refused["problems"].as_array().unwrap();
    problems.iter().map(|problem| problem["field"].as_str().unwrap().to_owned()).collect()
}
