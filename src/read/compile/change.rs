//! What a subscription tells of a change: one statement that reads the record as it stands, whether it
//! satisfied the filter before, whether it does now, and what is selected of it.
//!
//! The statement asks no scope of the record itself, so that one read serves all who select the same.
//! It gives the facts of the very same snapshot beside, and what it read is told to those alone whom
//! the policy lets read a record that stands so.

use async_graphql_value::ConstValue;

use super::{Compiler, Context, Cost, PayloadPart, PayloadPlan, Sight};
use crate::read::catalog::{Connection, Made, ObjectType, Payload, PayloadSource};
use crate::read::document::Collected;
use crate::read::filter::FilterCompiler;
use crate::read::problem::Problems;
use crate::read::row::Row;
use crate::read::sql::Slot;
use crate::read::statement::{Purpose, Template};
use crate::read::subject::Subject;

/// How many columns stand before those of the payload: the facts, and the filter before and now.
pub const JUDGED_BY: usize = 3;

/// Compiles what is told of a change of a record of this kind, a node of this connection.
pub fn compile_change<'a>(
    context: Context<'a>,
    (subject, connection): (Subject, &'static Connection),
    payload: &'static Payload,
    (field, filter): (&Collected<'a>, Option<&ConstValue>),
    problems: &'a mut Problems,
    cost: &'a mut Cost,
) -> PayloadPlan {
    let mut compiler = Compiler::new(context, problems, cost);
    let dialect = compiler.dialect();
    let table = connection.node.table.name();
    let record = compiler.binds.bind_slot(Slot::Made(Made::Record));
    let image = compiler.binds.bind_slot(Slot::Image);
    let facts = subject.facts(dialect, "held");
    let mut columns = vec![format!("(select {facts} from {table} held where held.id = {record})")];
    let before = subject.row_of_image(dialect, &image);
    let counted = compiler.comparisons;
    let now = format!("(select * from {table} where id = {record})");
    for (source, is_before) in [(before, true), (now, false)] {
        let row = compiler.new_row('a');
        let mut satisfied = |amended| {
            // The filter stands more than once in the statement, and is counted once.
            compiler.comparisons = counted;
            compiler.satisfied(connection, filter, (&row, amended), field.key)
        };
        let (mut condition, finds_words) = satisfied(is_before.then_some(true));
        if is_before && finds_words {
            // No index keeps the words of then: before it was amended, the case may have been found by
            // them, or may not have been, which counts within `not`.
            let (other, _) = satisfied(Some(false));
            condition = format!("({condition}) or ({other})");
        }
        let alias = row.alias();
        columns.push(format!(
            "case when exists (select 1 from {source} {alias} where {condition}) \
             then '1' else '0' end"
        ));
    }
    let collected =
        context.document.collect(&field.selections, &|condition| condition == payload.name);
    compiler.cost.add_values(collected.len(), 1);
    let parts = collected
        .iter()
        .map(|selected| {
            let known = payload.fields.iter().find(|known| known.name == selected.name);
            let part = match known.map(|known| (known, known.source)) {
                None => PayloadPart::TypeName(payload.name),
                Some((_, PayloadSource::Id(which, prefix))) => PayloadPart::Id(which, prefix),
                Some((_, PayloadSource::Row(which, ty))) => {
                    let value = compiler.changed(ty, which, selected);
                    columns.push(dialect.json_text(&value));
                    PayloadPart::Column
                }
                Some((known, PayloadSource::Given)) => {
                    PayloadPart::Given(known.name, compiler.given(known.ty, selected))
                }
            };
            (selected.key.to_owned(), part)
        })
        .collect();
    let text = format!("select {}", columns.join(", "));
    let is_computed = compiler.is_computed;
    let slots = compiler.binds.into_slots();
    PayloadPlan {
        read: Some(Template::new(Purpose::Read, text, slots)),
        parts,
        totals: compiler.totals,
        rows: compiler.rows,
        is_computed,
    }
}

impl<'a> Compiler<'a> {
    /// The condition that a row satisfies the filter, and whether that goes by the words of cases.
    fn satisfied(
        &mut self,
        connection: &Connection,
        filter: Option<&ConstValue>,
        (row, amended): (&Row, Option<bool>),
        key: &str,
    ) -> (String, bool) {
        let (Some(of), Some(value)) = (connection.filter, filter) else {
            return ("true".to_owned(), false);
        };
        let in_sight = self.references_in_sight(of);
        let mut compiler = FilterCompiler {
            in_sight,
            known: None,
            areas: Vec::new(),
            is_searched: false,
            looks_through: false,
            by_parts: false,
            amended,
            finds_words: false,
            binds: &mut self.binds,
            problems: self.problems,
            zone: self.context.zone,
            comparisons: self.comparisons,
        };
        let conditions = compiler.conditions(of, value, row, &format!("{key}.filter"), 0);
        self.comparisons = compiler.comparisons;
        let condition =
            if conditions.is_empty() { "true".to_owned() } else { conditions.join(" and ") };
        (condition, compiler.finds_words)
    }

    /// A part of what has changed; whoever is told of it may read it.
    fn changed(&mut self, ty: &'static ObjectType, which: Made, field: &Collected<'a>) -> String {
        let row = self.new_row('t');
        let id = self.binds.bind_slot(Slot::Made(which));
        let conditions = [format!("{} = {id}", row.column("id"))];
        self.single(ty, field, (&row, &Sight::InScope), &conditions)
    }
}
