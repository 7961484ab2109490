//! What came, went and was there on each civil day.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::error::Error;
use crate::read::compile::BacklogPlan;
use crate::schema::answer::RootAnswer;
use crate::schema::given::{self, Reader};

/// Counts, and writes what is selected of it.
pub(in crate::schema) async fn run(
    reader: Reader<'_>,
    key: &str,
    plan: &BacklogPlan,
) -> RootAnswer {
    let rows = match reader.store.read_rows(&plan.template.at(reader.moment)).await {
        Ok(rows) => rows,
        Err(error) => return RootAnswer::failed(&error, key),
    };
    match points(plan, rows) {
        Some(points) => given::written(reader, key, &points, &plan.given).await,
        None => RootAnswer::refused(Error::internal(), key),
    }
}

/// One point for each day; none where the statement's rows are not what they must be.
fn points(plan: &BacklogPlan, rows: Vec<Vec<Option<String>>>) -> Option<Value> {
    let mut changes: HashMap<NaiveDate, [i64; 4]> = HashMap::new();
    for row in rows {
        let [day, came, went, more, later] = <[_; 5]>::try_from(row).ok()?;
        let number = |text: Option<String>| text?.parse::<i64>().ok();
        let change = [number(came)?, number(went)?, number(more)?, number(later)?];
        changes.insert(day?.parse().ok()?, change);
    }
    let of = |day: &NaiveDate| changes.get(day).copied().unwrap_or_default();
    let [_, _, mut open, mut overdue] = plan.from.pred_opt().map(|day| of(&day))?;
    let days = plan.from.iter_days().take_while(|day| *day <= plan.to);
    let points = days.map(|day| {
        let [received, closed, more, later] = of(&day);
        open += more;
        overdue += later;
        json!({"on": day, "received": received, "closed": closed, "open": open, "overdue": overdue})
    });
    Some(points.collect())
}
