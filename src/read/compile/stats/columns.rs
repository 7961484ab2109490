//! The columns of figures, within a group and of what is shown.

use chrono::TimeDelta;

use super::columns_of;
use super::hours::Hours;
use crate::read::compile::Compiler;
use crate::read::row::Row;
use crate::read::sql::{Dialect, Slot};
use crate::read::stats::{Figure, Measure};

/// The columns of figures, within a group and of what is shown.
pub(super) struct Columns {
    figures: Vec<&'static Figure>,
    /// What a group has: `… as f3_0`.
    pub(super) inner: Vec<String>,
}

impl Columns {
    pub(super) fn of(compiler: &mut Compiler<'_>, figures: &[&'static Figure], row: &Row) -> Self {
        let mut inner = Vec::new();
        for (i, figure) in figures.iter().enumerate() {
            match figure.of {
                Measure::Count("true") => inner.push(format!("count(*) as f{i}_0")),
                Measure::Count(condition) => {
                    let condition = compiler.such(condition, row);
                    inner.push(format!("count(*) filter (where {condition}) as f{i}_0"));
                }
                Measure::Mean(column) => {
                    let column = row.column(column);
                    inner.push(format!("sum({column}) as f{i}_0, count({column}) as f{i}_1"));
                }
                Measure::HoursWithin(..) => {}
            }
        }
        Self { figures: figures.to_vec(), inner }
    }

    /// The column of a group that counts this.
    pub(super) fn count(&self, name: &str) -> Option<String> {
        self.figures.iter().position(|figure| figure.name == name).map(|i| format!("f{i}_0"))
    }

    /// The columns of a group, in their order, where no figure is of hours.
    pub(super) fn names(&self) -> Vec<String> {
        let figures = self.figures.iter().enumerate();
        let columns = figures
            .flat_map(|(i, figure)| (0..columns_of(figure.of)).map(move |c| format!("f{i}_{c}")));
        columns.collect()
    }

    /// The columns of a row that is shown, as text: of one group, or of several taken together.
    pub(super) fn shown(
        &self,
        dialect: Dialect,
        is_group: bool,
        hours: Option<(&Hours, &str)>,
    ) -> Vec<String> {
        let mut shown = Vec::new();
        for (i, figure) in self.figures.iter().enumerate() {
            match (figure.of, hours) {
                (Measure::HoursWithin(percent, between), Some((hours, part))) => {
                    shown.extend(hours.shown((percent, between), part));
                }
                (Measure::HoursWithin(..), None) => {}
                (of, _) => {
                    let columns = (0..columns_of(of)).map(|column| {
                        let column = format!("f{i}_{column}");
                        let whole = match is_group {
                            true => format!("coalesce({column}, 0)"),
                            false => format!("coalesce(sum({column}), 0)"),
                        };
                        dialect.number_text(&whole)
                    });
                    shown.extend(columns);
                }
            }
        }
        shown
    }
}

impl Compiler<'_> {
    /// The condition of a count.
    pub(super) fn such(&mut self, condition: &str, row: &Row) -> String {
        let mut condition = condition.to_owned();
        if condition.contains("{now}") {
            let now = self.binds.bind_slot(Slot::Now(TimeDelta::zero()));
            condition = condition.replace("{now}", &now);
        }
        row.expression(&condition)
    }
}
