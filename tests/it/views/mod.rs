//! What each role is shown of the schema, one of a town's own like any other.

mod introspected;
mod needed;
mod reached;
mod shown;

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;
use uuid::Uuid;
use wardbook::error::Language;
use wardbook::policy::Grants;

use crate::support::{Asking, Backend, Database, FIRE_INSPECTOR, add_grant, add_role, request};
use crate::town::{Size, Town};

/// The default roles in the matrix's order, each held by a user of the same name.
const ROLES: [&str; 7] = [
    "group_leader",
    "community",
    "town_center",
    "district_center",
    "team_member",
    "analyst",
    "administrator",
];

/// A district in which `nobody` became a fire inspector, and `handler` still holds no role.
struct District {
    asking: Asking,
    town: Town,
    database: Database,
}

impl District {
    async fn open(backend: Backend, size: Size) -> Self {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, size, 1).await;
        let connection = database.connection();
        add_role(connection, "fire_inspector", FIRE_INSPECTOR).await;
        let area = town.areas.iter().find(|area| area.code == "350199001").map(|area| area.id);
        add_grant(connection, town.user("nobody"), "fire_inspector", area).await;
        Self { asking: Asking::of(&database).await, town, database }
    }

    /// Who holds a role alone; `none` is no role.
    fn holder(&self, role: &str) -> Uuid {
        self.town.user(match role {
            "fire_inspector" => "nobody",
            "none" => "handler",
            built_in => built_in,
        })
    }

    async fn grants(&self, role: &str) -> Arc<Grants> {
        self.asking.grants(self.holder(role)).await
    }

    /// The bytes that introspection is answered with.
    async fn told(&self, role: &str) -> Bytes {
        let (query, language) = (request(introspected::QUERY, Value::Null), Language::English);
        self.asking.engine.execute(self.grants(role).await, query, false, language).await.body
    }

    async fn sdl(&self, role: &str) -> Arc<str> {
        self.asking.engine.sdl_for(self.grants(role).await.as_ref())
    }
}

/// Every role that there is a view for, and none.
fn roles() -> impl Iterator<Item = &'static str> {
    ROLES.into_iter().chain(["fire_inspector", "none"])
}

/// The names of the fields of a type in a schema's text.
fn fields_of(sdl: &str, ty: &str) -> BTreeSet<String> {
    let types = introspected::types_of(sdl);
    let fields = types.iter().filter_map(|line| line.strip_prefix(ty)?.strip_prefix('.'));
    fields.filter_map(|field| Some(field.split([':', '(']).next()?.to_owned())).collect()
}
