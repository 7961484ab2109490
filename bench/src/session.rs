//! One question of one kind of user on one database: both servers started, their answers compared,
//! then both timed.

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::arguments::Common;
use crate::ask::{Actor, Asked, PASSWORD, Question, asked};
use crate::bare::Work;
use crate::children::{Server, processor_seconds};
use crate::client;
use crate::connection::Connection;
use crate::folder::Folder;
use crate::load::Tree;
use crate::machine::backends;
use crate::measure::{Comparison, Side, compare, warm_up};
use crate::own::{Authorization, authorization};
use crate::place::Place;

/// What came out.
pub(crate) struct Measured {
    pub(crate) question: Question,
    pub(crate) actor: Actor,
    pub(crate) comparison: Comparison,
    pub(crate) authorization: Authorization,
    pub(crate) asked: Vec<Asked>,
}

impl Measured {
    /// Authorization as a percentage of all processor time that a request takes, the database's
    /// included, and of the server's alone.
    pub(crate) fn authorization_percent(&self) -> (f64, f64) {
        let Authorization { identity, scopes, .. } = self.authorization;
        let own = self.comparison.own;
        let of = |whole: f64| 100.0 * (identity + scopes) / whole;
        (of(own.server + own.database), of(own.server))
    }
}

pub(crate) async fn measure(
    place: &Place,
    folder: &Folder,
    tree: Tree,
    (question, actor): (Question, Actor),
    common: &Common,
) -> anyhow::Result<Measured> {
    let common = &Common { clients: question.clients(common.clients), ..common.clone() };
    let mut connection = Connection::open(place.kind, &place.url).await?;
    let asked = asked(&mut connection, place.kind, tree, question, actor).await?;
    connection.close().await?;
    let first = asked.first().context("nobody asks")?;
    let authorization = authorization(&place.url, &first.asker).await?;
    let work = Work {
        url: place.url.clone(),
        connections: common.connections,
        statements: asked.iter().map(|asked| asked.handwritten.clone()).collect(),
    };
    let own = Server::own(place, folder.path(), common.connections).await?;
    let bare = Server::bare(&work, folder.path()).await?;
    let own_requests = own_requests(&own, &asked).await?;
    let bare_requests: Vec<_> =
        (0..asked.len()).map(|number| client::get(&format!("/{number}"))).collect();
    for (ours, theirs) in own_requests.iter().zip(&bare_requests) {
        let ours: Value = serde_json::from_slice(&client::once(own.address, ours).await?)?;
        let theirs: Value = serde_json::from_slice(&client::once(bare.address, theirs).await?)?;
        // As text, so that the order of keys counts too.
        let (ours_text, theirs_text) = (ours.to_string(), theirs.to_string());
        let name = question.name();
        ensure!(ours_text == theirs_text, "{name}: the answers differ:\n{ours}\n{theirs}");
        ensure!(question.is_answered(&ours), "{name}: less than there should be:\n{ours}");
    }
    warm_up(own.address, &own_requests, common).await?;
    warm_up(bare.address, &bare_requests, common).await?;
    let own_backends = backends(place, "wardbook").await?;
    let bare_backends = backends(place, "bare").await?;
    let comparison = compare(
        &Side {
            address: own.address,
            requests: own_requests,
            used: &|| processor_seconds(&own, place.kind, &own_backends),
        },
        &Side {
            address: bare.address,
            requests: bare_requests,
            used: &|| processor_seconds(&bare, place.kind, &bare_backends),
        },
        common,
    )
    .await?;
    Ok(Measured { question, actor, comparison, authorization, asked })
}

/// Each user signs in; tokens are good for minutes, which is longer than a question takes.
async fn own_requests(own: &Server, asked: &[Asked]) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut requests = Vec::new();
    for asked in asked {
        let credentials = json!({"username": asked.asker.username, "password": PASSWORD});
        let sign_in = client::post("/auth/login", None, &credentials);
        let answer: Value = serde_json::from_slice(&client::once(own.address, &sign_in).await?)?;
        let token = answer["access_token"].as_str().context("no token")?;
        let body = json!({"query": asked.query, "variables": asked.variables});
        requests.push(client::post("/graphql", Some(token), &body));
    }
    Ok(requests)
}
