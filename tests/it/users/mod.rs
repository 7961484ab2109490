//! Who works here, what they hold, their teams, and what cases are about: kept by administrators over
//! HTTP.

mod accounts;
mod acting;
mod categories;
mod command;
mod ending;
mod last_use;
mod neighbours;
mod order;
mod powers;
mod reasons;
mod refused;
mod setting_up;
mod teams;
mod waited;

use std::time::Duration;

use entity::user;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::life::{Desk, fields};
use crate::support::{Backend, Setup};

const GRANT: &str = "mutation($input:GrantRoleInput!){grantRole(input:$input){userId pending{id user{username} \
     role area{code} reason proposedBy{displayName}} \
     grant{id role area{code} validFrom validUntil grantedBy{displayName} grantedAt reason \
     lastUsedAt} user{username grants{role area{code}}}}}";
const REVOKE: &str = "mutation($grantId:ID!,$reason:String!){revokeGrant(grantId:$grantId,\
     reason:$reason){userId user{grants{role}}}}";
const CREATE: &str = "mutation($input:CreateUserInput!){createUser(input:$input){\
     oneTimePassword user{id username displayName workPhone active area{code} grants{role}}}}";
const RESET: &str = "mutation($id:ID!){resetPassword(userId:$id){user{id} oneTimePassword}}";
const DEACTIVATE: &str = "mutation($id:ID!){deactivateUser(id:$id,reason:\"Left\"){user{active} openCaseCount \
     openHazardCount}}";
const REACTIVATE: &str = "mutation($id:ID!){reactivateUser(id:$id,reason:\"Back\"){user{active}}}";
const SAVE_TEAM: &str = "mutation($input:TeamInput!){saveTeam(input:$input){teamId team{id name \
     kind unit version mandate area{code} leader{displayName} accountableLeader{displayName} \
     members{nodes{displayName}}}}}";
const SAVE_CATEGORY: &str = "mutation($input:CategoryInput!){saveCategory(input:$input){\
     categoryId category{code name nameEn parent{code} simpleDays ordinaryDays majorDays version}}}";

/// How long a change may take to be in effect, and a busy machine to show it.
const LONGEST: Duration = Duration::from_secs(30);

/// A desk with those who administer it.
struct Office {
    desk: Desk,
}

impl Office {
    async fn open(backend: Backend) -> Self {
        Self::over(backend, Setup::default()).await
    }

    async fn over(backend: Backend, setup: Setup) -> Self {
        Self { desk: Desk::over(backend, setup).await }
    }

    /// What an input comes to that somebody sends.
    async fn send(&self, by: &str, document: &str, input: Value) -> Result<Value, Value> {
        let variables = if document == REVOKE { input } else { json!({"input": input}) };
        self.desk.tries(by, document, variables).await
    }

    /// What comes of a mutation that takes an id alone.
    async fn send_id(&self, by: &str, document: &str, id: &str) -> Result<Value, Value> {
        self.desk.tries(by, document, json!({"id": id})).await
    }

    /// A role at an area, or everywhere of `*`.
    async fn grant_of(&self, user: &str, role: &str, area: &str) -> Value {
        let mut input = json!({"userId": self.id(user).await, "role": role, "reason": "as agreed"});
        match area {
            "*" => input["everywhere"] = json!(true),
            code => input["areaId"] = json!(self.desk.area(code).await),
        }
        input
    }

    /// Somebody grants a role at an area, or everywhere of `*`.
    async fn grants(&self, by: &str, user: &str, role: &str, area: &str) -> Result<Value, Value> {
        self.send(by, GRANT, self.grant_of(user, role, area).await).await
    }

    /// The same, by a change of what is asked for.
    async fn grants_with(&self, by: &str, grant: &Value, changes: Value) -> Result<Value, Value> {
        self.send(by, GRANT, with(grant, changes)).await
    }

    /// The global id of whoever has this name, whether or not they may sign in.
    async fn id(&self, username: &str) -> String {
        crate::town::global("user", self.row(username).await.id)
    }

    async fn row(&self, username: &str) -> user::Model {
        let found = user::Entity::find().filter(user::Column::Username.eq(username));
        let found = found.one(self.desk.server.database.connection()).await.unwrap();
        found.unwrap_or_else(|| panic!("nobody is called {username}"))
    }

    /// The id of a grant that somebody holds.
    async fn grant_id(&self, user: &str, role: &str) -> String {
        use entity::grant;
        let held = grant::Entity::find()
            .filter(grant::Column::UserId.eq(self.row(user).await.id))
            .filter(grant::Column::Role.eq(role));
        let held = held.one(self.desk.server.database.connection()).await.unwrap();
        crate::town::global("grant", held.expect("it is held").id)
    }

    /// Somebody new signs in with the password that was told, which is theirs from then on.
    async fn enters(&self, username: &str, password: &str) {
        let body = json!({"username": username, "password": password});
        let (status, answer) = self.desk.server.post("/auth/login", body).await;
        assert_eq!(status, 200, "{answer}");
        let row = self.row(username).await;
        assert!(row.password_must_change);
        user::Entity::update_many()
            .col_expr(user::Column::PasswordMustChange, Expr::value(false))
            .filter(user::Column::Id.eq(row.id))
            .exec(self.desk.server.database.connection())
            .await
            .unwrap();
        let token = answer["access_token"].as_str().unwrap();
        self.desk.keeps(username, token).await;
    }

    /// Waits until a query of somebody's shows something.
    async fn until(&self, by: &str, query: &str, shows: impl Fn(&Value) -> bool) {
        let begun = std::time::Instant::now();
        loop {
            let answer = self.desk.ask(by, query, json!({})).await;
            if shows(&answer) {
                return;
            }
            assert!(begun.elapsed() < LONGEST, "{by}: {query}: {answer}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the audit trail says of a user, team or category, the last first; that somebody was
    /// imported is left out.
    async fn trail(&self, object: &str) -> Vec<(String, Value)> {
        use entity::audit_entry;
        use sea_orm::QueryOrder;
        let entries = audit_entry::Entity::find()
            .filter(audit_entry::Column::Object.eq(object))
            .order_by_desc(audit_entry::Column::Id)
            .all(self.desk.server.database.connection())
            .await
            .unwrap();
        let detail = |text: Option<String>| {
            text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
        };
        let is_imported = |entry: &audit_entry::Model| {
            entry.actor_id.is_none() && ["create", "save"].contains(&&*entry.action)
        };
        let entries = entries.into_iter().filter(|entry| !is_imported(entry));
        entries.map(|entry| (entry.action, detail(entry.detail))).collect()
    }

    /// How many rows there are of all that a change could leave behind. That somebody was refused is
    /// in the trail too, and is no trace of a change.
    async fn rows(&self) -> Vec<i64> {
        let tables = ["users", "grants", "teams", "team_members", "categories", "pending_changes"];
        let mut rows = self.desk.rows(&tables).await;
        for object in ["user", "team", "category"] {
            let trail = self.trail(object).await;
            let made = trail.iter().filter(|(_, detail)| detail["refused"] != json!(true));
            rows.push(i64::try_from(made.count()).unwrap());
        }
        rows
    }
}

fn with(input: &Value, changes: Value) -> Value {
    let mut input = input.clone();
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

fn forbidden(object: &str, action: &str) -> Value {
    json!({"code": "FORBIDDEN", "object": object, "action": action})
}

fn uuid_of(id: &str) -> Uuid {
    Uuid::try_parse(id.rsplit_once('_').unwrap().1).unwrap()
}
