//! Documents that are named in place of being sent.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wardbook::http::TrustedDocuments;

use crate::support::{Backend, Database, Server, Setup, both};

const DOCUMENT: &str = "query ($n: Int) { cases(first: $n) { nodes { number } } }";

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn extensions(text: &str) -> Value {
    json!({"persistedQuery": {"version": 1, "sha256Hash": hash(text)}})
}

/// The status and the answer to a GET with these parameters.
async fn get(server: &Server, token: &str, parameters: &[(&str, String)]) -> (u16, Value) {
    let url = format!("{}/graphql", server.url);
    let url = reqwest::Url::parse_with_params(&url, parameters).unwrap();
    let response = server.client.get(url).bearer_auth(token).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

both! {
    async fn what_was_sent_once_is_named_by_its_hash(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let named = [("extensions", extensions(DOCUMENT).to_string()), ("variables", "{\"n\": 2}".to_owned())];
        let (_, unknown) = get(&server, &token, &named).await;
        let error = &unknown["errors"][0];
        assert_eq!(error["message"], "PersistedQueryNotFound");
        assert_eq!(error["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");
        // Somebody sends it, and whoever knows its hash names it: what they see is their own.
        let sent = json!({"query": DOCUMENT, "variables": {"n": 2}, "extensions": extensions(DOCUMENT)});
        let (status, first) = server.ask_with(&token, sent).await;
        assert_eq!((status, first["data"]["cases"]["nodes"].as_array().unwrap().len()), (200, 2));
        assert_eq!(get(&server, &token, &named).await, (200, first.clone()));
        let (leader, _) = server.login("leader").await;
        let (_, theirs) = get(&server, &leader, &named).await;
        let (_, plain) = server.ask_with(&leader, json!({"query": DOCUMENT, "variables": {"n": 2}})).await;
        assert_eq!(theirs, plain);
        assert_ne!(theirs, first);
    }
}

both! {
    async fn a_hash_that_is_not_the_document_s_is_refused(backend: Backend) {
        let server = Server::start(backend).await;
        let (token, _) = server.login("town").await;
        let other = "{ viewer { user { id } } }";
        for (wrong, field) in [
            (extensions(other), "extensions.persistedQuery.sha256Hash"),
            (json!({"persistedQuery": {"version": 2, "sha256Hash": hash(DOCUMENT)}}), "extensions.persistedQuery"),
            (json!({"persistedQuery": {"version": 1, "sha256Hash": "00"}}), "extensions.persistedQuery"),
            (json!({"persistedQuery": 7}), "extensions.persistedQuery"),
        ] {
            let sent = json!({"query": DOCUMENT, "extensions": wrong});
            let (_, answer) = server.ask_with(&token, sent).await;
            assert_eq!(answer["errors"][0]["extensions"]["problems"][0]["field"], field, "{answer}");
        }
        let (_, unknown) = server.ask_with(&token, json!({"extensions": extensions(other)})).await;
        assert_eq!(unknown["errors"][0]["message"], "PersistedQueryNotFound", "it was not kept");
        let (_, nothing) = server.ask_with(&token, json!({"variables": {}})).await;
        assert_eq!(nothing["errors"][0]["extensions"]["problems"][0]["field"], "query");
    }
}

both! {
    async fn only_the_documents_of_a_list_are_run_where_that_is_set(backend: Backend) {
        let change = "mutation ($id: ID!) { addCaseNote(input: {caseId: $id, note: \"seen\"}) { caseId } }";
        let list = json!({"cases": DOCUMENT, "note": change}).to_string();
        let trusted = TrustedDocuments::parse(&list, true).unwrap();
        let setup = Setup { trusted, ..Setup::default() };
        let server = Server::over(Database::fresh(backend).await, setup).await;
        let (token, _) = server.login("town").await;
        let (status, named) = server.ask_with(&token, json!({"documentId": "cases", "variables": {"n": 1}})).await;
        assert_eq!((status, named["data"]["cases"]["nodes"].as_array().unwrap().len()), (200, 1));
        let by_get = get(&server, &token, &[("documentId", "cases".to_owned()), ("variables", "{\"n\": 1}".to_owned())]).await;
        assert_eq!(by_get, (200, named.clone()));
        // A text that stands in the list is as good as its name.
        let (_, sent) = server.ask_with(&token, json!({"query": DOCUMENT, "variables": {"n": 1}})).await;
        assert_eq!(sent, named);
        for other in [
            json!({"query": "{ viewer { user { id } } }"}),
            json!({"query": format!("{DOCUMENT} ")}),
            json!({"query": "{ __schema { types { name } } }"}),
        ] {
            let (_, refused) = server.ask_with(&token, other.clone()).await;
            let error = &refused["errors"][0];
            assert_eq!(error["extensions"]["code"], "INVALID_INPUT", "{other}");
            assert!(error["message"].as_str().unwrap().contains("only documents of this installation"), "{error}");
        }
        let (_, unknown) = server.ask_with(&token, json!({"documentId": "case"})).await;
        assert_eq!(unknown["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");
        // By GET a name changes as little as a text does.
        let (status, _) = get(&server, &token, &[("documentId", "note".to_owned())]).await;
        assert_eq!(status, 405);
    }
}
