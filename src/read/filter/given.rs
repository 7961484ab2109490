//! Filters' fields that take one value and no operators.

use chrono::{DateTime, TimeDelta, Utc};

use super::operators::contains;
use super::{Compares, FilterCompiler};
use crate::read::catalog::Made;
use crate::read::row::Row;
use crate::read::search::{Search, found};
use crate::read::sql::{Bind, Slot};

impl FilterCompiler<'_> {
    /// The condition of a field that takes a value itself, which is given as a text.
    pub(super) fn given(
        &mut self,
        compares: &Compares,
        text: &str,
        (row, depth): (&Row, usize),
        path: &str,
    ) -> Vec<String> {
        match compares {
            Compares::Search(columns) => {
                self.looks_through = true;
                let held =
                    |column: &&str| contains(&row.column(column), text.to_owned(), self.binds);
                let held: Vec<String> = columns.iter().map(held).collect();
                vec![format!("({})", held.join(" or "))]
            }
            Compares::FullText => match Search::parse(text) {
                Ok(_) if self.is_searched && depth == 0 => Vec::new(),
                Ok(search) => {
                    (self.looks_through, self.finds_words) = (true, true);
                    let found = found(&search, &self.areas, row, self.binds);
                    vec![match self.amended {
                        Some(true) => format!("({found} or {})", self.is_amendment()),
                        Some(false) => format!("({found} and not {})", self.is_amendment()),
                        None => found,
                    }]
                }
                Err([en, zh]) => {
                    self.problems.add(path, en, zh);
                    Vec::new()
                }
            },
            Compares::Such(condition) => {
                let Ok(at) = DateTime::parse_from_rfc3339(text) else { return Vec::new() };
                let value = Bind::DateTime(at.with_timezone(&Utc));
                let mut condition = (*condition).to_owned();
                if condition.contains("{now}") {
                    let now = self.binds.bind_slot(Slot::Now(TimeDelta::zero()));
                    condition = condition.replace("{now}", &now);
                }
                let condition = condition.replace("{value}", &self.binds.bind(value));
                vec![row.expression(&condition)]
            }
            _ => Vec::new(),
        }
    }

    /// Whether what a subscription tells of is that a case was amended.
    fn is_amendment(&mut self) -> String {
        let event = self.binds.bind_slot(Slot::Made(Made::Event));
        format!(
            "exists (select 1 from case_events told where told.id = {event} \
             and told.kind = 'AMENDED')"
        )
    }
}
