//! The two dialects of SQL, and the values that a statement binds.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::catalog::{Made, Scalar};
use super::compile::ComputedKind;

/// Which database a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A value that a statement binds. Each is cast in the text, so that one text has one type.
#[derive(Debug, Clone, PartialEq)]
pub enum Bind {
    /// An id.
    Uuid(Uuid),
    /// A set of ids, which PostgreSQL takes as one array.
    Uuids(Vec<Uuid>),
    /// Text.
    Text(String),
    /// A set of texts, which PostgreSQL takes as one array.
    Texts(Vec<String>),
    /// A whole number.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// A moment.
    DateTime(DateTime<Utc>),
    /// A civil day.
    Date(NaiveDate),
}

/// A value that a template binds: one that is known, or one that each request has of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Slot {
    /// It is known.
    Value(Bind),
    /// The moment of the request, and so much later.
    Now(TimeDelta),
    /// What marks the counts of this nested list in the request's answer.
    Mark(usize),
    /// What marks, in the request's answer, a value that is worked out in Rust.
    ComputedMark(ComputedKind),
    /// One of the ids that the request's mutation made.
    Made(Made),
    /// The image of the record that has changed, as it was.
    Image,
    /// The rows whose nested lists are counted, known once the page is read. PostgreSQL takes them
    /// as one array, SQLite as a JSON array of hexadecimal digits.
    Parents,
}

/// Collects the values of one template.
#[derive(Debug)]
pub struct Binds {
    dialect: Dialect,
    slots: Vec<Slot>,
}

impl Binds {
    /// No values yet.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, slots: Vec::new() }
    }

    /// The dialect that placeholders are written in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The values in the order of their numbers.
    #[must_use]
    pub fn into_slots(self) -> Vec<Slot> {
        self.slots
    }

    /// The same of a statement that is whole: one in which nothing is left for a request to say.
    #[must_use]
    pub fn into_values(self) -> Vec<Bind> {
        let values = self.slots.into_iter().filter_map(|slot| match slot {
            Slot::Value(value) => Some(value),
            _ => None,
        });
        values.collect()
    }

    /// Binds a value, and gives what stands for it in the text. An equal value is bound once.
    pub fn bind(&mut self, value: Bind) -> String {
        self.bind_slot(Slot::Value(value))
    }

    /// Binds a value that each request may have of its own.
    pub fn bind_slot(&mut self, slot: Slot) -> String {
        let index = self.slots.iter().position(|bound| *bound == slot).unwrap_or_else(|| {
            self.slots.push(slot.clone());
            self.slots.len() - 1
        });
        let number = index + 1;
        match self.dialect {
            Dialect::Sqlite => format!("?{number}"),
            Dialect::Postgres => format!("${number}::{}", cast(&slot)),
        }
    }

    /// The condition that an expression is one of these ids.
    pub fn is_one_of(&mut self, expression: &str, ids: &[Uuid]) -> String {
        match (self.dialect, ids) {
            (_, []) => "false".to_owned(),
            (_, [id]) => format!("{expression} = {}", self.bind(Bind::Uuid(*id))),
            (Dialect::Postgres, _) => {
                format!("{expression} = any({})", self.bind(Bind::Uuids(ids.to_vec())))
            }
            (Dialect::Sqlite, _) => {
                let ids: Vec<_> = ids.iter().map(|id| self.bind(Bind::Uuid(*id))).collect();
                format!("{expression} in ({})", ids.join(", "))
            }
        }
    }

    /// The condition that an expression is one of these texts.
    pub fn is_one_of_texts(&mut self, expression: &str, texts: &[String]) -> String {
        match (self.dialect, texts) {
            (_, []) => "false".to_owned(),
            (Dialect::Postgres, _) => {
                format!("{expression} = any({})", self.bind(Bind::Texts(texts.to_vec())))
            }
            (Dialect::Sqlite, _) => {
                let texts: Vec<_> =
                    texts.iter().map(|text| self.bind(Bind::Text(text.clone()))).collect();
                format!("{expression} in ({})", texts.join(", "))
            }
        }
    }
}

fn cast(slot: &Slot) -> &'static str {
    match slot {
        Slot::Value(Bind::Uuid(_)) | Slot::Made(_) => "uuid",
        Slot::Value(Bind::Uuids(_)) | Slot::Parents => "uuid[]",
        Slot::Value(Bind::Text(_)) | Slot::Mark(_) | Slot::ComputedMark(_) | Slot::Image => "text",
        Slot::Value(Bind::Texts(_)) => "text[]",
        Slot::Value(Bind::Int(_)) => "int8",
        Slot::Value(Bind::Float(_)) => "float8",
        Slot::Value(Bind::DateTime(_)) | Slot::Now(_) => "timestamptz",
        Slot::Value(Bind::Date(_)) => "date",
    }
}

