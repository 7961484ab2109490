//! The order of a list, and the keyset that its cursors cut it by.
//!
//! Nulls come last in both directions. Every order ends with a key that no two rows share.

mod near_side;

use async_graphql::{Name, indexmap::IndexMap};
use async_graphql_value::ConstValue;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::catalog::Scalar;
use super::input::in_range;
use super::problem::Problems;
use super::row::Row;
use super::sql::{Bind, Binds, Dialect};

/// The column, which no table has, of how well a row answers to a search; of rows that answer alike
/// the order goes by when they were received.
pub const RELEVANCE: &str = "relevance";

/// One key of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderKey {
    /// The column.
    pub column: &'static str,
    /// What it holds.
    pub scalar: Scalar,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether no two rows share a value of it.
    pub unique: bool,
}

impl OrderKey {
    /// A key of a column that is never null, least first.
    #[must_use]
    pub const fn new(column: &'static str, scalar: Scalar) -> Self {
        Self { column, scalar, descending: false, nullable: false, unique: false }
    }

    /// The same key, greatest first.
    #[must_use]
    pub const fn descending(self) -> Self {
        Self { descending: true, ..self }
    }

    /// The same key of a column that may be null.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// The same key of a column whose values no two rows share.
    #[must_use]
    pub const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }
}

/// The argument `orderBy` of a list: its input type, and the columns that its fields stand for.
#[derive(Debug)]
pub struct OrderType {
    /// The input type's name, such as `CaseOrder`.
    pub name: &'static str,
    /// What analysts read about it.
    pub description: &'static str,
    /// The enum of its fields, such as `CaseOrderField`.
    pub field_type: &'static str,
    /// What analysts read about that enum.
    pub field_description: &'static str,
    /// The fields' names, descriptions and keys.
    pub fields: &'static [(&'static str, &'static str, OrderKey)],
}

/// A complete order: its last key is one that no two rows share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order(Vec<OrderKey>);

impl Order {
    /// The order of these keys, ended by the row's id where none of them is unique.
    #[must_use]
    pub fn of(keys: &[OrderKey]) -> Self {
        let mut kept: Vec<OrderKey> = Vec::new();
        for key in keys {
            if !kept.iter().any(|earlier| earlier.column == key.column) {
                kept.push(*key);
            }
            if key.unique {
                return Self(kept);
            }
        }
        let descending = kept.last().is_some_and(|key| key.descending);
        kept.push(OrderKey { descending, ..OrderKey::new("id", Scalar::Uuid).unique() });
        Self(kept)
    }

    /// The order that an argument `orderBy` asks for.
    #[must_use]
    pub fn from_argument(argument: &ConstValue, of: &OrderType) -> Option<Self> {
        let ConstValue::List(items) = argument else { return None };
        let keys: Vec<OrderKey> =
            items.iter().filter_map(|item| key(item, of)).flat_map(with_moment).collect();
        (!keys.is_empty()).then(|| Self::of(&keys))
    }

    /// The keys, first first.
    #[must_use]
    pub fn keys(&self) -> &[OrderKey] {
        &self.0
    }

    /// Whether rows are in the order of how well they answer to a search.
    #[must_use]
    pub fn is_ranked(&self) -> bool {
        self.0.iter().any(|key| key.column == RELEVANCE)
    }

    /// The order of rows that answer to a search alike.
    #[must_use]
    pub fn within_a_tier(&self) -> Self {
        Self(self.0.iter().filter(|key| key.column != RELEVANCE).copied().collect())
    }

    /// Which order this is, as a cursor says it.
    fn tag(&self, list: &str) -> String {
        let keys: Vec<String> = self
            .0
            .iter()
            .map(|key| format!("{}{}", if key.descending { '-' } else { '+' }, key.column))
            .collect();
        format!("{list}{}", keys.concat())
    }

    /// The expression for a row's cursor: the hexadecimal digits of a JSON array of the list's
    /// order and the row's values of its keys.
    #[must_use]
    pub fn cursor_expression(&self, list: &str, row: &Row, dialect: Dialect) -> String {
        let tag = match dialect {
            Dialect::Sqlite => format!("'{}'", self.tag(list)),
            Dialect::Postgres => format!("'{}'::text", self.tag(list)),
        };
        let values = self.0.iter().map(|key| match key.scalar {
            Scalar::Uuid => dialect.hex_of_uuid(&row.column(key.column)),
            _ => row.column(key.column),
        });
        let values: Vec<String> = std::iter::once(tag).chain(values).collect();
        dialect.hex_of_json(&dialect.array(&values))
    }

