//! Files: sending them, getting them back, who may, and what becomes of those that nobody attached.

mod bucket;
mod hidden;
mod orphans;
mod refused;
mod sample;
mod sending;
mod served;
mod signed;

use chrono::{DateTime, Utc};
use entity::{case, file};
use reqwest::Response;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use crate::support::Server;
pub(crate) use sample::pdf;

/// A body of one part, and its content type.
pub(crate) fn body_of(part: &str, name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
    ("multipart/form-data; boundary=edge".to_owned(), body)
}

async fn post(server: &Server, token: &str, (kind, body): (String, Vec<u8>)) -> (u16, Value) {
    let request = server
        .client
        .post(format!("{}/files", server.url))
        .bearer_auth(token)
        .header("content-type", kind)
        .body(body);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

/// Sends a file, which is kept.
pub(crate) async fn send(server: &Server, token: &str, name: &str, bytes: &[u8]) -> Value {
    let (status, answer) = post(server, token, body_of("file", name, bytes)).await;
    assert_eq!(status, 201, "{answer}");
    answer
}

/// Sends a file, which is refused; the status and the code.
async fn refused(server: &Server, token: &str, body: (String, Vec<u8>)) -> (u16, String) {
    let (status, answer) = post(server, token, body).await;
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    (status, code.unwrap_or_else(|| panic!("{answer}")).to_owned())
}

async fn get(server: &Server, token: &str, path: &str) -> Response {
    server.client.get(format!("{}{path}", server.url)).bearer_auth(token).send().await.unwrap()
}

/// The id behind the global id of what was sent.
fn id_of(sent: &Value) -> Uuid {
    Uuid::try_parse(sent["id"].as_str().unwrap().strip_prefix("file_").unwrap()).unwrap()
}

/// Ties a file to the case of this number.
async fn attach(server: &Server, file: Uuid, number: &str, personal: bool) {
    let database = server.database.connection();
    let case = case::Entity::find().filter(case::Column::Number.eq(number));
    let case = case.one(database).await.unwrap().unwrap();
    file::Entity::update_many()
        .col_expr(file::Column::CaseId, Expr::value(case.id))
        .col_expr(file::Column::Personal, Expr::value(personal))
        .col_expr(file::Column::AttachedAt, Expr::value(Utc::now()))
        .filter(file::Column::Id.eq(file))
        .exec(database)
        .await
        .unwrap();
}

/// Says of a file that it was sent at another time.
async fn sent_at(server: &Server, file: Uuid, moment: DateTime<Utc>) {
    file::Entity::update_many()
        .col_expr(file::Column::UploadedAt, Expr::value(moment))
        .filter(file::Column::Id.eq(file))
        .exec(server.database.connection())
        .await
        .unwrap();
}

/// All that lies in the server's folder, by name.
fn kept(server: &Server) -> Vec<String> {
    let entries = |path| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    let days = entries(server.folder.path().to_owned());
    let files = days.flat_map(|day| entries(day.path()));
    let mut names: Vec<String> =
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
