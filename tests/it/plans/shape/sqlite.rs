//! Plans of SQLite, as `EXPLAIN QUERY PLAN` gives them.
//!
//! They name rows by their aliases and do not show limits, so both are looked up in the statement.

use std::collections::HashMap;

use super::{Fault, is_protected, is_unique, told};

/// A step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plans) struct Step {
    pub(in crate::plans) id: i64,
    /// The step that it is a part of; 0 of none.
    pub(in crate::plans) parent: i64,
    pub(in crate::plans) what: String,
}

/// The faults of a statement's plan.
pub(in crate::plans) fn faults(statement: &str, plan: &[Step]) -> Vec<String> {
    let tables = tables(statement);
    let mut faults = Vec::new();
    for step in plan {
        if let Some(name) = unknown(step, statement, &tables) {
            faults.push(Fault::Scan { table: name.to_owned() });
        }
        if let Some(read) = Read::of(step, &tables)
            && read.scans(statement)
        {
            faults.push(Fault::Scan { table: read.table.to_owned() });
        }
        let Some(what) = step.what.strip_prefix("USE TEMP B-TREE FOR ") else { continue };
        let within_runs = what.starts_with("LAST ") || what.starts_with("RIGHT PART ");
        let beside = plan.iter().filter(|other| other.parent == step.parent);
        for read in beside.filter_map(|other| Read::of(other, &tables)) {
            let ends_early = within_runs && is_limited(statement, read.alias);
            let found_by = read.found_by();
            let by_id = read.how.contains(" AND id=?");
            let one_by_one =
                by_id || found_by.is_some_and(|(column, how)| is_unique(column) && how == '=');
            if !ends_early && !one_by_one {
                let found_by = found_by.map(|(column, _)| column.to_owned());
                faults.push(Fault::Sort { table: read.table.to_owned(), found_by });
            }
        }
    }
    told(faults)
}

/// What a step reads, and is neither a table by its alias nor made by the statement itself: a plan
/// that cannot be understood is not taken for a good one.
fn unknown<'a>(step: &'a Step, statement: &str, tables: &HashMap<&str, &str>) -> Option<&'a str> {
    let (kind, rest) = step.what.split_once(' ')?;
    let name = rest.split(' ').next().filter(|_| matches!(kind, "SCAN" | "SEARCH"))?;
    let made = name == "CONSTANT"
        || name == "json_each"
        || name.starts_with('(')
        || [format!(") {name}"), format!("recursive {name}("), format!("with {name} as ")]
            .iter()
            .any(|m| statement.contains(m));
    (!made && !tables.contains_key(name)).then_some(name)
}

/// A step that reads a protected table.
struct Read<'a> {
    alias: &'a str,
    table: &'a str,
    /// How it finds its rows, after the alias.
    how: &'a str,
    looks_up: bool,
}

impl<'a> Read<'a> {
    fn of(step: &'a Step, tables: &HashMap<&'a str, &'a str>) -> Option<Self> {
        let (kind, rest) = step.what.split_once(' ')?;
        if !matches!(kind, "SCAN" | "SEARCH") {
            return None;
        }
        let (alias, how) = rest.split_once(' ').unwrap_or((rest, ""));
        let table = *tables.get(alias)?;
        // The index of words looks up what `match` asks for, which its plan calls a scan.
        let looks_up = kind == "SEARCH" || how.starts_with("VIRTUAL TABLE INDEX 0:M");
        is_protected(table).then_some(Self { alias, table, how, looks_up })
    }

    fn scans(&self, statement: &str) -> bool {
        // An automatic index is made of the whole table, for this statement alone.
        let made_for_this = self.how.contains("AUTOMATIC");
        let through_an_index = self.how.starts_with("USING ");
        let whole = !through_an_index || !is_limited(statement, self.alias);
        made_for_this || (!self.looks_up && whole)
    }

    /// The first column that rows are found by, and how it is compared.
    fn found_by(&self) -> Option<(&'a str, char)> {
        // As in `USING INDEX cases_of_town_by_due_at (town_id=? AND due_at>?)`.
        let (_, keys) = self.how.split_once('(')?;
        let at = keys.find(['=', '<', '>'])?;
        Some((&keys[..at], keys[at..].chars().next()?))
    }
}

/// The tables by the aliases that a statement gives them.
fn tables(statement: &str) -> HashMap<&str, &str> {
    let words: Vec<&str> =
        statement.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    words
        .windows(3)
        .filter(|words| matches!(words[0], "from" | "join") && !words[1].is_empty())
        .map(|words| (words[2], words[1]))
        .collect()
}