    /// The values that a cursor holds, one for each key.
    pub fn read_cursor(
        &self,
        cursor: &str,
        list: &str,
        field: &str,
        problems: &mut Problems,
    ) -> Option<Vec<Option<Bind>>> {
        let values = self.cursor_values(cursor, list);
        if values.is_none() {
            problems.add(
                field,
                "this is not a cursor of this list in this order: take startCursor or endCursor \
                 of a page of the same list",
                "这不是此列表在此排序下的游标：请用同一列表分页给出的 startCursor 或 endCursor",
            );
        }
        values
    }

    fn cursor_values(&self, cursor: &str, list: &str) -> Option<Vec<Option<Bind>>> {
        let text = hex::decode(cursor).ok()?;
        let values: Vec<ConstValue> = serde_json::from_slice(&text).ok()?;
        let (tag, values) = values.split_first()?;
        if *tag != ConstValue::String(self.tag(list)) || values.len() != self.0.len() {
            return None;
        }
        self.0.iter().zip(values).map(|(key, value)| key_value(key, value)).collect()
    }

    /// `ORDER BY`, forwards or backwards.
    #[must_use]
    pub fn by(&self, row: &Row, backwards: bool) -> String {
        let keys: Vec<String> = self
            .0
            .iter()
            .map(|key| {
                let direction = if key.descending == backwards { "asc" } else { "desc" };
                let nulls = match (key.nullable, backwards) {
                    (false, _) => "",
                    (true, false) => " nulls last",
                    (true, true) => " nulls first",
                };
                format!("{} {direction}{nulls}", row.column(key.column))
            })
            .collect();
        keys.join(", ")
    }
}

/// A key of an order, and what decides among rows that it has alike.
fn with_moment(key: OrderKey) -> impl Iterator<Item = OrderKey> {
    let moment =
        OrderKey { descending: key.descending, ..OrderKey::new("received_at", Scalar::DateTime) };
    std::iter::once(key).chain((key.column == RELEVANCE).then_some(moment))
}

fn key(item: &ConstValue, of: &OrderType) -> Option<OrderKey> {
    let ConstValue::Object(item) = item else { return None };
    let name = enum_value(item, "field")?;
    let (.., key) = of.fields.iter().find(|(field, ..)| *field == name)?;
    let descending = enum_value(item, "direction")? == "DESC";
    Some(OrderKey { descending, ..*key })
}

fn enum_value<'a>(object: &'a IndexMap<Name, ConstValue>, field: &str) -> Option<&'a str> {
    match object.get(field)? {
        ConstValue::Enum(name) => Some(name.as_str()),
        ConstValue::String(name) => Some(name),
        _ => None,
    }
}

/// A cursor's value of one key; the outer none is one that cannot be its value.
fn key_value(key: &OrderKey, value: &ConstValue) -> Option<Option<Bind>> {
    let bind = match (key.scalar, value) {
        (_, ConstValue::Null) => return key.nullable.then_some(None),
        (Scalar::Int, ConstValue::Number(number)) => Bind::Int(number.as_i64()?),
        (Scalar::Uuid, ConstValue::String(text)) => Bind::Uuid(Uuid::try_parse(text).ok()?),
        (Scalar::DateTime, ConstValue::String(text)) => {
            let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
            Bind::DateTime(Some(at).filter(|at| in_range(at.date_naive()))?)
        }
        (Scalar::Date, ConstValue::String(text)) => {
            Bind::Date(text.parse::<NaiveDate>().ok().filter(|day| in_range(*day))?)
        }
        (Scalar::Text, ConstValue::String(text)) => {
            Bind::Text(Some(text).filter(|text| !text.contains('\0'))?.clone())
        }
        _ => return None,
    };
    Some(Some(bind))
}

/// A part of a list that one index range finds in order: its conditions beside those of its arm,
/// and its own `ORDER BY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// What must hold of its rows.
    pub conditions: Vec<String>,
    /// The order of its rows.
    pub order: String,
}

