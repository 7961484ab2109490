//! One world: a database with these rows, and the answers that are given over it.

use chrono::{DateTime, TimeDelta, Utc};
use entity::policy_version;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::Value;
use uuid::Uuid;
use wardbook::error::Language;
use wardbook::schema::Outcome;

use super::documents::Document;
use crate::support::{Asking, Backend, Database, request};
use crate::town::{Town, hours};

pub(super) struct World {
    pub(super) database: Database,
    pub(super) asking: Asking,
}

/// An answer as its viewer gets it, to the last byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) body: String,
}

impl World {
    pub(super) async fn build(backend: Backend, rows: &Town) -> Self {
        let database = Database::fresh(backend).await;
        database.store().await.install_default_policy().await.unwrap();
        // Every world has had its policy since the same moment.
        policy_version::Entity::update_many()
            .col_expr(policy_version::Column::AppliedAt, Expr::value(hours(0)))
            .exec(database.connection())
            .await
            .unwrap();
        rows.write(database.connection()).await;
        database.store().await.index_cases(false, &|_, _| {}).await.unwrap();
        let asking = Asking::at_any_cost(&database).await;
        Self { database, asking }
    }

    /// The answers to a document, in each language in which it says anything.
    pub(super) async fn answers(&self, viewer: Uuid, document: &Document) -> Vec<Answer> {
        let grants = self.asking.grants(viewer).await;
        let languages = match document.refused {
            true => &[Language::English, Language::Chinese][..],
            false => &[Language::English],
        };
        let mut answers = Vec::new();
        for language in languages {
            let request = request(&document.text, document.variables.clone());
            let answering = self.asking.engine.execute(grants.clone(), request, false, *language);
            let answer = answering.await;
            let body = String::from_utf8(answer.body.to_vec()).unwrap();
            answers.push(Answer {
                outcome: answer.outcome,
                body: without_the_moment(without_signatures(body)),
            });
        }
        answers
    }
}

/// What the address of a file is signed for, which is another one each second.
fn without_signatures(body: String) -> String {
    const KEY: &str = "&expires=";
    let mut kept = String::with_capacity(body.len());
    let mut rest = body.as_str();
    while let Some(begin) = rest.find(KEY) {
        kept.push_str(&rest[..begin + KEY.len()]);
        let after = &rest[begin..];
        rest = &after[after.find('"').unwrap()..];
    }
    kept + rest
}

/// `Installation.now` is the one value that two equal questions get two answers to. Its place is
/// kept, and that it is the present moment is looked at here.
pub(super) fn without_the_moment(body: String) -> String {
    const KEY: &str = "\"now\":\"";
    let Some(begin) = body.find(KEY).map(|at| at + KEY.len()) else { return body };
    let end = begin + body[begin..].find('"').unwrap();
    let at: DateTime<Utc> = body[begin..end].parse().unwrap();
    assert!((Utc::now() - at).abs() < TimeDelta::minutes(5), "{at} is not the present");
    let rest = &body[end..];
    assert!(!rest.contains(KEY), "two moments in one answer");
    format!("{}…{rest}", &body[..begin])
}

/// One who sees everything.
pub(super) struct Seer<'a> {
    pub(super) world: &'a World,
    pub(super) id: Uuid,
}

impl Seer<'_> {
    pub(super) async fn data(&self, query: &str) -> Value {
        self.world.asking.data(self.id, query, Value::Null).await
    }
}
