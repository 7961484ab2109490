//! exportCases and exportHazards.

use async_graphql_value::ConstValue;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::{Code, Language};
use crate::schema::Limits;
use crate::schema::columns::{CASES, Column, HAZARDS, Sheet};
use crate::schema::mutation::input::{Reading, input};
use crate::schema::mutation::{Call, Outcome, done};
use crate::schema::plan::Planner;
use crate::store::StoreError;
use crate::store::change::Unmade;
use crate::store::exports::NewExport;

/// The most columns that are asked for.
const MOST: usize = 200;

/// The longest name that may have been meant for that of a column.
const LONGEST: usize = 100;

input! {
    /// Which cases, and how they are written. Columns by name; all that there are, if none is named. Never a reporter.
    ExportCasesInput {
        /// Which cases; all that the actor may read, unless given.
        filter: Option<ConstValue> = "filter" "CaseFilter",
        /// Their order; the first received first, unless given.
        order_by: Option<ConstValue> = "orderBy" "[CaseOrder!]",
        /// The names of the columns, in their order.
        columns: Option<Vec<String>> = "columns" "[String!]",
        /// How the file is written.
        format: String = "format" "ExportFormat!",
        /// The language of labels and words, en or zh; that of the request unless given.
        locale: Option<String> = "locale" "String",
        /// Sent again with the same key within 24 hours, the request is answered with the same export.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

input! {
    /// Which hazards, and how they are written. Columns by name; all that there are, if none is named.
    ExportHazardsInput {
        /// Which hazards; all that the actor may read, unless given.
        filter: Option<ConstValue> = "filter" "HazardFilter",
        /// The names of the columns, in their order.
        columns: Option<Vec<String>> = "columns" "[String!]",
        /// How the file is written.
        format: String = "format" "ExportFormat!",
        /// The language of labels and words, en or zh; that of the request unless given.
        locale: Option<String> = "locale" "String",
        /// Sent again with the same key within 24 hours, the request is answered with the same export.
        idempotency_key: Option<String> = "idempotencyKey" "String",
    }
}

pub(super) async fn export_cases(call: Call<'_>) -> Outcome {
    let (input, reading): (ExportCasesInput, _) = call.read()?;
    let ExportCasesInput { filter, order_by, columns, format, locale, idempotency_key } = input;
    let asked = (filter, order_by);
    order(
        "exportCases",
        &CASES,
        call,
        reading,
        Ordered { asked, columns, format, locale, idempotency_key },
    )
    .await
}

pub(super) async fn export_hazards(call: Call<'_>) -> Outcome {
    let (input, reading): (ExportHazardsInput, _) = call.read()?;
    let ExportHazardsInput { filter, columns, format, locale, idempotency_key } = input;
    let asked = (filter, None);
    order(
        "exportHazards",
        &HAZARDS,
        call,
        reading,
        Ordered { asked, columns, format, locale, idempotency_key },
    )
    .await
}

/// What both ask for: the filter and the order among it.
struct Ordered {
    asked: (Option<ConstValue>, Option<ConstValue>),
    columns: Option<Vec<String>>,
    format: String,
    locale: Option<String>,
    idempotency_key: Option<String>,
}

async fn order(
    mutation: &'static str,
    sheet: &'static Sheet,
    call: Call<'_>,
    mut reading: Reading,
    ordered: Ordered,
) -> Outcome {
    let Ordered { asked: (filter, order), columns, format, locale, idempotency_key } = ordered;
    let key = call.key(idempotency_key.as_ref(), &mut reading);
    let columns = match columns {
        Some(names) if !names.is_empty() => named(sheet, &names, &mut reading),
        _ => sheet.columns.iter().collect(),
    };
    let locale = match locale.as_deref() {
        None if call.language == Language::Chinese => "zh",
        None | Some("en") => "en",
        Some("zh") => "zh",
        Some(_) => {
            reading.wrong("locale", "`en` or `zh` belongs here", "此处应为 en 或 zh");
            "en"
        }
    };
    let json = |value: Option<ConstValue>| value.and_then(|value| value.into_json().ok());
    let asked = sheet.asking(json(filter), json(order));
    must_be_readable(sheet, &asked, &call, &mut reading)?;
    // A file is no record of a matter, whatever a filter looks for.
    reading.warnings.clear();
    let columns = columns.iter().map(|column| column.name).collect();
    let problems = reading.problems;
    let new = NewExport { object: sheet.object, format, locale, columns, asked, key, problems };
    done(call.store.order_export(call.acting, mutation, new).await, Vec::new())
}

/// The columns of these names, each once.
fn named(sheet: &'static Sheet, names: &[String], reading: &mut Reading) -> Vec<&'static Column> {
    if names.len() > MOST {
        reading.wrong(
            "columns",
            format!("at most {MOST} columns belong here"),
            format!("此处最多 {MOST} 列"),
        );
        return Vec::new();
    }
    let (mut columns, mut is_told): (Vec<&Column>, bool) = (Vec::new(), false);
    for (n, name) in names.iter().enumerate() {
        let field = format!("columns[{n}]");
        match sheet.column(name) {
            Some(column) if columns.iter().any(|known| known.name == column.name) => {
                reading.wrong(&field, "this column stands here already", "此列已列出");
            }
            Some(column) => columns.push(column),
            None => {
                let (mut en, mut zh) = no_such_column(sheet, name);
                // The whole list is told once.
                if !std::mem::replace(&mut is_told, true) {
                    let all: Vec<&str> = sheet.columns.iter().map(|column| column.name).collect();
                    en += &format!("; there are {}", all.join(", "));
                    zh += &format!("；可用的列：{}", all.join("、"));
                }
                reading.wrong(&field, en, zh);
            }
        }
    }
    columns
}

/// That there is no column of this name, with the one that is nearest to it.
fn no_such_column(sheet: &Sheet, name: &str) -> (String, String) {
    let near = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase());
    let known = sheet.columns.iter().filter(|_| name.len() <= LONGEST);
    let nearest = known
        .map(|column| (near(column.name), column.name))
        .filter(|(near, _)| *near > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let (en, zh) = nearest.map_or_else(Default::default, |(_, known)| {
        (format!(": perhaps `{known}`"), format!("，或为 {known}"))
    });
    (format!("there is no such column{en}"), format!("没有此列{zh}"))
}

/// Looks at the filter and the order as the query will that reads the records.
fn must_be_readable(
    sheet: &Sheet,
    asked: &Map<String, Value>,
    call: &Call<'_>,
    reading: &mut Reading,
) -> Result<(), Unmade> {
    let planner = Planner {
        dialect: call.store.dialect(),
        zone: call.acting.zone,
        limits: Limits::of_exports(),
        sizes: Arc::clone(call.store.sizes()),
    };
    let mut variables = asked.clone();
    variables.insert("first".to_owned(), 1.into());
    // What is wrong with the columns is told by itself.
    let page = sheet.page(&sheet.columns.iter().collect::<Vec<_>>());
    let Err(error) = planner.tried(call.acting.grants, &page, variables) else {
        return Ok(());
    };
    match error.code {
        Code::InvalidInput | Code::QueryTooExpensive if error.problems.is_empty() => {
            reading.wrong("filter", error.message.en, error.message.zh);
        }
        Code::InvalidInput => {}
        _ => return Err(StoreError::Failed(error.message.en.into_owned()).into()),
    }
    for problem in error.problems {
        // The query calls what it lists `rows`; here the same field stands in the input.
        let field = problem.field.strip_prefix("rows.").unwrap_or(&problem.field);
        reading.wrong(field, problem.message.en, problem.message.zh);
    }
    Ok(())
}
