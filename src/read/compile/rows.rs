//! The rows of a list: which arms find them, and in what order they are merged.

use super::scope::is_areas;
use super::{Compiler, Sight};
use crate::policy::{Level, Object};
use crate::read::catalog::{Link, ObjectType};
use crate::read::filter::Lead;
use crate::read::order::Stretch;
use crate::read::row::Row;
use crate::read::sql::{Bind, Dialect};
use crate::read::table::{Protection, Table};

/// The column of the area that a row lies in, which scopes go by.
const AREA_COLUMN: &str = "area_id";

/// The conditions of one arm.
pub(super) type Conditions = Vec<String>;

/// One way to rows of a list: where they come from, the arms that find them, and the stretches of each
/// that are in order.
pub(super) struct Branch {
    pub(super) source: String,
    pub(super) arms: Vec<Conditions>,
    pub(super) stretches: Vec<Stretch>,
    /// Whether it is taken only where many are found, or only where few are; none where it always is.
    pub(super) wants_many: Option<bool>,
}

impl Branch {
    /// What must hold of the probe for it to be taken, where anything must.
    fn taken_where(&self) -> Option<&'static str> {
        self.wants_many.map(|wanted| if wanted { "many" } else { "not many" })
    }
}

impl Compiler<'_> {
    /// The arms that find the rows of a list, each by one index where there is one, with nothing
    /// in common.
    pub(super) fn arms(
        &mut self,
        table: &Table,
        link: Link,
        parent: Option<&Row>,
        lead: Lead,
        row: &Row,
    ) -> Vec<Conditions> {
        let related = match (link, parent) {
            (Link::Root, _) | (_, None) => return self.root_arms(table, lead, row),
            (Link::Within, Some(parent)) => within(parent, row),
            (link, Some(parent)) => vec![vec![related(link, parent, row)]],
        };
        if link.is_by_reference() {
            return related;
        }
        let visible = match (is_part_of_parent(table, link), table.protection(), parent) {
            (true, Protection::Attached(holders), Some(parent)) => {
                let holder = holders.iter().find(|holder| link == Link::Column(holder.column));
                let personal = holder.and_then(|holder| holder.personal);
                personal.and_then(|of| self.unless_personal(of, row, parent))
            }
            (true, ..) => return related,
            (false, ..) => self.visible(table, row),
        };
        related
            .into_iter()
            .map(|conditions| conditions.into_iter().chain(visible.clone()).collect())
            .collect()
    }

    fn root_arms(&mut self, table: &Table, lead: Lead, row: &Row) -> Vec<Conditions> {
        let visible = |compiler: &mut Self| Vec::from_iter(compiler.visible(table, row));
        match (table.protection(), lead) {
            // A range of paths stands among the filter's conditions already.
            (_, Lead::Few) => vec![visible(self)],
            (Protection::Scope(_), Lead::Area(_)) if is_areas(table) => vec![visible(self)],
            (Protection::Scope(object), Lead::Area(area)) => {
                // Of an area of the viewer's own the level is known, and so the one index.
                let scope = self.scope(object);
                let levels = match scope.level_of(area) {
                    Some(level) => vec![level],
                    None => Level::ALL.to_vec(),
                };
                let visible = if scope.has_all_of(area) { Vec::new() } else { visible(self) };
                let area = self.binds.bind(Bind::Uuid(area));
                levels
                    .iter()
                    .map(|level| {
                        let key = format!("{} = {area}", row.column(level.column()));
                        std::iter::once(key).chain(visible.clone()).collect()
                    })
                    .collect()
            }
            (Protection::Scope(object), Lead::None) => match self.scope(object).arms() {
                None => vec![visible(self)],
                Some(arms) if arms.is_empty() => vec![vec!["false".to_owned()]],
                Some(arms) => arms.iter().map(|arm| self.arm(table, arm, row)).collect(),
            },
            (
                Protection::Through(..)
                | Protection::Attached(..)
                | Protection::OfOwner(..)
                | Protection::OfMaker(..)
                | Protection::Somewhere(_)
                | Protection::SignedIn,
                _,
            ) => vec![visible(self)],
        }
    }

    /// Goes into a list; gives whether what has the list was asked for alone, which holds again
    /// behind it. The parts of a record are asked for with it.
    pub(super) fn enter(&mut self, of: &ObjectType, link: Link) -> bool {
        let alone = self.alone;
        self.alone &= is_part_of_parent(of.table, link);
        alone
    }

    /// What shows of the rows of a list.
    pub(super) fn sight_of_rows(&mut self, ty: &ObjectType, link: Link, row: &Row) -> Sight {
        if link.is_by_reference() { self.sight_by_reference(ty, row) } else { Sight::InScope }
    }

    /// What shows of a row that is reached through a reference.
    pub(super) fn sight_by_reference(&mut self, ty: &ObjectType, row: &Row) -> Sight {
        match self.visible(ty.table, row) {
            Some(condition) => Sight::ByReference(condition),
            None => Sight::InScope,
        }
    }

    /// What shows of a row that this column of another one refers to.
    pub(super) fn sight_of_referred(
        &mut self,
        from: &ObjectType,
        sight: &Sight,
        (column, to): (&str, &ObjectType),
        referred: &Row,
    ) -> Sight {
        if let (Sight::InScope, AREA_COLUMN, Protection::Scope(object), true) =
            (sight, column, from.table.protection(), is_areas(to.table))
            && self.scope(object).lies_in(&self.scope(Object::Area))
        {
            return Sight::InScope;
        }
        self.sight_by_reference(to, referred)
    }

    /// The branches of a list as one source of rows, no more than the limit, in order. `probe` tells
    /// which of them are taken.
    pub(super) fn merged(
        &self,
        branches: &[Branch],
        probe: Option<&str>,
        (row, outer): (&Row, &Row),
        order: &str,
        limit: usize,
    ) -> String {
        let columns: Vec<String> =
            outer.used().iter().map(|column| format!("{}.{column}", row.alias())).collect();
        let (columns, dialect) = (columns.join(", "), self.dialect());
        let select = |branch: &Branch, arm: &Conditions, stretch: &Stretch| {
            let mut conditions: Vec<&str> =
                arm.iter().chain(&stretch.conditions).map(String::as_str).collect();
            // PostgreSQL looks at a condition of no row first, and reads nothing where it does not
            // hold; a limit that it does not know makes it expect a tenth of all rows.
            let taken = branch.taken_where().filter(|_| dialect == Dialect::Postgres);
            let taken = taken.map(|taken| format!("(select {taken} from probe)"));
            conditions.extend(taken.as_deref());
            let conditions =
                if conditions.is_empty() { "true".to_owned() } else { conditions.join(" and ") };
            let (source, alias) = (&branch.source, row.alias());
            format!("select {columns} from {source} {alias} where {conditions}")
        };
        let limited = |branch: &Branch, select: &str, stretch: &Stretch| {
            let limit = match (branch.taken_where(), dialect) {
                // As a condition of no row SQLite would find it not to hold once much is read.
                (Some(taken), Dialect::Sqlite) => {
                    format!("(select case when {taken} then {limit} else 0 end from probe)")
                }
                _ => limit.to_string(),
            };
            format!("{select} order by {} limit {limit}", stretch.order)
        };
        let mut parts: Vec<String> = Vec::new();
        for branch in branches {
            for stretch in &branch.stretches {
                let arms = branch.arms.iter().map(|arm| select(branch, arm, stretch));
                match dialect {
                    // SQLite merges the arms, each in the order of its index, and reads no more of
                    // them than the page has. PostgreSQL would rather sort all of it.
                    Dialect::Sqlite => {
                        let arms: Vec<String> = arms.collect();
                        parts.push(limited(branch, &arms.join(" union all "), stretch));
                    }
                    Dialect::Postgres => {
                        parts.extend(arms.map(|arm| limited(branch, &arm, stretch)));
                    }
                }
            }
        }
        let probe = probe
            .map_or_else(String::new, |probe| format!("with probe as materialized ({probe}) "));
        match parts.as_slice() {
            [part] => format!("{probe}{part}"),
            parts => {
                let union: Vec<String> = parts
                    .iter()
                    .enumerate()
                    .map(|(i, part)| format!("select * from ({part}) b{i}"))
                    .collect();
                format!(
                    "{probe}select {0}.* from ({1}) {0} order by {order} limit {limit}",
                    outer.alias(),
                    union.join(" union all "),
                )
            }
        }
    }
}

