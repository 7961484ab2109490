//! Documents, errors and status codes as clients meet them.

use serde_json::{Value, json};
use wardbook::policy::Authorizer;

use crate::support::{Backend, Server, both};

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no code: {answer}"))
}

both! {
    async fn bad_input_is_told_by_field_and_never_a_fault_of_ours(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let bomb: String = (0..30)
            .map(|n| format!("fragment f{n} on Query {{ ...f{} ...f{} }} ", n + 1, n + 2))
            .collect();
        let bomb = format!("{{ ...f0 }} {bomb} fragment f30 on Query {{ __typename }} fragment f31 on Query {{ __typename }}");
        let deep = format!("{{ areas {{ nodes {{ {} id {} }} }} }}", "parent { ".repeat(20), "}".repeat(20));
        for (query, expected, field) in [
            ("{ cases(first: -1) { totalCount } }", "INVALID_INPUT", "cases.first"),
            ("{ cases(first: 100000) { totalCount } }", "INVALID_INPUT", "cases.first"),
            ("{ cases(first: 1, last: 1) { totalCount } }", "INVALID_INPUT", "cases.last"),
            ("{ case(by: {id: \"garbage\"}) { id } }", "INVALID_INPUT", "case.by.id"),
            ("{ node(id: \"nobody_0123456789abcdef0123456789abcdef\") { id } }", "INVALID_INPUT", "node.id"),
            ("{ case(by: {id: \"area_0123456789abcdef0123456789abcdef\"}) { id } }", "INVALID_INPUT", "case.by.id"),
            ("{ cases(after: \"zz\") { nodes { id } } }", "INVALID_INPUT", "cases.after"),
            ("{ cases(after: \"5b5d\") { nodes { id } } }", "INVALID_INPUT", "cases.after"),
            ("{ cases(filter: {team: {in: [\"x\"]}}) { nodes { id } } }", "INVALID_INPUT", "cases.filter.team.in[0]"),
            ("{ cases(filter: {status: {eq: SLEEPING}}) { nodes { id } } }", "INVALID_INPUT", ""),
            ("{ cases(filter: {number: {eq: \"a\\u0000b\"}}) { nodes { id } } }", "INVALID_INPUT", ""),
            ("{ area(by: {}) { id } }", "INVALID_INPUT", ""),
            ("{ nothing }", "INVALID_INPUT", ""),
            ("{ cases {", "INVALID_INPUT", ""),
            ("mutation { registerCase { id } }", "INVALID_INPUT", ""),
            (bomb.as_str(), "QUERY_TOO_EXPENSIVE", ""),
            (deep.as_str(), "QUERY_TOO_EXPENSIVE", ""),
            ("{ areas(first: 100) { nodes { cases(first: 100) { nodes { events(first: 100) { nodes { id } } } } } } }", "QUERY_TOO_EXPENSIVE", ""),
        ] {
            let (status, answer) = server.ask_with(&token, json!({"query": query})).await;
            assert_eq!((status, code(&answer)), (400, expected), "{query}: {answer}");
            assert!(answer.get("data").is_none(), "{query}: a refused document has no data");
            if !field.is_empty() {
                let problem = &answer["errors"][0]["extensions"]["problems"][0];
                assert_eq!(problem["field"], json!(field), "{query}: {answer}");
            }
        }
        let (status, answer) =
            server.ask_with(&token, json!({"query": "query($n: Int!) { cases(first: $n) { totalCount } }"})).await;
        assert_eq!((status, code(&answer)), (400, "INVALID_INPUT"));
    }
}

