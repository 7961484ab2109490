//! A row as a JSON object of what is selected of it.

use super::computed::ComputedKind;
use super::connection::Site;
use super::cost::{COUNT, Dear, UNPAGED};
use super::rows::any_of;
use super::{Compiler, Sight};
use crate::read::catalog::{Field, Link, ObjectType, Scalar, Shown, Source, Variant};
use crate::read::document::Collected;
use crate::read::filter::Lead;
use crate::read::order::{Order, OrderKey};
use crate::read::row::Row;

impl<'a> Compiler<'a> {
    /// The fields that a row's type collects from what is selected under `field`.
    pub(super) fn selected(&self, field: &Collected<'a>, ty: &ObjectType) -> Vec<Collected<'a>> {
        self.context.document.collect(&field.selections, &|condition| ty.satisfies(condition))
    }

    /// The object's expression; `times` rows of it are read at most.
    pub(super) fn object(
        &mut self,
        ty: &'static ObjectType,
        fields: &[Collected<'a>],
        row: &Row,
        sight: &Sight,
        times: u64,
    ) -> String {
        self.cost.add_values(fields.len(), times);
        let entries: Vec<(String, String)> = fields
            .iter()
            .map(|field| {
                let value = match ty.field(field.name) {
                    Some(known) => self.value(ty, known, field, row, sight, times),
                    None => format!("'{}'", ty.name),
                };
                (field.key.to_owned(), value)
            })
            .collect();
        self.dialect().object(&entries)
    }

    fn value(
        &mut self,
        ty: &'static ObjectType,
        known: &'static Field,
        field: &Collected<'a>,
        row: &Row,
        sight: &Sight,
        times: u64,
    ) -> String {
        let guard = match (known.shown, sight) {
            (Shown::InSight, Sight::ByReference(condition)) => Some(condition.as_str()),
            _ => None,
        };
        match &known.source {
            Source::GlobalId => {
                let id = self.dialect().hex_of_uuid(&row.column("id"));
                format!("'{}_' || {id}", ty.id_prefix.unwrap_or_default())
            }
            Source::RecordId(kind, others, column) => {
                let kind = row.column(kind);
                let others = others.iter();
                let others: String =
                    others.map(|(of, prefix)| format!(" when '{of}' then '{prefix}'")).collect();
                let column = row.column(column);
                let id = self.dialect().hex_of_uuid(&column);
                let id = format!("(case {kind}{others} else {kind} end) || '_' || {id}");
                // SQLite's `hex` makes a text of null.
                let present = format!("{column} is not null");
                let conditions: Vec<&str> = guard.into_iter().chain([&*present]).collect();
                self.scalar(&id, Scalar::Text, Some(&conditions.join(" and ")))
            }
            Source::Column(column, scalar) => self.scalar(&row.column(column), *scalar, guard),
            Source::Expression(template, scalar) => {
                let expression = self.expression(template, row);
                self.scalar(&expression, *scalar, guard)
            }
            Source::Same(same) => {
                let fields = self.selected(field, same);
                self.object(same, &fields, row, sight, times)
            }
            Source::Embedded(part, columns) => {
                let fields = self.selected(field, part);
                let object = self.object(part, &fields, row, sight, times);
                let mut present: Vec<String> =
                    columns.iter().map(|c| format!("{} is not null", row.column(c))).collect();
                present = vec![format!("({})", present.join(" or "))];
                present.extend(guard.map(str::to_owned));
                format!("case when {} then {object} end", present.join(" and "))
            }
            Source::Words(plain, masked, scalar) => {
                let plain = row.column(plain);
                let words = match self.alone {
                    true => plain,
                    false => format!("coalesce({}, {plain})", row.column(masked)),
                };
                self.scalar(&words, *scalar, guard)
            }
            Source::AllowedActions(of) => {
                self.cost.add(field.name, times);
                let facts = self.facts(*of, row);
                let value = self.computed(ComputedKind::AllowedActions(*of), &facts);
                self.scalar(&value, Scalar::Text, guard)
            }
            Source::FileUrl(variant) => {
                let id = self.dialect().hex_of_uuid(&row.column("id"));
                let (kind, present) = match variant {
                    Variant::Whole => (ComputedKind::FileUrl, None),
                    Variant::Thumbnail => {
                        (ComputedKind::ThumbnailUrl, Some(row.column("has_thumbnail")))
                    }
                    Variant::Export(ready) => {
                        (ComputedKind::ExportUrl, Some(self.expression(ready, row)))
                    }
                };
                let value = self.computed(kind, &id);
                let conditions: Vec<&str> = guard.into_iter().chain(present.as_deref()).collect();
                let guard = (!conditions.is_empty()).then(|| conditions.join(" and "));
                self.scalar(&value, Scalar::Text, guard.as_deref())
            }
            Source::Visible(column, to) => {
                let referred = self.new_row('r');
                let visible = self.visible(to.table, &referred);
                let guards: Vec<&str> = guard.into_iter().chain(visible.as_deref()).collect();
                let reference = row.column(column);
                let alone = std::mem::replace(&mut self.alone, false);
                let to = (*to, &Sight::InScope);
                let value = self.reference(&reference, to, field, &referred, &guards, times);
                self.alone = alone;
                value
            }
            Source::OfVisible(reference, to, column, scalar) => {
                let visible = self.refers_to_visible(reference, to.table, row);
                let guards: Vec<&str> = guard.into_iter().chain(visible.as_deref()).collect();
                let guard = (!guards.is_empty()).then(|| guards.join(" and "));
                self.scalar(&row.column(column), *scalar, guard.as_deref())
            }
            Source::Part(column, to) => {
                let referred = self.new_row('r');
                let to = (*to, &Sight::InScope);
                let guards: Vec<&str> = guard.into_iter().collect();
                self.reference(&row.column(column), to, field, &referred, &guards, times)
            }
            Source::OnePart(of, column) => {
                self.cost.add(field.name, times);
                let part = self.new_row('r');
                let fields = self.selected(field, of);
                let object = self.object(of, &fields, &part, &Sight::InScope, times);
                let mut conditions =
                    vec![format!("{} = {}", part.column(column), row.column("id"))];
                conditions.extend(guard.map(str::to_owned));
                format!(
                    "(select {object} from {} {} where {})",
                    of.table.name(),
                    part.alias(),
                    conditions.join(" and "),
                )
            }
            Source::Reference(column, to) => {
                let referred = self.new_row('r');
                let sight = self.sight_of_referred(ty, sight, (column, to), &referred);
                let (sight, hidden) = match sight {
                    Sight::ByReference(visible) if to.table.hides_altogether() => {
                        (Sight::InScope, Some(visible))
                    }
                    sight => (sight, None),
                };
                let guards: Vec<&str> = guard.into_iter().chain(hidden.as_deref()).collect();
                self.reference(&row.column(column), (to, &sight), field, &referred, &guards, times)
            }
            Source::List(of, link, order) => {
                let site = Site { link: *link, parent: Some(row), guard, times };
                let list = self.list(of, site, order, field);
                match guard {
                    // A list that may be null is null where it is not shown.
                    Some(guard) if !known.ty.ends_with('!') => {
                        format!("case when {guard} then {list} end")
                    }
                    _ => list,
                }
            }
            Source::Connection(connection, link) => {
                let site = Site { link: *link, parent: Some(row), guard, times };
                self.nested_connection(ty, row, connection, site, field)
            }
            Source::Exists(of, link) => {
                self.cost.add(field.name, times);
                let related = self.new_row('e');
                let arms = self.arms(of.table, *link, Some(row), Lead::None, &related);
                let (table, alias) = (of.table.name(), related.alias());
                let mut exists =
                    format!("exists (select 1 from {table} {alias} where {})", any_of(&arms));
                if let Some(guard) = guard {
                    // False rather than null: what there is out of sight is not there.
                    exists = format!("({guard}) is true and {exists}");
                }
                self.dialect().scalar(&format!("({exists})"), Scalar::Boolean)
            }
            Source::Count(of, link, condition) => {
                self.cost.add_of(Dear::Count, field.name, times.saturating_mul(COUNT));
                let related = self.new_row('s');
                let condition = self.expression(condition, &related);
                let arms = self.arms(of.table, *link, Some(row), Lead::None, &related);
                let counts: Vec<String> = arms
                    .iter()
                    .map(|arm| {
                        let (table, alias) = (of.table.name(), related.alias());
                        let arm = arm.join(" and ");
                        format!(
                            "(select count(*) from {table} {alias} where {arm} and {condition})"
                        )
                    })
                    .collect();
                let counted = counts.join(" + ");
                match guard {
                    Some(guard) => format!("(case when {guard} then {counted} else 0 end)"),
                    None => format!("({counted})"),
                }
            }
            Source::Days(of) => self.days(of, row, guard, field, times),
            Source::Permissions(of) => self.permissions(of, field, times),
            Source::Aggregate(of, link, condition) => {
                self.aggregate(of, *link, condition, field, row, times)
            }
        }
    }

    fn scalar(&mut self, expression: &str, scalar: Scalar, guard: Option<&str>) -> String {
        match guard {
            Some(guard) => {
                let guarded = format!("(case when {guard} then {expression} end)");
                self.dialect().scalar(&guarded, scalar)
            }
            None => self.dialect().scalar(expression, scalar),
        }
    }

    fn reference(
        &mut self,
        reference: &str,
        (to, sight): (&'static ObjectType, &Sight),
        field: &Collected<'a>,
        referred: &Row,
        guards: &[&str],
        times: u64,
    ) -> String {
        self.cost.add(field.name, times);
        let fields = self.selected(field, to);
        let object = self.object(to, &fields, referred, sight, times);
        let mut conditions = vec![format!("{} = {reference}", referred.column("id"))];
        conditions.extend(guards.iter().map(|guard| (*guard).to_owned()));
        format!(
            "(select {object} from {} {} where {})",
            to.table.name(),
            referred.alias(),
            conditions.join(" and "),
        )
    }

    /// All related rows, in an order.
    pub(super) fn list(
        &mut self,
        of: &'static ObjectType,
        site: Site<'_>,
        order: &[OrderKey],
        field: &Collected<'a>,
    ) -> String {
        let times = site.times.saturating_mul(UNPAGED);
        self.cost.add(field.name, times);
        let row = self.new_row('l');
        let alone = self.enter(of, site.link);
        let sight = self.sight_of_rows(of, site.link, &row);
        let fields = self.selected(field, of);
        let object = self.object(of, &fields, &row, &sight, times);
        let order = Order::of(order).by(&row, false);
        let arms = self.arms(of.table, site.link, site.parent, Lead::None, &row);
        let mut conditions = vec![any_of(&arms)];
        conditions.extend(site.guard.map(str::to_owned));
        self.alone = alone;
        let rows = self.dialect().array_of_rows(&object, &order, None);
        format!(
            "(select {rows} from {} {} where {})",
            of.table.name(),
            row.alias(),
            conditions.join(" and "),
        )
    }

    /// Figures over the related rows that the viewer may see.
    fn aggregate(
        &mut self,
        of: &'static ObjectType,
        link: Link,
        condition: &str,
        field: &Collected<'a>,
        parent: &Row,
        times: u64,
    ) -> String {
        self.cost.add_of(Dear::Count, field.name, times.saturating_mul(COUNT));
        let (inner, outer) = (self.new_row('s'), self.new_row('f'));
        let fields = self.selected(field, of);
        let object = self.object(of, &fields, &outer, &Sight::InScope, times);
        if fields.iter().all(|field| of.field(field.name).is_none()) {
            // Nothing counts, so there would be an object for each row, or none.
            return object;
        }
        let columns: Vec<String> = outer.used().iter().map(|c| inner.column(c)).collect();
        let columns = if columns.is_empty() { "1 as one".to_owned() } else { columns.join(", ") };
        let condition = self.expression(condition, &inner);
        let arms = self.arms(of.table, link, Some(parent), Lead::None, &inner);
        let union: Vec<String> = arms
            .into_iter()
            .map(|conditions| {
                format!(
                    "select {columns} from {} {} where {} and {condition}",
                    of.table.name(),
                    inner.alias(),
                    conditions.join(" and "),
                )
            })
            .collect();
        format!("(select {object} from ({}) {})", union.join(" union all "), outer.alias())
    }
}
