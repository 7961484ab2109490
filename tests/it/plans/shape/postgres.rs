//! Plans of PostgreSQL, as `EXPLAIN (FORMAT JSON)` gives them.

use serde_json::Value;

use super::{Fault, is_protected, is_unique, told};

/// As many rows as a page may have.
const FEW: f64 = 100.0;

/// The faults of a plan.
pub(in crate::plans) fn faults(plan: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    walk(plan, false, &mut faults);
    told(faults)
}

fn text<'a>(node: &'a Value, key: &str) -> &'a str {
    node[key].as_str().unwrap_or_default()
}

/// The nodes that this one gets its rows from, and those that work out values for it.
fn children(node: &Value) -> (Vec<&Value>, Vec<&Value>) {
    let all = node["Plans"].as_array().into_iter().flatten();
    all.partition(|child| !matches!(text(child, "Parent Relationship"), "SubPlan" | "InitPlan"))
}

/// `bounded`: a limit above ends the reading of this node's rows.
fn walk(node: &Value, bounded: bool, faults: &mut Vec<Fault>) {
    let (sources, values) = children(node);
    let kind = text(node, "Node Type");
    let scanned = match kind {
        "Seq Scan" | "Sample Scan" | "Tid Scan" => true,
        "Index Scan" | "Index Only Scan" => node.get("Index Cond").is_none() && !bounded,
        _ => false,
    };
    let table = text(node, "Relation Name");
    if scanned && is_protected(table) {
        faults.push(Fault::Scan { table: table.to_owned() });
    }
    let few = node["Plan Rows"].as_f64().is_some_and(|rows| rows <= FEW);
    let ends_early = bounded && node["Presorted Key"].as_array().is_some_and(|k| !k.is_empty());
    let sorts = kind == "Sort" || (kind == "Incremental Sort" && !ends_early);
    if sorts && !few {
        sources.iter().for_each(|source| sorted(source, faults));
    }
    let bounded = match kind {
        "Limit" => true,
        "Incremental Sort" => ends_early,
        "Sort" | "Aggregate" | "WindowAgg" | "Hash" | "Materialize" | "SetOp" | "Group" => false,
        _ => bounded,
    };
    sources.into_iter().for_each(|source| walk(source, bounded, faults));
    values.into_iter().for_each(|value| walk(value, false, faults));
}

/// The tables that a sort puts in order.
fn sorted(node: &Value, faults: &mut Vec<Fault>) {
    if text(node, "Node Type") == "Limit" {
        return;
    }
    let table = text(node, "Relation Name");
    if !table.is_empty() && is_protected(table) {
        let conditions = ["Index Cond", "Recheck Cond"].map(|key| text(node, key));
        let condition = conditions.into_iter().find(|condition| !condition.is_empty());
        // As in `((id = ANY ('{…}'::uuid[])) AND …)`.
        let found_by = condition.and_then(|of| of.trim_start_matches('(').split_once(' '));
        let one_by_one =
            found_by.is_some_and(|(column, how)| is_unique(column) && how.starts_with("= "));
        if !one_by_one {
            let found_by = found_by.map(|(column, _)| column.to_owned());
            faults.push(Fault::Sort { table: table.to_owned(), found_by });
        }
    }
    for source in children(node).0 {
        sorted(source, faults);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::faults;

    fn over(kind: &str, source: Value) -> Value {
        json!({"Node Type": kind, "Plans": [source]})
    }

    fn index(condition: Option<&str>) -> Value {
        let mut scan = json!({"Node Type": "Index Scan", "Relation Name": "cases"});
        if let Some(condition) = condition {
            scan["Index Cond"] = condition.into();
        }
        scan
    }

    fn range() -> Value {
        index(Some("(town_id = '…'::uuid)"))
    }

    #[test]
    fn a_list_out_of_an_index_is_as_it_should_be() {
        for plan in [
            over("Limit", range()),
            over("Limit", index(None)),
            over("Sort", over("Limit", range())),
            over("Limit", over("Merge Append", over("Limit", range()))),
            over("Limit", over("Sort", index(Some("(id = '…'::uuid)")))),
            over("Limit", over("Sort", index(Some("(number = ANY ('{…}'::text[]))")))),
            over(
                "Limit",
                over("Sort", json!({"Node Type": "Seq Scan", "Relation Name": "categories"})),
            ),
            over("Limit", json!({"Node Type": "Sort", "Plan Rows": 100, "Plans": [range()]})),
            over(
                "Limit",
                json!({"Node Type": "Incremental Sort", "Presorted Key": ["due_at"], "Plans": [index(None)]}),
            ),
        ] {
            assert_eq!(faults(&plan), [""; 0], "{plan}");
        }
    }

    #[test]
    fn a_scan_is_found_wherever_it_stands() {
        let scan = json!({"Node Type": "Seq Scan", "Relation Name": "cases"});
        let mut value = scan.clone();
        value["Parent Relationship"] = "SubPlan".into();
        for plan in [
            over("Limit", scan.clone()),
            over("Aggregate", over("Limit", over("Append", scan))),
            json!({"Node Type": "Limit", "Plans": [range(), value]}),
            over("Aggregate", index(None)),
            over("Limit", over("Aggregate", index(None))),
            over("Limit", over("Hash Join", over("Hash", index(None)))),
        ] {
            assert_eq!(faults(&plan), ["scan of cases"], "{plan}");
        }
    }

    #[test]
    fn a_sort_is_found_wherever_it_stands() {
        let bitmap = json!({
            "Node Type": "Bitmap Heap Scan",
            "Relation Name": "cases",
            "Recheck Cond": "((town_id = '…'::uuid) AND (closed_at IS NULL))",
            "Plans": [{"Node Type": "Bitmap Index Scan", "Index Cond": "(town_id = '…'::uuid)"}],
        });
        let incremental = json!({"Node Type": "Incremental Sort", "Presorted Key": ["due_at"], "Plans": [range()]});
        for plan in [
            over("Limit", over("Sort", range())),
            over("Limit", over("Sort", bitmap)),
            over("Limit", over("Sort", over("Append", range()))),
            over("Sort", over("Nested Loop", over("Memoize", range()))),
            over("Limit", over("WindowAgg", over("Sort", range()))),
            over("Limit", json!({"Node Type": "Sort", "Plan Rows": 101, "Plans": [range()]})),
            over("Aggregate", incremental.clone()),
            over("Limit", over("WindowAgg", incremental)),
        ] {
            assert_eq!(faults(&plan), ["sort of cases found by town_id"], "{plan}");
        }
        let beginning = over("Limit", over("Sort", index(Some("(number >= 'N-1'::text)"))));
        assert_eq!(faults(&beginning), ["sort of cases found by number"]);
    }

    #[test]
    fn a_scan_that_is_sorted_is_both() {
        let plan = over("Limit", over("Sort", index(None)));
        assert_eq!(faults(&plan), ["scan of cases", "sort of cases"]);
    }
}
