//! What a type shows, as data: from these tables come the schema that clients see and the SQL
//! that answers them, so that a new field is one line.

use super::filter::FilterType;
use super::order::{OrderKey, OrderType};
use super::subject::Subject;
use super::table::Table;

/// A GraphQL object type whose values are rows, or parts of rows.
#[derive(Debug)]
pub struct ObjectType {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// The table whose rows it shows.
    pub table: &'static Table,
    /// What its global ids begin with, if it is a `Node`.
    pub id_prefix: Option<&'static str>,
    /// Its fields, in the order of the schema.
    pub fields: &'static [Field],
}

impl ObjectType {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether a fragment on `condition` applies to values of this type.
    #[must_use]
    pub fn satisfies(&self, condition: &str) -> bool {
        condition == self.name || (condition == "Node" && self.id_prefix.is_some())
    }
}

/// One field of an object type.
#[derive(Debug)]
pub struct Field {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// Its GraphQL type, such as `Area!`.
    pub ty: &'static str,
    /// Whether it shows on a record that is only referred to.
    pub shown: Shown,
    /// Where its value comes from.
    pub source: Source,
}

/// Whether a field shows on a record that is reached through a reference from a visible one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Always: its id, name, code, path, kind or level, version and own area.
    ByReference,
    /// Only where the viewer may read the record itself.
    InSight,
}

/// Where a field's value comes from.
#[derive(Debug)]
pub enum Source {
    /// The row's id, as a global id of this type.
    GlobalId,
    /// A column.
    Column(&'static str, Scalar),
    /// The global id of a record of any kind: the column that names the kind, those kinds whose ids
    /// begin with another word, and the column with the id.
    RecordId(&'static str, &'static [(&'static str, &'static str)], &'static str),
    /// An SQL expression: `{t}.x` is a column of the row, `{now}` the moment of the request
    /// and `{soon}` the same time tomorrow.
    Expression(&'static str, Scalar),
    /// Words that somebody wrote, and the column that holds them where numbers of persons in them
    /// are masked: these show wherever a record is not asked for alone.
    Words(&'static str, &'static str, Scalar),
    /// What the viewer may do with the row, a record of this kind: worked out in Rust from its facts.
    AllowedActions(Subject),
    /// A signed address of the row, a file, or of its thumbnail: made in Rust for the viewer.
    FileUrl(Variant),
    /// The row that a column refers to.
    Reference(&'static str, &'static ObjectType),
    /// The row that a column refers to, where the viewer may read it.
    Visible(&'static str, &'static ObjectType),
    /// A column that tells of the row which another column refers to: null where the viewer may not
    /// read that row.
    OfVisible(&'static str, &'static ObjectType, &'static str, Scalar),
    /// A part of the same record that a column refers to: it shows where the row does.
    Part(&'static str, &'static ObjectType),
    /// The one part of the row whose column refers to it.
    OnePart(&'static ObjectType, &'static str),
    /// The same row as another type.
    Same(&'static ObjectType),
    /// A part of the row as an object; null where all these columns are null.
    Embedded(&'static ObjectType, &'static [&'static str]),
    /// Related rows, all of them, in an order.
    List(&'static ObjectType, Link, &'static [OrderKey]),
    /// Related rows in pages.
    Connection(&'static Connection, Link),
    /// Whether there are related rows that the viewer may see.
    Exists(&'static ObjectType, Link),
    /// How many related rows there are that the viewer may see and that satisfy a condition.
    Count(&'static ObjectType, Link, &'static str),
    /// The civil days of the arguments `from` and `to`, one object each: its columns are `day` and
    /// `route_id`, which is the row's id.
    Days(&'static ObjectType),
    /// All that the viewer may do, one object each: its columns are `object`, `action`, `relation`
    /// and `area_id`.
    Permissions(&'static ObjectType),
    /// Figures over related rows, which must satisfy a condition as well.
    Aggregate(&'static ObjectType, Link, &'static str),
}

/// Which bytes of a file an address is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The file itself.
    Whole,
    /// Its thumbnail.
    Thumbnail,
    /// An export, where this condition holds of it.
    Export(&'static str),
}

/// A GraphQL object type whose values are worked out in Rust.
#[derive(Debug)]
pub struct PlainType {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What front ends read about it.
    pub description: &'static str,
    /// Its fields: name, type and description of each. One whose type is a row's has the row's id.
    pub fields: &'static [(&'static str, &'static str, &'static str)],
}

/// What a mutation answers with, or a subscription tells.
#[derive(Debug)]
pub struct Payload {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What front ends read about it.
    pub description: &'static str,
    /// Its fields, in the order of the schema.
    pub fields: &'static [PayloadField],
}

/// One field of a payload.
#[derive(Debug)]
pub struct PayloadField {
    /// Its GraphQL name.
    pub name: &'static str,
    /// Its GraphQL type.
    pub ty: &'static str,
    /// What front ends read about it.
    pub description: &'static str,
    /// Where its value comes from.
    pub source: PayloadSource,
}

/// Where a payload's field gets its value.
#[derive(Debug, Clone, Copy)]
pub enum PayloadSource {
    /// One of the ids that were made, as a global id of this prefix.
    Id(Made, &'static str),
    /// The row of one of these ids, where the viewer may read it.
    Row(Made, &'static ObjectType),
    /// Worked out in Rust.
    Given,
}

/// Which of the ids that a mutation made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// The record's.
    Record,
    /// Its last event's.
    Event,
    /// That of something beside the record.
    Other,
    /// That of the record that it went into.
    Into,
}

/// How the rows of a list are related to the row that has the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// To none: a list of the root.
    Root,
    /// Their column is the row's id.
    Column(&'static str),
    /// They lie in the row, which is an area.
    Within,
    /// They are the areas above the row, which is an area.
    Above,
    /// They are the active members of the row, which is a team.
    Members,
    /// They are the teams that the row, a user, is an active member of.
    Teams,
    /// They satisfy this condition, in which `{t}.x` is a column of theirs and `{p}.x` one of the row.
    Such(&'static str),
    /// They are named beside the row in a table of pairs: the table, its column with the row's id,
    /// and its column with theirs.
    Beside(&'static str, &'static str, &'static str),
}

impl Link {
    /// Whether the rows are colleagues, own teams or areas above: what their names say is no secret to
    /// whoever sees the row that lists them.
    #[must_use]
    pub fn is_by_reference(self) -> bool {
        matches!(self, Self::Above | Self::Members | Self::Teams | Self::Beside(..))
    }
}

/// A list in pages: how it is filtered and ordered, and what its types are called.
#[derive(Debug)]
pub struct Connection {
    /// The type of its nodes.
    pub node: &'static ObjectType,
    /// The connection's GraphQL name.
    pub name: &'static str,
    /// The edges' GraphQL name.
    pub edge: &'static str,
    /// Its argument `filter`, if it has one.
    pub filter: Option<&'static FilterType>,
    /// Its argument `orderBy`, if it has one.
    pub order: Option<&'static OrderType>,
    /// The order without `orderBy`.
    pub default_order: &'static [OrderKey],
}

/// How a value of a column is written as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Text, and enum values, which are kept by their GraphQL names.
    Text,
    /// A whole number.
    Int,
    /// A floating point number.
    Float,
    /// A boolean.
    Boolean,
    /// A moment, RFC 3339 in UTC.
    DateTime,
    /// A civil day.
    Date,
    /// JSON, as it is kept.
    Json,
    /// An id that is only compared, never shown as it is.
    Uuid,
}