/// Whether the select that reads a table under this alias has a limit of its own.
fn is_limited(statement: &str, alias: &str) -> bool {
    let begin = format!(" {alias} where ");
    let Some(at) = statement.find(&begin) else { return false };
    let mut depth = 0_i32;
    let rest = &statement[at..];
    let end = rest.char_indices().find(|(_, letter)| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth < 0
    });
    let own = &rest[..end.map_or(rest.len(), |(end, _)| end)];
    let limit = own.rsplit_once(" limit ");
    // As many, or none where the rows are found in another way.
    let is_number = |rows: &str| !rows.is_empty() && rows.bytes().all(|b| b.is_ascii_digit());
    limit.is_some_and(|(_, rows)| is_number(rows) || rows.starts_with("(select case when "))
}

#[cfg(test)]
mod tests {
    use super::{Step, faults};

    const LIST: &str = "select json_group_array(t2.id) from (select a1.id from cases a1 where \
                        a1.town_id = ?1 and (a1.team_id in (?2)) order by a1.due_at, a1.id limit 21) t2";
    const COUNT: &str = "select count(*) from cases a1 where a1.town_id = ?1";

    fn plan(steps: &[&str]) -> Vec<Step> {
        let step = |(id, what): (usize, &&str)| Step {
            id: 2 + id as i64,
            parent: i64::from(id > 0),
            what: (*what).to_owned(),
        };
        steps.iter().enumerate().map(step).collect()
    }

    fn of(statement: &str, steps: &[&str]) -> Vec<String> {
        faults(statement, &plan(&[&["CO-ROUTINE t2"], steps].concat()))
    }

    #[test]
    fn a_list_out_of_an_index_is_as_it_should_be() {
        for steps in [
            &["SEARCH a1 USING INDEX cases_of_town_by_due_at (town_id=?)"][..],
            &["SCAN a1 USING INDEX cases_by_due_at"],
            &["SCAN t2", "USE TEMP B-TREE FOR ORDER BY"],
            &[
                "SEARCH a1 USING INDEX sqlite_autoindex_cases_1 (id=?)",
                "USE TEMP B-TREE FOR ORDER BY",
            ],
            &[
                "SEARCH a1 USING INDEX cases_of_town_by_due_at (town_id=? AND due_at=? AND id=?)",
                "USE TEMP B-TREE FOR ORDER BY",
            ],
            &["SCAN a1 USING INDEX cases_by_due_at", "USE TEMP B-TREE FOR LAST TERM OF ORDER BY"],
        ] {
            assert_eq!(of(LIST, steps), [""; 0], "{steps:?}");
        }
        let others = "select 1 from categories a1 where true order by a1.name";
        assert_eq!(of(others, &["SCAN a1", "USE TEMP B-TREE FOR ORDER BY"]), [""; 0]);
    }

    #[test]
    fn a_scan_is_found() {
        for (statement, step) in [
            (LIST, "SCAN a1"),
            (COUNT, "SCAN a1 USING COVERING INDEX cases_by_due_at"),
            (LIST, "SEARCH a1 USING AUTOMATIC COVERING INDEX (town_id=?)"),
            (COUNT, "SCAN a1 VIRTUAL TABLE INDEX 0:"),
        ] {
            assert_eq!(of(statement, &[step]), ["scan of cases"], "{step}");
        }
        assert_eq!(of(LIST, &["SEARCH x9 USING INDEX cases_by_number (number=?)"]), ["scan of x9"]);
    }

    #[test]
    fn a_sort_is_found() {
        let town = "SEARCH a1 USING INDEX cases_of_town_by_due_at (town_id=?)";
        let last = "USE TEMP B-TREE FOR LAST TERM OF ORDER BY";
        let range = "SEARCH a1 USING INDEX cases_by_number (number>? AND number<?)";
        let order = "USE TEMP B-TREE FOR ORDER BY";
        for (statement, steps, column) in [
            (LIST, [town, order], "town_id"),
            (COUNT, [town, "USE TEMP B-TREE FOR json_group_array(ORDER BY)"], "town_id"),
            (COUNT, [town, last], "town_id"),
            (LIST, [range, order], "number"),
        ] {
            let sort = format!("sort of cases found by {column}");
            assert_eq!(of(statement, &steps), [sort], "{steps:?}");
        }
    }
}
