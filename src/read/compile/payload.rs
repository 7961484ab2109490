//! What a mutation answers with: ids as they are, and records read by the same compiler as lists.

use super::{Compiler, Context, Cost, Given, GivenRows, NestedTotal, Sight};
use crate::read::catalog::{Made, ObjectType, Payload, PayloadSource};
use crate::read::document::Collected;
use crate::read::problem::Problems;
use crate::read::sql::Slot;
use crate::read::statement::{Purpose, Template};

/// How a payload is answered.
#[derive(Debug)]
pub struct PayloadPlan {
    /// Reads the records; none where none is asked for.
    pub read: Option<Template>,
    /// The response keys, and where the value of each is.
    pub parts: Vec<(String, PayloadPart)>,
    /// Count the nested lists.
    pub totals: Vec<NestedTotal>,
    /// Read the rows that stand in values which are worked out in Rust.
    pub rows: Vec<GivenRows>,
    /// Whether values have to be worked out in Rust.
    pub is_computed: bool,
}

/// Where the value of one key of a payload is.
#[derive(Debug)]
pub enum PayloadPart {
    /// In the statement's next column.
    Column,
    /// One of the ids that were made, under this prefix.
    Id(Made, &'static str),
    /// Worked out in Rust: the field's name, and what of it is selected.
    Given(&'static str, Given),
    /// The payload's own type name.
    TypeName(&'static str),
}

/// Compiles the answer of a mutation.
pub fn compile_payload<'a>(
    context: Context<'a>,
    payload: &'static Payload,
    field: &Collected<'a>,
    problems: &'a mut Problems,
    cost: &'a mut Cost,
) -> PayloadPlan {
    let mut compiler = Compiler::new(context, problems, cost);
    let collected =
        context.document.collect(&field.selections, &|condition| condition == payload.name);
    compiler.cost.add_values(collected.len(), 1);
    let mut columns = Vec::new();
    let parts = collected
        .iter()
        .map(|selected| {
            let known = payload.fields.iter().find(|known| known.name == selected.name);
            let part = match known.map(|known| (known, known.source)) {
                None => PayloadPart::TypeName(payload.name),
                Some((_, PayloadSource::Id(which, prefix))) => PayloadPart::Id(which, prefix),
                Some((_, PayloadSource::Row(which, ty))) => {
                    let value = compiler.made(ty, which, selected);
                    columns.push(compiler.dialect().json_text(&value));
                    PayloadPart::Column
                }
                Some((known, PayloadSource::Given)) => {
                    PayloadPart::Given(known.name, compiler.given(known.ty, selected))
                }
            };
            (selected.key.to_owned(), part)
        })
        .collect();
    let text = (!columns.is_empty()).then(|| format!("select {}", columns.join(", ")));
    let is_computed = compiler.is_computed;
    let slots = compiler.binds.into_slots();
    PayloadPlan {
        read: text.map(|text| Template::new(Purpose::Read, text, slots)),
        parts,
        totals: compiler.totals,
        rows: compiler.rows,
        is_computed,
    }
}

impl<'a> Compiler<'a> {
    /// A record that the mutation made or changed, where the viewer may read it.
    fn made(&mut self, ty: &'static ObjectType, which: Made, field: &Collected<'a>) -> String {
        let row = self.new_row('t');
        let id = self.binds.bind_slot(Slot::Made(which));
        let mut conditions = vec![format!("{} = {id}", row.column("id"))];
        conditions.extend(self.visible(ty.table, &row));
        self.single(ty, field, (&row, &Sight::InScope), &conditions)
    }
}
