//! The policy as administrators change it: applied, taken back, and decided by a second one.

mod bad_input;
mod going;
mod impact;
mod many;
mod story;
mod taken_out;
mod towns;
mod waits;

use serde_json::{Value, json};

use crate::life::Desk;
use crate::support::{Backend, Setup};

const APPLY: &str = "mutation($input:ApplyPolicyInput!){applyPolicy(input:$input){version warnings \
     policy{version} pending{id}}}";

const BACK: &str = "mutation($to:Int!,$seen:Int!,$reason:String!){rollBackPolicy(toVersion:$to,\
     expectedVersion:$seen,reason:$reason){version warnings pending{id}}}";

const APPROVE: &str = "mutation($id:ID!){approveChange(id:$id){changeId change{reason}}}";

const REJECT: &str =
    "mutation($id:ID!,$reason:String!){rejectChange(id:$id,reason:$reason){changeId}}";

/// Every table that a change of the policy writes.
const TABLES: [&str; 6] = [
    "policy_versions",
    "casbin_rules",
    "policy_roles",
    "pending_changes",
    "pending_rules",
    "audit_entries",
];

/// A town whose policy is edited.
struct Office {
    desk: Desk,
}

/// A rule as a front end writes it: `role, domain, object, action, relation, EFFECT`.
fn rule(text: &str) -> Value {
    let words: Vec<&str> = text.split(", ").collect();
    let [role, domain, object, action, relation, effect] = words.as_slice() else {
        panic!("{text}");
    };
    json!({
        "role": role, "domain": domain, "object": object, "action": action,
        "relation": relation, "effect": effect,
    })
}

fn adding(rules: &[&str]) -> Value {
    json!({"add": rules.iter().map(|text| rule(text)).collect::<Vec<_>>()})
}

fn removing(rules: &[&str]) -> Value {
    json!({"remove": rules.iter().map(|text| rule(text)).collect::<Vec<_>>()})
}

impl Office {
    async fn open(backend: Backend) -> Self {
        Self { desk: Desk::over(backend, Setup::default()).await }
    }

    async fn version(&self) -> i64 {
        let answer = self.desk.data("administrator", "{policy{version}}").await;
        answer["policy"]["version"].as_i64().unwrap()
    }

    /// Somebody changes the policy as it is now.
    async fn apply(&self, user: &str, change: Value) -> Result<Value, Value> {
        let seen = self.version().await;
        self.apply_to(seen, user, change).await
    }

    async fn apply_to(&self, seen: i64, user: &str, change: Value) -> Result<Value, Value> {
        let (reason, force) = ("for a trial", true);
        let input = json!({
            "expectedVersion": seen, "change": change, "reason": reason, "force": force,
        });
        self.desk.tries(user, APPLY, json!({"input": input})).await
    }

    /// The same, which is done at once.
    async fn applies(&self, user: &str, change: Value) -> Value {
        let applied = self.apply(user, change.clone()).await;
        let applied = applied.unwrap_or_else(|error| panic!("{user}: {change}: {error}"));
        assert_eq!(applied["pending"], Value::Null, "{user}: {change}");
        applied
    }

    async fn roll_back(&self, user: &str, to: i64, seen: i64) -> Result<Value, Value> {
        let variables = json!({"to": to, "seen": seen, "reason": "it went wrong"});
        self.desk.tries(user, BACK, variables).await
    }

    /// All rules, links and roles, in an order of their own.
    async fn content(&self) -> Vec<String> {
        let query = "{policy{rules{role domain object action relation effect comment} \
             inheritance{role inherits} roles{name title titleEn builtIn}}}";
        let answer = self.desk.data("administrator", query).await;
        let parts = ["rules", "inheritance", "roles"];
        let all = parts.iter().flat_map(|part| answer["policy"][part].as_array().unwrap().clone());
        let mut all: Vec<String> = all.map(|item| item.to_string()).collect();
        all.sort();
        all
    }

    /// The entries that the audit trail has of the policy: the action, and its detail.
    async fn trail(&self) -> Vec<(String, Value)> {
        use entity::audit_entry::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
        let entries = Entity::find().filter(Column::Object.eq("policy")).order_by_asc(Column::Id);
        let entries = entries.all(self.desk.server.database.connection()).await.unwrap();
        let detail = |text: Option<String>| serde_json::from_str(&text.unwrap()).unwrap();
        entries.into_iter().map(|entry| (entry.action, detail(entry.detail))).collect()
    }
}

/// The one problem of an input: its field and what is said of it.
fn problem(refused: Result<Value, Value>) -> (String, String) {
    let error = refused.unwrap_err();
    assert_eq!(error["code"], "INVALID_INPUT", "{error}");
    let problems = error["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{error}");
    let word = |name: &str| problems[0][name].as_str().unwrap().to_owned();
    (word("field"), word("message"))
}
