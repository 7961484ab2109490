//! Users with all that the policy goes by, and their names.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{NamedArea, area_of};
use crate::policy::explain::{KnownGrant, Person};
use crate::policy::{Action, Domain, EVERYWHERE, GrantRow, Grants, Object, Record, Standing};
use crate::read::catalog::Scalar;
use crate::read::sql::{Bind, Binds, Dialect};
use crate::store::policy_source::VERSION;
use crate::store::{Store, StoreError};

/// A user, as they stand.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) person: Person,
    pub(super) display_name: String,
    /// The path of the user's area; everywhere where there is none.
    path: String,
    /// The areas of the user's grants.
    pub(super) areas: Vec<NamedArea>,
    /// The version of the policy that all of this is of.
    pub(super) version: i64,
}

impl Record for Known {
    fn flag(&self, _: &str) -> Option<bool> {
        None
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        (column == "id").then_some(self.person.user)
    }
}

impl Known {
    /// Whether whoever asks may know of this user; an operator may of all.
    pub(super) fn is_seen_by(&self, asker: Option<&Grants>) -> bool {
        let read = (Object::User, Action::Read);
        asker.is_none_or(|asker| {
            asker.user_id() == self.person.user
                || asker.allows(read, self, &self.path, Standing::Full)
        })
    }
}

/// Which users.
pub(super) enum People<'a> {
    /// This one.
    One(Uuid),
    /// The active ones who hold one of these roles at an area of one of these paths, or everywhere.
    Holding { roles: &'a [String], paths: &'a [String] },
}

#[derive(Deserialize)]
struct Row {
    version: i64,
    id: Uuid,
    display_name: String,
    active: bool,
    path: Option<String>,
    grants: Vec<Granted>,
    teams: Vec<Uuid>,
}

#[derive(Deserialize)]
struct Granted {
    id: Uuid,
    role: String,
    area: Option<NamedArea>,
    valid_from: Option<DateTime<Utc>>,
    valid_until: Option<DateTime<Utc>>,
}

impl Store {
    pub(super) async fn people(&self, which: People<'_>) -> Result<Vec<Known>, StoreError> {
        let mut binds = Binds::new(self.dialect());
        let condition = match which {
            People::One(user) => format!("u.id = {}", binds.bind(Bind::Uuid(user))),
            People::Holding { roles, paths } => {
                let role = binds.is_one_of_texts("g.role", roles);
                let path = binds.is_one_of_texts("a.path", paths);
                format!(
                    "u.active and u.id in (select g.user_id from grants g where {role} and \
                     (g.area_id is null or g.area_id in (select a.id from areas a where {path})))"
                )
            }
        };
        let text = format!("select {} from users u where {condition}", person(self.dialect()));
        let rows: Vec<Row> = self.json_rows(text, binds).await?;
        Ok(rows.into_iter().map(known).collect())
    }
}

fn person(dialect: Dialect) -> String {
    let entry = |name: &str, value: String| (name.to_owned(), value);
    let grant = dialect.object(&[
        entry("id", dialect.hex_of_uuid("g.id")),
        entry("role", "g.role".to_owned()),
        entry("area", area_of(dialect, "g.area_id")),
        entry("valid_from", "g.valid_from".to_owned()),
        entry("valid_until", "g.valid_until".to_owned()),
    ]);
    let grants = dialect.array_of_rows(&grant, "g.created_at, g.id", None);
    let teams = dialect.array_of_rows(&dialect.hex_of_uuid("m.team_id"), "m.team_id", None);
    dialect.json_text(&dialect.object(&[
        entry("version", VERSION.to_owned()),
        entry("id", dialect.hex_of_uuid("u.id")),
        entry("display_name", "u.display_name".to_owned()),
        entry("active", dialect.scalar("u.active", Scalar::Boolean)),
        entry("path", "(select a.path from areas a where a.id = u.area_id)".to_owned()),
        entry("grants", format!("(select {grants} from grants g where g.user_id = u.id)")),
        entry(
            "teams",
            format!(
                "(select {teams} from team_members m where m.user_id = u.id and m.left_at is null)"
            ),
        ),
    ]))
}

fn known(row: Row) -> Known {
    let mut areas = Vec::new();
    // A grant at an area that no longer reads as one grants nothing.
    let grants = row.grants.into_iter().filter_map(|granted| {
        let Granted { id, role, area, valid_from, valid_until } = granted;
        let domain = match area {
            None => Domain::Everywhere,
            Some(area) => {
                let domain = area.domain()?;
                areas.push(area);
                domain
            }
        };
        Some(KnownGrant { id, grant: GrantRow { role, domain, valid_from, valid_until } })
    });
    let grants = grants.collect();
    let (user, active, teams) = (row.id, row.active, row.teams);
    Known {
        person: Person { user, active, teams, grants },
        display_name: row.display_name,
        path: row.path.unwrap_or_else(|| EVERYWHERE.to_owned()),
        areas,
        version: row.version,
    }
}
