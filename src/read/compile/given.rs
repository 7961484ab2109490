//! Values that are worked out in Rust: what is selected of them, and the rows that stand in them,
//! which are read by their ids once these are known.

use super::cost::UNPAGED;
use super::{Compiler, Context, Cost, NestedTotal, Sight};
use crate::read::catalog::ObjectType;
use crate::read::document::Collected;
use crate::read::problem::Problems;
use crate::read::row::Row;
use crate::read::sql::{Dialect, Slot};
use crate::read::statement::{Purpose, Template};
use crate::read::table::Protection;

/// What is selected of a value that is worked out in Rust, whole or an item of a list.
#[derive(Debug)]
pub enum Given {
    /// The value as it is.
    Leaf,
    /// These fields of an object.
    Object(Vec<GivenField>),
    /// The value is the id of a row, which the statement of this number reads.
    Row(usize),
    /// The name of the type.
    TypeName(&'static str),
}

/// A selected field of an object that is worked out in Rust.
#[derive(Debug)]
pub struct GivenField {
    /// The response key.
    pub key: String,
    /// The field's name.
    pub name: String,
    /// What is selected of its value.
    pub value: Given,
}

/// Reads rows whose ids stand in values that are worked out in Rust. The statement gives (id, JSON
/// text), and is sent with the ids.
#[derive(Debug)]
pub struct GivenRows {
    /// The statement, which [`Template::for_parents`] completes.
    pub template: Template,
    /// Count the nested lists.
    pub totals: Vec<NestedTotal>,
    /// Whether values of the rows have to be worked out in Rust.
    pub is_computed: bool,
}

/// How a field of the root is answered that is worked out in Rust.
#[derive(Debug)]
pub struct GivenPlan {
    /// What is selected of its value.
    pub value: Given,
    /// Read the rows that stand in it.
    pub rows: Vec<GivenRows>,
}

/// Compiles the answer of a field of the root that is worked out in Rust, of a type; where that is a
/// list in pages, so many nodes are asked for.
pub fn compile_given<'a>(
    context: Context<'a>,
    ty: &'static str,
    field: &Collected<'a>,
    page: u64,
    (problems, cost): (&'a mut Problems, &'a mut Cost),
) -> GivenPlan {
    let mut compiler = Compiler::new(context, problems, cost);
    compiler.alone = false;
    let times = compiler.times_of(ty, field);
    let value = compiler.given_in(ty, field, times, page);
    GivenPlan { value, rows: compiler.rows }
}

impl<'a> Compiler<'a> {
    /// What is selected of a field of this type. Under a type that no table has every fragment
    /// applies that a valid document can put there.
    pub(super) fn given(&mut self, ty: &'static str, field: &Collected<'a>) -> Given {
        let times = self.times_of(ty, field);
        self.given_in(ty, field, times, UNPAGED)
    }

    /// How many values a field of this type has, which costs as many.
    fn times_of(&mut self, ty: &str, field: &Collected<'a>) -> u64 {
        if !ty.starts_with('[') || field.is_leaf() {
            return 1;
        }
        self.cost.add(field.name, UNPAGED);
        UNPAGED
    }

    /// The same of a field of a value of which there are so many.
    fn given_in(
        &mut self,
        ty: &'static str,
        field: &Collected<'a>,
        times: u64,
        page: u64,
    ) -> Given {
        let ty = ty.trim_matches(['[', ']', '!']);
        let context = self.context;
        if let Some(of) = context.objects.iter().find(|of| of.name == ty) {
            return Given::Row(self.given_rows(of, field, times));
        }
        if field.is_leaf() {
            return Given::Leaf;
        }
        let fields = context.document.collect(&field.selections, &|_| true);
        self.cost.add_values(fields.len(), times);
        let length = if ty.ends_with("Connection") { page } else { UNPAGED };
        let plain = context.plain.iter().find(|of| of.name == ty);
        let fields = fields.iter().map(|field| {
            let known = plain.and_then(|of| of.fields.iter().find(|known| known.0 == field.name));
            let value = match (known, field.name) {
                (Some((_, ty, _)), _) if ty.starts_with('[') && !field.is_leaf() => {
                    let times = times.saturating_mul(length);
                    self.cost.add(field.name, times);
                    self.given_in(ty, field, times, page)
                }
                (Some((_, ty, _)), _) => self.given_in(ty, field, times, page),
                (None, "__typename") => Given::TypeName(ty),
                (None, _) => self.given_in("", field, times, page),
            };
            GivenField { key: field.key.to_owned(), name: field.name.to_owned(), value }
        });
        Given::Object(fields.collect())
    }

    fn given_rows(&mut self, of: &'static ObjectType, field: &Collected<'a>, times: u64) -> usize {
        let mut compiler = Compiler::new(self.context, self.problems, self.cost);
        compiler.alone = false;
        let row = compiler.new_row('g');
        let (sight, hidden) = compiler.sight_of_given(of, &row);
        let ids = compiler.binds.bind_slot(Slot::Parents);
        let id = row.column("id");
        let mut conditions = vec![match compiler.dialect() {
            Dialect::Postgres => format!("{id} = any({ids})"),
            Dialect::Sqlite => format!("{id} in (select unhex(value) from json_each({ids}))"),
        }];
        conditions.extend(hidden);
        compiler.cost.add(field.name, times);
        let fields = compiler.selected(field, of);
        let object = compiler.object(of, &fields, &row, &sight, times);
        let dialect = compiler.dialect();
        let text = format!(
            "select {}, {} from {} {} where {}",
            dialect.hex_of_uuid(&id),
            dialect.json_text(&object),
            of.table.name(),
            row.alias(),
            conditions.join(" and "),
        );
        let Compiler { binds, totals, is_computed, .. } = compiler;
        let template = Template::new(Purpose::Read, text, binds.into_slots());
        self.rows.push(GivenRows { template, totals, is_computed });
        self.rows.len() - 1
    }

    /// What shows of a row that stands in a value: as much as through a reference, but for the parts
    /// of a record, which whoever works the value out tells with it. And the condition without which
    /// nothing shows.
    fn sight_of_given(&mut self, of: &'static ObjectType, row: &Row) -> (Sight, Option<String>) {
        match of.table.protection() {
            Protection::Through(..) => (Sight::InScope, None),
            Protection::Attached(..) => (Sight::InScope, self.visible(of.table, row)),
            _ => (self.sight_by_reference(of, row), None),
        }
    }
}