/// The most keys that an object is built of at once: PostgreSQL's functions take 100 arguments.
const MOST_KEYS: usize = 50;

impl Dialect {
    /// An object of keys, which are response keys and so nothing but letters, digits and `_`, and
    /// of expressions for their values.
    #[must_use]
    pub fn object(self, entries: &[(String, String)]) -> String {
        let function = match self {
            Self::Sqlite => "json_object",
            Self::Postgres => "json_build_object",
        };
        let call = |entries: &[(String, String)]| {
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("'{key}', {value}")).collect();
            format!("{function}({})", entries.join(", "))
        };
        if entries.len() <= MOST_KEYS {
            return call(entries);
        }
        // Longer objects are put together from the texts of shorter ones, less their braces.
        let parts: Vec<_> = entries
            .chunks(MOST_KEYS)
            .enumerate()
            .map(|(n, chunk)| format!("select {n} as n, {} as part", self.json_text(&call(chunk))))
            .collect();
        let whole = "'{' || string_agg(substr(part, 2, length(part) - 2), ',' order by n) || '}'"
            .to_string();
        let whole = match self {
            Self::Sqlite => format!("json({whole})"),
            Self::Postgres => format!("({whole})::json"),
        };
        format!("(select {whole} from ({}) parts)", parts.join(" union all "))
    }

    /// An array of values.
    #[must_use]
    pub fn array(self, values: &[String]) -> String {
        match self {
            Self::Sqlite => format!("json_array({})", values.join(", ")),
            Self::Postgres => format!("json_build_array({})", values.join(", ")),
        }
    }

    /// An aggregate of values into an array, in the order of an expression; `[]` of none.
    #[must_use]
    pub fn array_of_rows(self, value: &str, order: &str, condition: Option<&str>) -> String {
        let filter = condition.map_or_else(String::new, |c| format!(" filter (where {c})"));
        match self {
            // json_group_array of no rows is [] by itself.
            Self::Sqlite => format!("json_group_array({value} order by {order}){filter}"),
            Self::Postgres => {
                format!("coalesce(json_agg({value} order by {order}){filter}, '[]'::json)")
            }
        }
    }

    /// A column's value as JSON has it.
    #[must_use]
    pub fn scalar(self, expression: &str, scalar: Scalar) -> String {
        match (self, scalar) {
            // SQLite keeps booleans as 0 and 1; null must stay null.
            (Self::Sqlite, Scalar::Boolean) => {
                format!("json(case {expression} when 1 then 'true' when 0 then 'false' end)")
            }
            // SQLite forgets that a column's text is JSON.
            (Self::Sqlite, Scalar::Json) => format!("json({expression})"),
            // It is kept as text on both.
            (Self::Postgres, Scalar::Json) => format!("({expression})::json"),
            (_, Scalar::Uuid) => self.hex_of_uuid(expression),
            _ => expression.to_owned(),
        }
    }

    /// The 32 hexadecimal digits of an id.
    #[must_use]
    pub fn hex_of_uuid(self, expression: &str) -> String {
        match self {
            Self::Sqlite => format!("lower(hex({expression}))"),
            Self::Postgres => format!("encode(uuid_send({expression}), 'hex')"),
        }
    }

    /// The hexadecimal digits of a JSON value's text.
    #[must_use]
    pub fn hex_of_json(self, expression: &str) -> String {
        match self {
            Self::Sqlite => format!("lower(hex({expression}))"),
            Self::Postgres => format!("encode(convert_to({expression}::text, 'UTF8'), 'hex')"),
        }
    }

    /// The text of a JSON value, as a result column.
    #[must_use]
    pub fn json_text(self, expression: &str) -> String {
        match self {
            Self::Sqlite => expression.to_owned(),
            Self::Postgres => format!("({expression})::text"),
        }
    }

    /// A number as text, as a result column.
    #[must_use]
    pub fn number_text(self, expression: &str) -> String {
        match self {
            Self::Sqlite => format!("cast({expression} as text)"),
            Self::Postgres => format!("{expression}::text"),
        }
    }

    /// The lesser of two numbers.
    #[must_use]
    pub fn least(self) -> &'static str {
        match self {
            Self::Sqlite => "min",
            Self::Postgres => "least",
        }
    }

    /// A text expression compared by its bytes, whatever the column's collation.
    #[must_use]
    pub fn by_bytes(self, expression: &str) -> String {
        match self {
            Self::Sqlite => expression.to_owned(),
            Self::Postgres => format!("{expression} collate \"C\""),
        }
    }
}
