//! Scopes as SQL: what protects a table, written wherever its rows are read.

use super::Compiler;
use super::rows::any_of;
use crate::policy::{Action, AreaRef, Arm, ArmKey, Level, Object, Predicate, Scope};
use crate::read::filter::{Compares, FilterType, Reference};
use crate::read::row::Row;
use crate::read::sql::{Bind, Dialect};
use crate::read::table::{Holder, Personal, Protection, Table};

/// How a condition on a row's areas is to be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Areas {
    /// By an index, if the database likes.
    ByIndex,
    /// By looking at each row: a team has fewer than the town that it lies in, which SQLite, not
    /// knowing how many rows there are, does not see.
    LookedAt,
}

impl Compiler<'_> {
    /// The viewer's scope for reading an object.
    pub(super) fn scope(&self, object: Object) -> Scope {
        self.context.grants.scope(object, Action::Read)
    }

    /// The condition under which a row is visible; none where it always is.
    pub(super) fn visible(&mut self, table: &Table, row: &Row) -> Option<String> {
        match table.protection() {
            Protection::SignedIn => None,
            Protection::Somewhere(object) => {
                let may = self.context.grants.may_somewhere(object, Action::Read);
                (!may).then(|| "false".to_owned())
            }
            Protection::Scope(object) => {
                let scope = self.scope(object);
                match scope.arms() {
                    // Areas are found by ranges of their paths, for which there is an index.
                    Some(arms) if is_areas(table) && !arms.is_empty() => {
                        let arms: Vec<Vec<String>> =
                            arms.iter().map(|arm| self.arm(table, arm, row)).collect();
                        let everywhere = arms.iter().any(Vec::is_empty);
                        (!everywhere).then(|| format!("({})", any_of(&arms)))
                    }
                    _ => self.in_scope(&scope.condition(), row),
                }
            }
            Protection::OfMaker(column, ..) => {
                let viewer = self.binds.bind(Bind::Uuid(self.context.grants.user_id()));
                Some(format!("{} = {viewer}", row.column(column)))
            }
            Protection::OfOwner(column, owners, object) => {
                self.belongs_to_one_of(object, (column, owners), row)
            }
            Protection::Through(column, parent) => self.refers_to_visible(column, parent, row),
            Protection::Attached(holders) => {
                let attached: Vec<String> =
                    holders.iter().map(|holder| self.attached(holder, row)).collect();
                Some(format!("({})", attached.join(" or ")))
            }
        }
    }

    /// The condition that a column of a row refers to a visible row of this table; none where all of
    /// them are visible.
    pub(super) fn refers_to_visible(
        &mut self,
        column: &str,
        table: &Table,
        row: &Row,
    ) -> Option<String> {
        let holder = self.new_row('h');
        let visible = self.visible(table, &holder)?;
        Some(exists(table, &holder, &row.column(column), &visible))
    }

    /// The condition that a row belongs to an owner in the viewer's scope of its object; none where
    /// every owner is.
    fn belongs_to_one_of(
        &mut self,
        object: Object,
        (column, owners): (&str, &Table),
        row: &Row,
    ) -> Option<String> {
        let scope = self.scope(object);
        let owner = self.new_row('h');
        let condition = self.condition(&scope.condition(), &owner, Areas::LookedAt)?;
        Some(exists(owners, &owner, &row.column(column), &condition))
    }

    /// For the columns by which a filter's fields refer to rows that the viewer may not all read, the
    /// condition that the row there is one that they may; `{t}` is the row that is compared.
    pub(super) fn references_in_sight(&mut self, of: &FilterType) -> Vec<(&'static str, String)> {
        let mut conditions: Vec<(&'static str, String)> = Vec::new();
        for field in of.fields {
            let Compares::OfVisible(Reference(column, table), _) = field.compares else { continue };
            if conditions.iter().any(|(known, _)| *known == column) {
                continue;
            }
            let holder = self.new_row('h');
            if let Some(visible) = self.visible(table, &holder) {
                let reference = format!("{{t}}.{column}");
                conditions.push((column, exists(table, &holder, &reference, &visible)));
            }
        }
        conditions
    }

    /// The condition that a row is attached to a visible one of a holder. One that refers to none is
    /// in nobody's sight, not even where all others are.
    fn attached(&mut self, to: &Holder, row: &Row) -> String {
        let reference = row.column(to.column);
        let holder = self.new_row('h');
        let conditions = self.visible(to.table, &holder).into_iter();
        let personal = to.personal.and_then(|of| self.unless_personal(of, row, &holder));
        let conditions: Vec<String> = conditions.chain(personal).collect();
        match conditions.is_empty() {
            true => format!("{reference} is not null"),
            false => exists(to.table, &holder, &reference, &conditions.join(" and ")),
        }
    }

    /// The condition that a row is not personal, or that the row that it belongs to lies in the
    /// viewer's scope of this object; none where that holds of every row.
    pub(super) fn unless_personal(
        &mut self,
        Personal { flag, object }: Personal,
        row: &Row,
        holder: &Row,
    ) -> Option<String> {
        let scope = self.scope(object);
        let in_scope = self.condition(&scope.condition(), holder, Areas::LookedAt)?;
        Some(format!("({} = false or ({in_scope}))", row.column(flag)))
    }

    /// A scope's condition on a row; none where it always holds.
    pub(super) fn in_scope(&mut self, condition: &Predicate, row: &Row) -> Option<String> {
        self.condition(condition, row, Areas::ByIndex)
    }

    fn condition(&mut self, condition: &Predicate, row: &Row, areas_are: Areas) -> Option<String> {
        (*condition != Predicate::True).then(|| self.predicate(condition, row, areas_are))
    }

    fn predicate(&mut self, predicate: &Predicate, row: &Row, areas_are: Areas) -> String {
        match predicate {
            Predicate::True => "true".to_owned(),
            Predicate::InAreas(areas) => self.in_areas(areas, row, areas_are),
            Predicate::IsFalse(column) => format!("{} = false", row.column(column)),
            Predicate::OneOf(column, ids) => self.binds.is_one_of(&row.column(column), ids),
            Predicate::Is(column, id) => {
                format!("{} = {}", row.column(column), self.binds.bind(Bind::Uuid(*id)))
            }
            Predicate::All(parts) => {
                let parts: Vec<_> =
                    parts.iter().map(|part| self.predicate(part, row, areas_are)).collect();
                parts.join(" and ")
            }
            Predicate::Any(parts) if parts.is_empty() => "false".to_owned(),
            Predicate::Any(parts) => {
                let parts: Vec<_> = parts
                    .iter()
                    .map(|part| match part {
                        Predicate::All(_) => format!("({})", self.predicate(part, row, areas_are)),
                        _ => self.predicate(part, row, areas_are),
                    })
                    .collect();
                format!("({})", parts.join(" or "))
            }
            Predicate::NotTrue(inner) => {
                format!("({}) is not true", self.predicate(inner, row, areas_are))
            }
        }
    }

    fn in_areas(&mut self, areas: &[AreaRef], row: &Row, areas_are: Areas) -> String {
        let mut conditions = Vec::new();
        for level in Level::ALL {
            let ids: Vec<_> =
                areas.iter().filter(|area| area.level == level).map(|area| area.id).collect();
            if !ids.is_empty() {
                let column = row.column(level.column());
                let column = match (areas_are, self.dialect()) {
                    // SQLite takes a column with a sign for one that no index has.
                    (Areas::LookedAt, Dialect::Sqlite) => format!("+{column}"),
                    _ => column,
                };
                conditions.push(self.binds.is_one_of(&column, &ids));
            }
        }
        match conditions.len() {
            0 => "false".to_owned(),
            1 => conditions.swap_remove(0),
            _ => format!("({})", conditions.join(" or ")),
        }
    }

    /// An arm's conditions on a row: the key, by which an index finds it, and what is left.
    pub(super) fn arm(&mut self, table: &Table, arm: &Arm, row: &Row) -> Vec<String> {
        let mut conditions = Vec::new();
        match &arm.key {
            ArmKey::Everywhere => {}
            // The list of areas is in the order of their paths, so one range of that index it is.
            ArmKey::Area(area) if is_areas(table) => {
                let path = row.column("path");
                let least = self.binds.bind(Bind::Text(area.path.to_string()));
                let beyond = self.binds.bind(Bind::Text(beyond(&area.path)));
                conditions.push(format!("{path} >= {least} and {path} < {beyond}"));
            }
            ArmKey::Area(area) => {
                conditions.push(self.in_areas(std::slice::from_ref(area), row, Areas::ByIndex));
            }
            ArmKey::Column(column, id) => {
                conditions.push(format!(
                    "{} = {}",
                    row.column(column),
                    self.binds.bind(Bind::Uuid(*id))
                ));
            }
        }
        let areas_are = match arm.key {
            ArmKey::Column(..) => Areas::LookedAt,
            ArmKey::Everywhere | ArmKey::Area(_) => Areas::ByIndex,
        };
        conditions.extend(self.condition(&arm.residue, row, areas_are));
        conditions
    }
}

/// The condition that the row which a reference names is there and satisfies another one.
fn exists(table: &Table, row: &Row, reference: &str, condition: &str) -> String {
    format!(
        "exists (select 1 from {} {} where {} = {reference} and {condition})",
        table.name(),
        row.alias(),
        row.column("id"),
    )
}

/// Whether the rows of a table are areas themselves.
pub(super) fn is_areas(table: &Table) -> bool {
    matches!(table.protection(), Protection::Scope(Object::Area))
}

/// The least text beyond all paths that begin with this one: `0` is the byte after `/`.
fn beyond(path: &str) -> String {
    format!("{}0", path.trim_end_matches('/'))
}