impl Order {
    /// The rows beyond these cursors' values, `after` and `before` alike, as stretches: one, or
    /// where the first key may be null and no index has the nulls where they belong, its values
    /// and its nulls.
    pub fn stretches(
        &self,
        row: &Row,
        backwards: bool,
        after: Option<&[Option<Bind>]>,
        before: Option<&[Option<Bind>]>,
        binds: &mut Binds,
    ) -> Vec<Stretch> {
        let whole = self.by(row, backwards);
        let natural = match binds.dialect() {
            // An index of PostgreSQL ends with the nulls, so backwards it begins with them.
            Dialect::Postgres => self.0.first().is_none_or(|key| !key.descending),
            // One of SQLite begins with them.
            Dialect::Sqlite => self.0.first().is_none_or(|key| key.descending),
        };
        let split = self.0.first().filter(|key| {
            key.nullable && self.0.len() == 2 && !(natural && after.is_none() && before.is_none())
        });
        let Some(first) = split else {
            let conditions = [(after, false), (before, true)]
                .into_iter()
                .filter_map(|(cursor, flip)| Some(self.beyond(cursor?, row, flip, binds)))
                .collect();
            return vec![Stretch { conditions, order: whole }];
        };
        let column = row.column(first.column);
        let mut values = Some(vec![format!("{column} is not null")]);
        let mut nulls = Some(vec![format!("{column} is null")]);
        let rest = Order(self.0[1..].to_vec());
        let valued = Order(vec![OrderKey { nullable: false, ..*first }, self.0[1]]);
        for (cursor, flip) in [(after, false), (before, true)] {
            match cursor {
                None => {}
                Some([None, id @ ..]) => {
                    if !flip {
                        values = None;
                    }
                    push(&mut nulls, || rest.beyond(id, row, flip, binds));
                }
                Some(cursor) => {
                    if flip {
                        nulls = None;
                    }
                    push(&mut values, || valued.beyond(cursor, row, flip, binds));
                }
            }
        }
        // The nulls by themselves too, alike as they are: PostgreSQL does not see that an index has
        // them in the order of what follows.
        let order = valued.by(row, backwards);
        let stretches: Vec<Stretch> = [values, nulls]
            .into_iter()
            .flatten()
            .map(|conditions| Stretch { conditions, order: order.clone() })
            .collect();
        if stretches.is_empty() {
            vec![Stretch { conditions: vec!["false".to_owned()], order: whole }]
        } else {
            stretches
        }
    }

    /// The condition that a row comes after a cursor's values; `flip`: before them.
    pub fn beyond(
        &self,
        cursor: &[Option<Bind>],
        row: &Row,
        flip: bool,
        binds: &mut Binds,
    ) -> String {
        let operator = if self.descends() == flip { ">" } else { "<" };
        if let Some(compared) = self.compared(operator, cursor, row, binds) {
            return compared;
        }
        let mut alternatives = Vec::new();
        let mut equal: Vec<String> = Vec::new();
        for (key, value) in self.0.iter().zip(cursor) {
            let column = row.column(key.column);
            let operator = if key.descending == flip { ">" } else { "<" };
            let further = match value {
                Some(value) => {
                    let value = binds.bind(value.clone());
                    let nulls = if key.nullable && !flip {
                        format!(" or {column} is null")
                    } else {
                        String::new()
                    };
                    equal.push(format!("{column} = {value}"));
                    format!("({column} {operator} {value}{nulls})")
                }
                None => {
                    equal.push(format!("{column} is null"));
                    if flip { format!("{column} is not null") } else { "false".to_owned() }
                }
            };
            let mut all = equal[..equal.len() - 1].to_vec();
            all.push(further);
            alternatives.push(format!("({})", all.join(" and ")));
        }
        format!("({})", alternatives.join(" or "))
    }

    fn descends(&self) -> bool {
        self.0.first().is_some_and(|key| key.descending)
    }

    /// All keys at once, where none is ever null and all go the same way.
    fn compared(
        &self,
        operator: &str,
        cursor: &[Option<Bind>],
        row: &Row,
        binds: &mut Binds,
    ) -> Option<String> {
        let descends = self.descends();
        if self.0.iter().any(|key| key.nullable || key.descending != descends) {
            return None;
        }
        let columns: Vec<_> = self.0.iter().map(|key| row.column(key.column)).collect();
        let values: Vec<_> = cursor.iter().flatten().cloned().map(|v| binds.bind(v)).collect();
        Some(format!("({}) {operator} ({})", columns.join(", "), values.join(", ")))
    }
}

fn push(conditions: &mut Option<Vec<String>>, condition: impl FnOnce() -> String) {
    if let Some(conditions) = conditions {
        conditions.push(condition());
    }
}
