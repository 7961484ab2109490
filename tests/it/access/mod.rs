//! Who can see this, and why can't she: what the policy's explanations tell whom.

mod permissions;
mod who;
mod why;

use entity::grant;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::error::Language;

use crate::support::{Asking, Backend, Database, request};
use crate::town::{Size, Town};

/// The district, in which one user reads everything and the policy besides.
struct District {
    town: Town,
    database: Database,
    asking: Asking,
}

impl District {
    async fn begin(backend: Backend) -> Self {
        let database = Database::fresh(backend).await;
        let mut town = Town::plan(Size::SMALL, 1);
        let policy = grant::Model {
            id: Uuid::now_v7(),
            user_id: town.user("everywhere"),
            role: "administrator".to_owned(),
            area_id: None,
            ..town.grants[0].clone()
        };
        town.grants.push(policy);
        database.store().await.install_default_policy().await.unwrap();
        town.write(database.connection()).await;
        let asking = Asking::of(&database).await;
        Self { town, database, asking }
    }

    fn user(&self, name: &str) -> String {
        crate::town::global("user", self.town.user(name))
    }

    /// The whole answer, as somebody gets it.
    async fn answer(&self, viewer: &str, query: &str, language: Language) -> Value {
        let viewer = self.town.user(viewer);
        self.asking.ask_in(viewer, request(query, Value::Null), language).await
    }

    /// What somebody is told of another's access.
    async fn explained(&self, asker: &str, user: &str, asked: &str) -> Value {
        let user = self.user(user);
        let query = format!(
            "{{ explainAccess(userId: \"{user}\" {asked}) {{ allowed reason nearest relations \
             grants {{ role area {{ code }} }} rules {{ role object action relation effect }} }} }}"
        );
        let mut answer = self.answer(asker, &query, Language::English).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"]["explainAccess"].take()
    }

    /// Writes a rule as an administrator would.
    async fn add_rule(&self, role: &str, what: [&str; 3], effect: &str) {
        let [object, action, relation] = what;
        let text = format!(
            "insert into casbin_rules (position, ptype, v0, v1, v2, v3, v4, v5, added_in) values \
             (9000, 'p', 'role:{role}', '*', '{object}', '{action}', '{relation}', '{effect}', 1)"
        );
        sea_orm::ConnectionTrait::execute_unprepared(self.database.connection(), &text)
            .await
            .unwrap();
    }
}

/// The code that the errors of an answer have, each of them.
fn codes(answer: &Value) -> Vec<Value> {
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["extensions"]["code"].clone()).collect()
}

fn forbidden() -> Vec<Value> {
    vec![json!("FORBIDDEN")]
}