/// Whether the rows are parts of the row that lists them, and so protected by it; but for what is
/// personal, by it alone.
fn is_part_of_parent(table: &Table, link: Link) -> bool {
    match (table.protection(), link) {
        (Protection::Through(whole, _), Link::Column(column)) => whole == column,
        (Protection::Attached(holders), Link::Column(column)) => {
            holders.iter().any(|holder| holder.column == column)
        }
        _ => false,
    }
}

/// Arms as one condition, for what is not in pages.
pub(super) fn any_of(arms: &[Conditions]) -> String {
    let all = |conditions: &Conditions| {
        if conditions.is_empty() { "true".to_owned() } else { conditions.join(" and ") }
    };
    match arms {
        [arm] => all(arm),
        arms => {
            let arms: Vec<String> = arms.iter().map(|arm| format!("({})", all(arm))).collect();
            format!("({})", arms.join(" or "))
        }
    }
}

fn related(link: Link, parent: &Row, row: &Row) -> String {
    if let Link::Such(condition) = link {
        return such(condition, parent, row);
    }
    let (id, parent_id) = (row.column("id"), parent.column("id"));
    match link {
        Link::Column(column) => format!("{} = {parent_id}", row.column(column)),
        Link::Above => {
            let above: Vec<String> =
                Level::ALL.iter().map(|level| parent.column(level.column())).collect();
            format!("{id} in ({}) and {id} <> {parent_id}", above.join(", "))
        }
        Link::Members => format!(
            "{id} in (select m.user_id from team_members m \
             where m.team_id = {parent_id} and m.left_at is null)"
        ),
        Link::Teams => format!(
            "{id} in (select m.team_id from team_members m \
             where m.user_id = {parent_id} and m.left_at is null)"
        ),
        Link::Beside(pairs, own, theirs) => format!(
            "{id} in (select pair.{theirs} from {pairs} pair where pair.{own} = {parent_id})"
        ),
        Link::Root | Link::Within | Link::Such(_) => "true".to_owned(),
    }
}

/// A condition on a row and the one that it is related to.
fn such(condition: &str, parent: &Row, row: &Row) -> String {
    let mut parts = condition.split("{p}.");
    let mut text = row.expression(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        text.push_str(&parent.column(name));
        text.push_str(&row.expression(rest));
    }
    text
}

/// One arm for each level that the parent, an area, can be of; but for its own, each is empty
/// before it is begun.
fn within(parent: &Row, row: &Row) -> Vec<Conditions> {
    let level_of_parent = parent.column("level");
    let id = parent.column("id");
    Level::ALL
        .iter()
        .map(|level| {
            vec![
                format!("{level_of_parent} = '{}'", level.as_str()),
                format!("{} = {id}", row.column(level.column())),
            ]
        })
        .collect()
}
