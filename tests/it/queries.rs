//! Queries with the SQL that they become and the answer that they get, side by side in
//! `queries/`: `name.graphql` (its first line says who asks) with `name.variables.json` where it
//! has variables, `name.sqlite.sql` and `name.postgres.sql`, and `name.json`.
//!
//! `WARDBOOK_UPDATE=1` writes what has changed, but never where `CI` is set.

mod cursors;
mod pretty;
mod snapshot;

use std::path::PathBuf;

use serde_json::Value;
use wardbook::schema::GraphQlRequest;

use crate::support::{Asking, Backend, Database, both, request};
use crate::town::{Size, Town};

struct Query {
    name: String,
    viewer: String,
    request: GraphQlRequest,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/queries")
}

/// All queries of the folder, by name.
fn queries() -> Vec<Query> {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|of| of == "graphql")).collect();
    files.sort();
    files.iter().map(read).collect()
}

fn read(file: &PathBuf) -> Query {
    let text = std::fs::read_to_string(file).unwrap();
    let viewer = text.lines().next().and_then(|line| line.strip_prefix("# viewer: "));
    let viewer = viewer.unwrap_or_else(|| panic!("{} says not who asks", file.display()));
    let variables = std::fs::read_to_string(file.with_extension("variables.json"));
    let variables = variables.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
    Query {
        name: file.file_stem().unwrap().to_string_lossy().into_owned(),
        viewer: viewer.to_owned(),
        request: request(&text, variables),
    }
}

async fn sql(asking: &Asking, town: &Town, query: &Query) -> String {
    let grants = asking.grants(town.user(&query.viewer)).await;
    let explained = asking.engine.explain(&grants, query.request.clone()).await;
    let explained = explained.unwrap_or_else(|errors| panic!("{}: {errors:?}", query.name));
    let texts: Vec<String> =
        explained.statements.iter().map(|statement| pretty::statement(statement.text())).collect();
    if texts.is_empty() { "-- no statement\n".to_owned() } else { texts.join("\n") }
}

both! {
    async fn become_this_sql_and_get_this_answer(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, Size::SMALL, 1).await;
        let asking = Asking::of(&database).await;
        let backend = database.backend().name();
        let mut changed = Vec::new();
        let queries = queries();
        assert!(queries.len() >= 40, "{} queries", queries.len());
        for query in &queries {
            let file = |extension: &str| folder().join(format!("{}.{extension}", query.name));
            let text = sql(&asking, &town, query).await;
            changed.extend(snapshot::compare(&file(&format!("{backend}.sql")), &text));
            let mut answer = asking.ask(town.user(&query.viewer), query.request.clone()).await;
            assert_eq!(answer.get("errors"), None, "{}", query.name);
            cursors::show(&mut answer);
            let answer = format!("{answer:#}\n");
            changed.extend(snapshot::compare(&file("json"), &answer));
        }
        assert!(changed.is_empty(), "{}", changed.join("\n"));
    }
}
