//! The same over HTTP: status code, header fields and body are equal with and without what is
//! hidden.

use std::collections::BTreeMap;

use serde_json::json;

use super::judged;
use super::story::{Story, with};
use super::world::{World, without_the_moment};
use crate::support::{Backend, Server, both};

/// Of so many calls and documents one goes over HTTP.
const ONE_OF: usize = 60;

type Reply = (u16, BTreeMap<String, String>, String);

/// What a server answers to a document, but for when it did and by which number it is known.
async fn reply(server: &Server, token: &str, accept: &str, document: &str) -> Reply {
    let request = server
        .client
        .post(format!("{}/graphql", server.url))
        .bearer_auth(token)
        .header("accept", accept)
        .json(&json!({"query": document}));
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let fields = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()));
    let mut fields: BTreeMap<String, String> = fields.collect();
    for own in ["date", "x-request-id"] {
        assert!(fields.remove(own).is_some(), "{own}");
    }
    let body = response.text().await.unwrap();
    // The moment has more digits at times.
    if let Some(length) = fields.remove("content-length") {
        assert_eq!(length, body.len().to_string());
    }
    (status, fields, without_the_moment(body))
}

both! {
    async fn nothing_tells_of_what_is_hidden_over_http(backend: Backend) {
        let story = Story::begin(backend).await;
        let name = "community";
        let unseen = judged::hidden_from(&story.district, &story.hidden, &[name]).await;
        let hidden = unseen[0].iter().map(|n| &story.hidden[*n]);
        let rows = with(&story.district, hidden);
        let one = Server::of(World::build(backend, &story.district).await.database).await;
        let other = Server::of(World::build(backend, &rows).await.database).await;
        let tokens = (one.login(name).await.0, other.login(name).await.0);

        let calls = story.documents.iter().flat_map(|document| &document.calls);
        let of_root = calls.filter(|call| call.parent == "Query");
        let calls = of_root.map(|call| format!("{{{}{{__typename}}}}", call.text)).step_by(ONE_OF / 4);
        let refused = story.documents.iter().filter(|document| document.refused);
        let refused = refused.map(|document| document.text.clone()).step_by(ONE_OF / 10);
        let whole = story.documents.iter().map(|document| document.text.clone()).step_by(ONE_OF);
        let installation = "{installation{now version}}".to_owned();
        let documents: Vec<String> = calls.chain(refused).chain(whole).chain([installation]).collect();

        let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
        for document in &documents {
            for accept in ["application/graphql-response+json", "application/json"] {
                let (reply, again) = tokio::join!(
                    reply(&one, &tokens.0, accept, document),
                    reply(&other, &tokens.1, accept, document)
                );
                *statuses.entry(reply.0).or_default() += 1;
                assert_eq!(reply, again, "{document}");
            }
        }
        println!("{} documents over HTTP, answered with {statuses:?}", documents.len());
        assert!(statuses.get(&200) > Some(&40) && statuses.get(&400) > Some(&4), "{statuses:?}");
    }
}