both! {
    async fn a_document_means_what_the_specification_says(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let query = "query Q($with: Boolean = true, $n: Int = 1) {
            second: cases(first: $n) { __typename nodes { ...Case } }
            first: case(by: {number: \"N-2\"}) { number }
            first: case(by: {number: \"N-2\"}) { area { name } }
            __typename
            hidden: cases @skip(if: $with) { totalCount }
            shown: cases(first: 0) @include(if: $with) { totalCount }
            node: case(by: {number: \"N-4\"}) { id }
        }
        fragment Case on Case { number ... on Node { id ... on Area { code } } area { level } area { code } }";
        let (status, answer) = server.ask_with(&token, json!({"query": query})).await;
        assert_eq!(status, 200, "{answer}");
        let data = answer["data"].as_object().unwrap();
        let keys: Vec<&str> = data.keys().map(String::as_str).collect();
        assert_eq!(keys, ["second", "first", "__typename", "shown", "node"], "in the document's order");
        assert_eq!(data["first"], json!({"number": "N-2", "area": {"name": "Bridge"}}), "merged");
        assert_eq!(data["second"]["__typename"], json!("CaseConnection"));
        let case = &data["second"]["nodes"][0];
        assert_eq!(case["number"], json!("N-5"));
        assert_eq!(case["area"], json!({"level": "TOWN", "code": "351"}));
        assert!(case.get("code").is_none() && case["id"].as_str().unwrap().starts_with("case_"));
        assert_eq!(data["shown"], json!({"totalCount": 4}));
        assert_eq!(data["node"], Value::Null, "another town's case is not there");
    }
}

both! {
    async fn introspection_and_data_go_together(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("leader").await;
        let query = "{ cases { totalCount } __schema { queryType { name } } type: __type(name: \"Case\") { name fields { name } } installation { timeZone maxPageSize } }";
        let answer = server.ask(&token, query).await;
        let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["cases", "__schema", "type", "installation"]);
        assert_eq!(answer["__schema"]["queryType"]["name"], json!("Query"));
        assert!(answer["type"]["fields"].as_array().unwrap().len() > 25);
        assert_eq!(answer["installation"], json!({"timeZone": "Asia/Shanghai", "maxPageSize": 100}));
    }
}

both! {
    async fn the_reporter_shows_nowhere(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let query = "{ cases { nodes { number hasReporter title description events { nodes { note } } } } }";
        let answer = server.ask(&token, query).await;
        let reporters: Vec<&Value> = answer["cases"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|case| case["hasReporter"] == json!(true))
            .map(|case| &case["number"])
            .collect();
        assert_eq!(reporters, [&json!("N-2")]);
        assert!(!answer.to_string().contains("Secret") && !answer.to_string().contains("5550199"));
        // What holds a telephone number is what readReporter answers with, and what is sent.
        let schema = wardbook::schema::sdl();
        let holding = schema.split("\n}\n").filter(|ty| ty.contains("phone: "));
        let mut holding: Vec<&str> = holding
            .filter_map(|ty| ty.lines().find(|line| line.ends_with(" {")))
            .collect();
        holding.sort_unstable();
        let expected =
            ["input PartyInput {", "input ReporterInput {", "type Party {", "type Reporter {"];
        assert_eq!(holding, expected);
    }
}

both! {
    async fn messages_follow_the_language_and_codes_do_not(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("leader").await;
        let mut messages = Vec::new();
        for language in ["en", "zh-CN,zh;q=0.9,en;q=0.5"] {
            let request = server
                .client
                .post(format!("{}/graphql", server.url))
                .bearer_auth(&token)
                .header("accept-language", language)
                .json(&json!({"query": "{ cases(first: -1) { totalCount } }"}));
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            assert_eq!(code(&answer), "INVALID_INPUT");
            messages.push(answer["errors"][0]["message"].as_str().unwrap().to_owned());
        }
        assert!(messages[0].is_ascii() && messages[1].contains("此处应为"), "{messages:?}");
    }
}

both! {
    async fn other_routes_ask_who_is_there(backend: Backend) {
        let server = Server::start(backend).await;
        let get = |path: &str| server.client.get(format!("{}{path}", server.url)).send();
        assert_eq!(get("/healthz").await.unwrap().status(), 200);
        assert_eq!(get("/readyz").await.unwrap().status(), 200);
        assert_eq!(get("/schema.graphql").await.unwrap().status(), 401);
        assert_eq!(get("/nothing").await.unwrap().status(), 404);
        let explorer = get("/explorer").await.unwrap();
        assert!(explorer.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        let (token, _) = server.login("leader").await;
        let schema = server.client.get(format!("{}/schema.graphql", server.url)).bearer_auth(&token);
        let schema = schema.send().await.unwrap().text().await.unwrap();
        let user = server.store.usernames().await.unwrap()["leader"];
        let grants = Authorizer::new(server.store.policy_source()).grants(user).await.unwrap();
        assert_eq!(schema.trim(), wardbook::schema::sdl_for(&grants.unwrap()).trim());
        assert!(schema.contains("registerCase(") && !schema.contains("superviseCase("));
        let mutation = format!("{}/graphql?query=mutation%20%7Ba%7D", server.url);
        let refused = server.client.get(mutation).bearer_auth(&token).send().await.unwrap();
        assert_eq!(refused.status(), 405);
        let query = format!("{}/graphql?query=%7B__typename%7D", server.url);
        let answered = server.client.get(query).bearer_auth(&token).send().await.unwrap();
        assert_eq!(answered.headers()["cache-control"], "private, no-store");
        assert_eq!(answered.text().await.unwrap(), "{\"data\":{\"__typename\":\"Query\"}}");
    }
}

both! {
    /// A document is validated once; what depends on its variables is looked at every time.
    async fn a_kept_document_still_minds_its_variables(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let query = "query($n: Int!, $after: String) { cases(first: $n, after: $after) { nodes { number } } }";
        for (variables, expected) in [
            (json!({"n": 1}), 200),
            (json!({}), 400),
            (json!({"n": "one"}), 400),
            (json!({"n": -1}), 400),
            (json!({"n": 1, "after": "zz"}), 400),
            (json!({"n": 2, "after": null}), 200),
        ] {
            let body = json!({"query": query, "variables": variables});
            let (status, answer) = server.ask_with(&token, body).await;
            assert_eq!(status, expected, "{variables}: {answer}");
        }
    }
}

both! {
    /// `__typename` is a field like any other: nothing odd may stand in it, and what does counts.
    async fn a_typename_is_validated_like_any_field(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        for (query, variables, expected) in [
            ("{ __typename @skip(if: false) }", json!({}), json!({"__typename": "Query"})),
            ("query($no: Boolean!) { a: __typename b: __typename @skip(if: $no) }", json!({"no": true}), json!({"a": "Query"})),
            ("query($yes: Boolean = true) { ...f } fragment f on Query { a: __typename @include(if: $yes) }", json!({}), json!({"a": "Query"})),
        ] {
            let (status, answer) = server.ask_with(&token, json!({"query": query, "variables": variables})).await;
            assert_eq!((status, &answer["data"]), (200, &expected), "{query}: {answer}");
        }
        for (query, told) in [
            ("{ __typename @a }", "a"),
            ("{ categories { name __typename @deprecated } }", "deprecated"),
            ("{ __typename @skip }", "if"),
            ("{ __typename @skip(if: \"yes\") }", "if"),
            ("{ __typename @skip(if: $nobody) }", "nobody"),
            ("query($unused: Int) { __typename }", "unused"),
            ("{ __typename(a: 1) }", "Unknown argument \"a\""),
            ("{ categories { __typename { name } } }", "no subfields"),
        ] {
            let (status, answer) = server.ask_with(&token, json!({"query": query})).await;
            assert_eq!((status, code(&answer)), (400, "INVALID_INPUT"), "{query}: {answer}");
            let message = answer["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(told), "{query}: {message}");
        }
    }
}

both! {
    /// A plan is kept for the grants that it was made under, and for nobody else's.
    async fn a_kept_plan_is_for_the_same_grants_alone(backend: Backend) {
        let server = Server::start(backend).await;
        let mut tokens = Vec::new();
        for (name, cases) in [("leader", 1), ("community", 2), ("town", 4), ("far", 1)] {
            tokens.push((server.login(name).await.0, cases));
        }
        for _ in 0..3 {
            for (token, cases) in &tokens {
                let data = server.ask(token, "{ cases { totalCount nodes { number } } }").await;
                assert_eq!(data["cases"]["totalCount"], *cases);
                assert_eq!(data["cases"]["nodes"].as_array().unwrap().len(), *cases);
            }
        }
    }
}

both! {
    /// Whatever async-graphql says of a value that is not of its type, it is told by its field, and in
    /// one language at a time.
    async fn a_value_of_another_type_is_told_by_its_field_in_one_language(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("leader").await;
        let ask = async |language: &str, query: &str, variables: &Value| {
            let request = server.client.post(format!("{}/graphql", server.url));
            let request = request.bearer_auth(&token).header("accept-language", language);
            let body = json!({"query": query, "variables": variables});
            let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
            assert_eq!(code(&answer), "INVALID_INPUT", "{query}: {answer}");
            answer["errors"][0].clone()
        };
        let register = "mutation($input:RegisterCaseInput!){registerCase(input:$input){caseId}}";
        let input = json!({"title": "t", "description": "", "source": "PHONE", "areaId": "a"});
        let with = |field: &str, value: Value| {
            let mut input = input.clone();
            input[field] = value;
            json!({"input": input})
        };
        let none = json!({});
        let since = "query($at:DateTime){cases(filter:{receivedAt:{gte:$at}}){totalCount}}";
        for (query, variables, field, expected) in [
            ("{cases(filter:{receivedAt:{gte:\"soon\"}}){totalCount}}", &none, "cases.filter.receivedAt.gte", "DateTime"),
            ("{cases(filter:{receivedAt:{lt:\"0000-12-31T23:59:59Z\"}}){totalCount}}", &none, "cases.filter.receivedAt.lt", "9999"),
            (since, &json!({"at": "10000-01-01T00:00:00Z"}), "cases.filter.receivedAt.gte", "9999"),
            ("{c:cases(filter:{number:{in:[\"N-1\",5]}}){totalCount}}", &none, "c.filter.number.in[1]", "String"),
            ("{cases(filter:{status:{eq:SLEEPING}}){totalCount}}", &none, "cases.filter.status.eq", "RECEIVED"),
            ("{cases(filter:{sleep:{eq:1}}){totalCount}}", &none, "cases.filter.sleep", "CaseFilter"),
            ("{...q} fragment q on Query{areas{nodes{cases(first:\"x\"){totalCount}}}}", &none, "cases.first", "Int"),
            ("{area(by:{}){id}}", &none, "area.by", ""),
            ("query($n:Int=\"x\"){cases(first:$n){totalCount}}", &none, "$n", "Int"),
            (register, &with("receivedAt", json!("soon")), "input.receivedAt", "DateTime"),
            (register, &with("receivedAt", json!(5)), "input.receivedAt", "DateTime"),
            (register, &with("title", json!(null)), "input.title", "String"),
            (register, &with("reporter", json!({"phone": 5})), "input.reporter.phone", "String"),
            ("mutation{registerCase(input:{title:\"t\"}){caseId}}", &none, "input.description", ""),
        ] {
            let english = ask("en", query, variables).await;
            assert!(english["message"].as_str().unwrap().is_ascii(), "{english}");
            assert!(english["locations"][0]["line"].is_number(), "{english}");
            let chinese = ask("zh", query, variables).await;
            for (error, is_english) in [(&english, true), (&chinese, false)] {
                let problem = &error["extensions"]["problems"][0];
                assert_eq!(problem["field"], field, "{query}: {error}");
                let told = problem["message"].as_str().unwrap();
                assert!(told.contains(expected) || error["message"].as_str().unwrap().contains(expected), "{query}: {error}");
                assert_eq!(told.is_ascii(), is_english, "{query}: {told}");
            }
            let told = chinese["message"].as_str().unwrap();
            assert!(told.contains(field) && !told.contains("nvalid") && !told.contains("expected"), "{told}");
        }
    }
}
