//! Exports over HTTP and by the command line: what is in the files, who gets them, and what becomes of
//! those that are cancelled, over, or broken off.

mod bucket;
mod command;
mod formats;
mod killed;
mod life;
mod refused;
mod revoked;
mod viewed;

use std::io::Cursor;

use bytes::Bytes;
use calamine::{Reader, Xlsx};
use entity::{audit_entry, user};
use parquet::file::reader::{FileReader, SerializedFileReader};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::policy::Object;

use crate::support::Server;

/// What is asked of an export.
const SHOWN: &str = "id status format rowsDone rowsTotal url expiresAt error";

/// The whole answer of exportCases.
async fn ordering(server: &Server, token: &str, input: Value) -> Value {
    let query = format!(
        "mutation($input: ExportCasesInput!) {{ exportCases(input: $input) {{ export {{ {SHOWN} }} }} }}"
    );
    let body = json!({"query": query, "variables": {"input": input}});
    server.ask_with(token, body).await.1
}

/// An export of cases, as it is ordered.
async fn order(server: &Server, token: &str, input: Value) -> String {
    let answer = ordering(server, token, input).await;
    let export = &answer["data"]["exportCases"]["export"];
    assert_eq!(export["status"], "WAITING", "{answer}");
    export["id"].as_str().unwrap().to_owned()
}

/// An export as its maker is shown it.
async fn shown(server: &Server, token: &str, id: &str) -> Value {
    let query = format!("{{ node(id: \"{id}\") {{ ... on Export {{ {SHOWN} }} }} }}");
    server.ask(token, &query).await["node"].clone()
}

/// An export that is written.
async fn written(server: &Server, token: &str, input: Value) -> Value {
    let id = order(server, token, input).await;
    assert!(server.exports.write_next().await.unwrap());
    let export = shown(server, token, &id).await;
    assert_eq!(export["status"], "READY", "{export}");
    export
}

async fn cancel(server: &Server, token: &str, id: &str) -> Value {
    let query = "mutation($id: ID!) { cancelExport(id: $id) { export { status url } } }";
    server.ask_with(token, json!({"query": query, "variables": {"id": id}})).await.1
}

/// The bytes at a path, by a signed address.
async fn bytes(server: &Server, path: &str) -> Vec<u8> {
    let response = server.client.get(format!("{}{path}", server.url)).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.bytes().await.unwrap().to_vec()
}

/// The status of a GET by a bearer token.
async fn status(server: &Server, token: &str, path: &str) -> u16 {
    let request = server.client.get(format!("{}{path}", server.url)).bearer_auth(token);
    request.send().await.unwrap().status().as_u16()
}

/// How many files of exports are kept.
fn kept(server: &Server) -> usize {
    std::fs::read_dir(server.folder.path().join("exports")).map_or(0, Iterator::count)
}

async fn user_of(server: &Server, name: &str) -> Uuid {
    let user = user::Entity::find().filter(user::Column::Username.eq(name));
    user.one(server.database.connection()).await.unwrap().unwrap().id
}

/// The entries of the audit trail about exports.
async fn entries(server: &Server) -> Vec<audit_entry::Model> {
    let entries =
        audit_entry::Entity::find().filter(audit_entry::Column::Object.eq(Object::Export.as_str()));
    entries.all(server.database.connection()).await.unwrap()
}

/// The code of an answer's first error.
fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

/// How many records a file in the format of this name holds.
fn rows_of(format: &str, file: Bytes) -> usize {
    match format {
        "csv" => csv::Reader::from_reader(&file[..]).records().map(Result::unwrap).count(),
        "xlsx" => {
            let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).unwrap();
            book.worksheet_range("Cases").unwrap().height() - 1
        }
        "ndjson" => {
            let text = std::str::from_utf8(&file).unwrap();
            text.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count()
        }
        "parquet" => {
            let reader = SerializedFileReader::new(file).unwrap();
            reader.get_row_iter(None).unwrap().map(Result::unwrap).count()
        }
        other => panic!("{other} is no format"),
    }
}

/// More cases than a page holds.
async fn many_cases(server: &Server, many: usize) {
    let mut text = "number,title,area_code,received_at\n".to_owned();
    for n in 0..many {
        let area = if n % 2 == 0 { "3511" } else { "3521" };
        let (day, hour, minute) = (1 + n / 1440, n / 60 % 24, n % 60);
        text += &format!("M-{n},Matter {n},{area},2026-10-{day:02}T{hour:02}:{minute:02}:00Z\n");
    }
    crate::support::import::cases(&server.store, &text, &server.keys).await;
}
