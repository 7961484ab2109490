//! What access is asked about: a record of any kind, an area, or no place in particular.

use std::collections::HashMap;

use serde::Deserialize;
use uuid::Uuid;

use super::{NamedArea, area_of};
use crate::desk::access::askings;
use crate::policy::explain::{Question, relations};
use crate::policy::{Action, Domain, Grants, Holds, Object, Record, Relation, Standing};
use crate::read::catalog::Scalar;
use crate::read::sql::{Bind, Binds, Dialect};
use crate::store::{Store, StoreError};

/// What access is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Records that have no area.
    Anywhere,
    /// An ordinary record in this area that the user has nothing to do with.
    Area(Uuid),
    /// A record in this area, or in none, to which the user stands so.
    Supposed(Option<Uuid>, Vec<Relation>),
    /// This record.
    Record(Which),
}

impl Target {
    /// How the user is supposed to stand to it; to whatever there is, they stand in the relation `any`.
    fn supposed(&self) -> Option<Vec<Relation>> {
        let Self::Supposed(_, relations) = self else { return None };
        let mut relations = relations.clone();
        relations.push(Relation::Any);
        relations.sort_unstable();
        relations.dedup();
        Some(relations)
    }
}

/// Which record of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one of this id: of a reporter, the case's.
    Id(Uuid),
    /// The one of this number.
    Number(String),
}

/// A target as it is found: where casbin is asked about it, and by which columns it is judged.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) area: Option<NamedArea>,
    pub(super) desk: Option<NamedArea>,
    pub(super) record: Option<Columns>,
    /// How the user stands to it, where that is supposed.
    supposed: Option<Vec<Relation>>,
}

/// The columns of a record by which a user stands to it.
#[derive(Debug, Deserialize)]
pub(super) struct Columns {
    id: Uuid,
    flags: HashMap<String, Option<bool>>,
    /// Hexadecimal digits; nothing for null.
    ids: HashMap<String, Option<String>>,
}

impl Record for Columns {
    fn flag(&self, column: &str) -> Option<bool> {
        *self.flags.get(column)?
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        Uuid::try_parse(self.ids.get(column)?.as_deref()?).ok()
    }
}

#[derive(Deserialize)]
struct Row {
    area: Option<NamedArea>,
    desk: Option<NamedArea>,
    #[serde(flatten)]
    columns: Columns,
}

impl Found {
    /// The question that casbin is asked.
    pub(super) fn question(&self, object: Object, action: Action) -> Question {
        let domain = |area: &Option<NamedArea>| {
            area.as_ref().and_then(NamedArea::domain).unwrap_or(Domain::Everywhere)
        };
        let area = domain(&self.area);
        let desk = if self.desk.is_some() { domain(&self.desk) } else { area.clone() };
        Question { object, action, askings: askings(object, action, &area, &desk) }
    }

    /// How somebody stands to it.
    pub(super) fn stands(&self, object: Object, (user, teams): (Uuid, &[Uuid])) -> Vec<Relation> {
        let record = self.record.as_ref().map(|record| record as &dyn Record);
        self.supposed.clone().unwrap_or_else(|| relations(object, record, (user, teams)))
    }

    fn is_seen_by(&self, object: Object, asker: &Grants) -> bool {
        let Some(record) = &self.record else { return true };
        let domain = self.area.as_ref().and_then(NamedArea::domain).unwrap_or(Domain::Everywhere);
        // Of whoever brings a case anybody knows who sees it.
        let read = if object == Object::Reporter { Object::Case } else { object };
        (object == Object::User && record.id == asker.user_id())
            || asker.allows((read, Action::Read), record, domain.as_casbin(), Standing::Full)
    }
}

impl Store {
    /// A target in the sight of whoever asks; an operator sees all. None where it is out of sight, or
    /// is none.
    pub(super) async fn target(
        &self,
        object: Object,
        target: &Target,
        asker: Option<&Grants>,
    ) -> Result<Option<Found>, StoreError> {
        let (kind, which) = match target {
            Target::Anywhere | Target::Supposed(None, _) => {
                return Ok(Some(Found { supposed: target.supposed(), ..Found::default() }));
            }
            Target::Area(id) | Target::Supposed(Some(id), _) => (Object::Area, Which::Id(*id)),
            Target::Record(which) => (object, which.clone()),
        };
        let found = self.found(kind, &which).await?;
        let seen = found.filter(|of| asker.is_none_or(|asker| of.is_seen_by(kind, asker)));
        Ok(seen.map(|of| match target {
            Target::Record(_) => of,
            _ => Found { record: None, supposed: target.supposed(), ..of },
        }))
    }

    async fn found(&self, object: Object, which: &Which) -> Result<Option<Found>, StoreError> {
        let Some((table, has_number)) = table(object) else { return Ok(None) };
        let mut binds = Binds::new(self.dialect());
        let condition = match which {
            Which::Id(id) => format!("r.id = {}", binds.bind(Bind::Uuid(*id))),
            // PostgreSQL refuses a text with this character, and no number has it.
            Which::Number(number) if has_number && !number.contains('\0') => {
                format!("r.number = {}", binds.bind(Bind::Text(number.clone())))
            }
            Which::Number(_) => return Ok(None),
        };
        let columns = columns(self.dialect(), object);
        let text = format!("select {columns} from {table} r where {condition}");
        let rows: Vec<Row> = self.json_rows(text, binds).await?;
        Ok(rows.into_iter().next().map(|row| {
            let Row { area, desk, columns } = row;
            Found { area, desk, record: Some(columns), supposed: None }
        }))
    }
}

/// The table of an object's records, and whether they go by numbers; none of what has no records.
fn table(object: Object) -> Option<(&'static str, bool)> {
    match object {
        Object::Area => Some(("areas", false)),
        Object::Case | Object::Reporter => Some(("cases", true)),
        Object::Team => Some(("teams", false)),
        Object::Place => Some(("places", false)),
        Object::Check => Some(("checks", true)),
        Object::Hazard => Some(("hazards", true)),
        Object::Patrol => Some(("patrol_routes", false)),
        Object::Shift => Some(("shifts", false)),
        Object::User => Some(("users", false)),
        Object::Category
        | Object::Stats
        | Object::Export
        | Object::Policy
        | Object::Audit
        | Object::Token => None,
    }
}

fn columns(dialect: Dialect, object: Object) -> String {
    let (mut flags, mut ids) = (Vec::new(), Vec::new());
    let id = |column: &str| (column.to_owned(), dialect.hex_of_uuid(&format!("r.{column}")));
    for (_, holds) in object.relations() {
        match holds {
            Holds::Always => {}
            Holds::IsFalse(column) => {
                let value = dialect.scalar(&format!("r.{column}"), Scalar::Boolean);
                flags.push(((*column).to_owned(), value));
            }
            Holds::IsOwnTeam(column) => ids.push(id(column)),
            Holds::IsUser(columns) => ids.extend(columns.iter().map(|column| id(column))),
        }
    }
    let area = if object == Object::Area { "r.id" } else { "r.area_id" };
    let desk = match object {
        Object::Case => area_of(dialect, "r.desk_id"),
        _ => "null".to_owned(),
    };
    dialect.json_text(&dialect.object(&[
        ("id".to_owned(), dialect.hex_of_uuid("r.id")),
        ("area".to_owned(), area_of(dialect, area)),
        ("desk".to_owned(), desk),
        ("flags".to_owned(), dialect.object(&flags)),
        ("ids".to_owned(), dialect.object(&ids)),
    ]))
}
